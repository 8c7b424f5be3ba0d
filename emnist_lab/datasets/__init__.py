"""Images and their classes: read, drawn, split, prepared for training."""
