"""An LSTM that reads an image row by row, from top to bottom.

S. Hochreiter and J. Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997. The
state after the last row is classified.
"""

import keras
from keras import layers

from emnist_lab.models.row_reader import build_row_reader


def build(
    input_shape: tuple[int, int, int], classes: int, units: int = 128, depth: int = 1
) -> keras.Model:
    """Return the model of `depth` recurrent layers; their states are `units` wide."""
    return build_row_reader(layers.LSTM, "lstm", input_shape, classes, units, depth)
