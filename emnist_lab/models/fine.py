"""A small residual network that first looks at the image at its full side.

K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition", CVPR 2016: the
residual block.

Like `compact` it has few layers that are wide. Before the first of them halves the side, a thin
convolution sees every pixel: a stroke is two or three pixels wide, and what tells a q from a 9, or
an l from a 1, is a hook not much longer.
"""

import keras
from keras import KerasTensor, layers

from emnist_lab.models.blocks import convolution

FIRST_MAPS = 16
STAGES = 3


def build(
    input_shape: tuple[int, int, int], classes: int, width: int = 32, dropout: float = 0.0
) -> keras.Model:
    """Return the model: a convolution at full side, then stages of a residual block each.

    The first stage has `width` maps, each other one twice those of the one before, at half the
    side. `dropout` is the rate before the classifier. Softmax is a layer of its own, so that a
    network for the same classes that fine-tunes this one takes over all weights, the classifier's
    too.
    """
    images = keras.Input(input_shape)
    x = _activated(_convolved(images, FIRST_MAPS, "first"), "first")
    for stage in range(1, STAGES + 1):
        maps, name = width * 2 ** (stage - 1), f"stage{stage}"
        x = _activated(_convolved(x, maps, name, strides=2), name)
        inner = _activated(_convolved(x, maps, f"{name}_inner1"), f"{name}_inner1")
        x = layers.Add(name=f"{name}_add")([x, _convolved(inner, maps, f"{name}_inner2")])
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    if dropout:
        x = layers.Dropout(dropout, name="dropout")(x)
    logits = layers.Dense(classes, name="classifier")(x)
    return keras.Model(images, layers.Softmax(name="output")(logits), name="fine")


def _convolved(x: KerasTensor, maps: int, name: str, strides: int = 1) -> KerasTensor:
    """Return normalized maps of a 3x3 convolution."""
    x = convolution(maps, 3, strides=strides, name=f"{name}_conv")(x)
    return layers.BatchNormalization(name=f"{name}_bn")(x)


def _activated(x: KerasTensor, name: str) -> KerasTensor:
    return layers.ReLU(name=f"{name}_relu")(x)
