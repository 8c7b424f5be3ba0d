"""EMNIST: its splits, the forms it is kept in, synthetic handwriting, and photos made like it."""
