"""ShuffleNet with three groups, at full width.

X. Zhang, X. Zhou, M. Lin and J. Sun, "ShuffleNet: An Extremely Efficient Convolutional Neural
Network for Mobile Devices", CVPR 2018: table 1 (g = 3), figure 2 and section 3.
"""

from collections.abc import Sequence

import keras
from keras import KerasTensor, layers

from emnist_lab.models.grouped import grouped_convolution

STEM_MAPS = 24


def build(
    input_shape: tuple[int, int, int],
    classes: int,
    units: Sequence[int] = (4, 8, 4),
    maps: Sequence[int] = (240, 480, 960),
    groups: int = 3,
) -> keras.Model:
    """Return the model; three stages need images of 32x32 pixels or more.

    Parameters
    ----------
    input_shape : tuple of int
        Height, width and channels.
    classes : int
        Width of the softmax layer.
    units : sequence of int
        Units in each stage, the first of which halves height and width.
    maps : sequence of int
        Output maps of each stage.
    groups : int
        Groups of the pointwise convolutions.
    """
    images = keras.Input(input_shape)
    x = layers.Conv2D(
        STEM_MAPS,
        3,
        strides=2,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        name="stem_conv",
    )(images)
    x = _normalized(x, "stem", activate=True)
    x = layers.MaxPooling2D(3, strides=2, padding="same", name="stem_pool")(x)
    for stage, (count, width) in enumerate(zip(units, maps, strict=True), start=2):
        for number in range(1, count + 1):
            # So few maps enter the first unit that the paper does not group them.
            first_groups = 1 if (stage, number) == (2, 1) else groups
            strides = 2 if number == 1 else 1
            x = _unit(x, width, strides, first_groups, groups, f"stage{stage}_unit{number}")
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    probabilities = layers.Dense(classes, activation="softmax", name="output")(x)
    return keras.Model(images, probabilities, name="shufflenet")


def _unit(
    x: KerasTensor, width: int, strides: int, first_groups: int, groups: int, name: str
) -> KerasTensor:
    # With strides the shortcut's maps stand beside the others instead of being added to them.
    added = width - x.shape[-1] if strides > 1 else width
    y = grouped_convolution(x, width // 4, 1, first_groups, f"{name}_reduce")
    y = _normalized(y, f"{name}_reduce", activate=True)
    y = _shuffled(y, groups, f"{name}_shuffle")
    y = layers.DepthwiseConv2D(
        3,
        strides=strides,
        padding="same",
        use_bias=False,
        depthwise_initializer="he_normal",
        name=f"{name}_depthwise",
    )(y)
    y = _normalized(y, f"{name}_depthwise", activate=False)
    y = grouped_convolution(y, added, 1, groups, f"{name}_expand")
    y = _normalized(y, f"{name}_expand", activate=False)
    if strides > 1:
        x = layers.AveragePooling2D(3, strides=strides, padding="same", name=f"{name}_pool")(x)
        y = layers.Concatenate(name=f"{name}_join")([x, y])
    else:
        y = layers.Add(name=f"{name}_join")([x, y])
    return layers.ReLU(name=f"{name}_relu")(y)


def _shuffled(x: KerasTensor, groups: int, name: str) -> KerasTensor:
    """Deal the maps of each group out to all groups, as one deals cards (figure 1)."""
    height, width, maps = x.shape[1:]
    x = layers.Reshape((height, width, groups, maps // groups), name=f"{name}_parted")(x)
    x = layers.Permute((1, 2, 4, 3), name=f"{name}_dealt")(x)
    return layers.Reshape((height, width, maps), name=f"{name}_joined")(x)


def _normalized(x: KerasTensor, name: str, activate: bool) -> KerasTensor:
    x = layers.BatchNormalization(name=f"{name}_bn")(x)
    return layers.ReLU(name=f"{name}_relu")(x) if activate else x
