"""Keras Tuner searches whose trials leave records."""
