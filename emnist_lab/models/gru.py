"""A GRU that reads an image row by row, from top to bottom.

K. Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine
Translation", EMNLP 2014; the reset gate acts after the matrix product, as in cuDNN. The state after
the last row is classified.
"""

import keras
from keras import layers


def build(input_shape: tuple[int, int, int], classes: int, units: int = 128) -> keras.Model:
    """Return the model.

    Parameters
    ----------
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
    state = layers.GRU(units, name="gru")(rows)
    probabilities = layers.Dense(classes, activation="softmax", name="output")(state)
    return keras.Model(images, probabilities, name="gru")
