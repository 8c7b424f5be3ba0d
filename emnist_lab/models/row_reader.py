"""A recurrent network that reads an image row by row, from top to bottom."""

import keras
from keras import layers

from emnist_lab.errors import EmnistLabError
from emnist_lab.models.blocks import classifier


def build_row_reader(
    cell: type[keras.layers.RNN],
    name: str,
    input_shape: tuple[int, int, int],
    classes: int,
    units: int,
    depth: int,
) -> keras.Model:
    """Return a model that classifies the state, `units` wide, after the last row.

    The height of the images is the steps of the sequence; a row is one step's values. Of `depth`
    recurrent layers each reads the states of the one before it.

    Raises
    ------
    EmnistLabError
        If there is no layer.
    """
    if depth < 1:
        raise EmnistLabError(f"{name} cannot be {depth} layers deep", fix="choose 1 or more")
    height, width, channels = input_shape
    images = keras.Input(input_shape)
    states = layers.Reshape((height, width * channels), name="rows")(images)
    for number in range(1, depth):
        states = cell(units, return_sequences=True, name=f"{name}{number}")(states)
    return classifier(images, cell(units, name=name)(states), classes, name)
