"""A GRU that reads an image row by row, from top to bottom.

K. Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine
Translation", EMNLP 2014; the reset gate acts after the matrix product, as in cuDNN. The state after
the last row is classified.
"""

import keras
from keras import layers

from emnist_lab.models.row_reader import build_row_reader


def build(
    input_shape: tuple[int, int, int], classes: int, units: int = 128, depth: int = 1
) -> keras.Model:
    """Return the model of `depth` recurrent layers; their states are `units` wide."""
    return build_row_reader(layers.GRU, "gru", input_shape, classes, units, depth)
