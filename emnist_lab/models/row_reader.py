"""A recurrent network that reads an image row by row, from top to bottom."""

import keras
from keras import layers


def build_row_reader(
    cell: type[keras.layers.RNN],
    name: str,
    input_shape: tuple[int, int, int],
    classes: int,
    units: int,
) -> keras.Model:
    """Return a model that classifies the state after the last row.

    Parameters
    ----------
    cell : type
        The recurrent layer, such as `keras.layers.LSTM`.
    name : str
        Of the model and of that layer.
    input_shape : tuple of int
        Height (the steps of the sequence), width and channels (together one step's values).
    classes : int
        Width of the softmax layer.
    units : int
        Width of the state.
    """
    height, width, channels = input_shape
    images = keras.Input(input_shape)
    rows = layers.Reshape((height, width * channels), name="rows")(images)
    state = cell(units, name=name)(rows)
    probabilities = layers.Dense(classes, activation="softmax", name="output")(state)
    return keras.Model(images, probabilities, name=name)
