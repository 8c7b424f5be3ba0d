"""MobileNet from keras.applications, at full width.

A. Howard, M. Zhu, B. Chen and others, "MobileNets: Efficient Convolutional Neural Networks for
Mobile Vision Applications", arXiv:1704.04861, 2017: table 1.
"""

import keras
from keras import layers


def build(input_shape: tuple[int, int, int], classes: int) -> keras.Model:
    """Return the model with untrained weights; it needs 32x32 pixels or more."""
    backbone = keras.applications.MobileNet(
        include_top=False, weights=None, pooling="avg", input_shape=input_shape
    )
    probabilities = layers.Dense(classes, activation="softmax", name="output")(backbone.output)
    return keras.Model(backbone.input, probabilities, name="mobilenet")
