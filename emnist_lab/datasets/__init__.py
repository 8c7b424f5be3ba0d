"""EMNIST and synthetic handwriting: read, download, draw, split, prepare."""
