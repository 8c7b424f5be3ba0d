"""VGG16 from keras.applications, with the heads that the candidates study tries.

K. Simonyan and A. Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition",
ICLR 2015: configuration D. The head of two layers with 4,096 units is the paper's.
"""

from collections.abc import Sequence

import keras
from keras import layers

from emnist_lab.models.blocks import classifier


def build(
    input_shape: tuple[int, int, int],
    classes: int,
    head: Sequence[int] = (4096, 4096),
    dropout: float = 0.0,
) -> keras.Model:
    """Return the model with untrained weights; it needs 32x32 pixels or more.

    `head` are the units of each fully connected layer between the convolutions and the softmax
    layer, `dropout` the rate after the last of them.
    """
    backbone = keras.applications.VGG16(include_top=False, weights=None, input_shape=input_shape)
    x = layers.Flatten(name="flatten")(backbone.output)
    for number, units in enumerate(head, start=1):
        x = layers.Dense(units, activation="relu", name=f"fc{number}")(x)
    return classifier(backbone.input, x, classes, "vgg16", dropout)
