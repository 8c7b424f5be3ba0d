"""ShuffleNet with three groups, at full width.

X. Zhang, X. Zhou, M. Lin and J. Sun, "ShuffleNet: An Extremely Efficient Convolutional Neural
Network for Mobile Devices", CVPR 2018: table 1 (g = 3), figure 2 and section 3.
"""

from collections.abc import Sequence

import keras
from keras import KerasTensor, layers

from emnist_lab.models.blocks import (
    classifier,
    convolution,
    grouped_convolution,
    normalized_activation,
)

STEM_MAPS = 24


def build(
    input_shape: tuple[int, int, int],
    classes: int,
    units: Sequence[int] = (4, 8, 4),
    maps: Sequence[int] = (240, 480, 960),
    groups: int = 3,
) -> keras.Model:
    """Return the model; three stages need images of 32x32 pixels or more.

    `units` says how many units each stage has, the first of which halves height and width, `maps`
    how many output maps; `groups` is that of the pointwise convolutions.
    """
    images = keras.Input(input_shape)
    x = convolution(STEM_MAPS, 3, strides=2, name="stem_conv")(images)
    x = normalized_activation(x, "stem")
    x = layers.MaxPooling2D(3, strides=2, padding="same", name="stem_pool")(x)
    for stage, (count, width) in enumerate(zip(units, maps, strict=True), start=2):
        for number in range(1, count + 1):
            # So few maps enter the first unit that the paper does not group them.
            first_groups = 1 if (stage, number) == (2, 1) else groups
            strides = 2 if number == 1 else 1
            x = _unit(x, width, strides, first_groups, groups, f"stage{stage}_unit{number}")
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return classifier(images, x, classes, "shufflenet")


def _unit(
    x: KerasTensor, width: int, strides: int, first_groups: int, groups: int, name: str
) -> KerasTensor:
    # With strides the shortcut's maps stand beside the others instead of being added to them.
    added = width - x.shape[-1] if strides > 1 else width
    y = grouped_convolution(x, width // 4, 1, first_groups, f"{name}_reduce")
    y = normalized_activation(y, f"{name}_reduce")
    y = _shuffled(y, groups, f"{name}_shuffle")
    y = layers.DepthwiseConv2D(
        3,
        strides=strides,
        padding="same",
        use_bias=False,
        depthwise_initializer="he_normal",
        name=f"{name}_depthwise",
    )(y)
    y = layers.BatchNormalization(name=f"{name}_depthwise_bn")(y)
    y = grouped_convolution(y, added, 1, groups, f"{name}_expand")
    y = layers.BatchNormalization(name=f"{name}_expand_bn")(y)
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
