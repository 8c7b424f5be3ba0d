"""A recurrent network that reads an image row by row, from top to bottom."""

import keras
from keras import layers

from emnist_lab.models.blocks import classifier


def build_row_reader(
    cell: type[keras.layers.RNN],
    name: str,
    input_shape: tuple[int, int, int],
    classes: int,
    units: int,
) -> keras.Model:
    """Return a model that classifies the state, `units` wide, after the last row.

    The height of the images is the steps of the sequence; a row is one step's values.
    """
    height, width, channels = input_shape
    images = keras.Input(input_shape)
    rows = layers.Reshape((height, width * channels), name="rows")(images)
    state = cell(units, name=name)(rows)
    return classifier(images, state, classes, name)
