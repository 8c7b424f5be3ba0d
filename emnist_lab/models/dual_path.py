"""Dual Path Network, small enough for pictures of 32x32 pixels.

Y. Chen, J. Li, H. Xiao, X. Jin, S. Yan and J. Feng, "Dual Path Networks", NIPS 2017: section 3,
figure 2 and table 1. Each block adds some of its output to a residual path and appends the rest to
a densely connected one. The defaults make a DPN-26: two blocks a stage and half the maps of the
paper's DPN-92, whose stem and stages it keeps.
"""

from collections.abc import Sequence
from functools import partial

import keras
from keras import KerasTensor, layers

from emnist_lab.models.blocks import (
    classifier,
    convolution,
    grouped_convolution,
    normalized_activation,
)

STEM_MAPS = 64


def build(
    input_shape: tuple[int, int, int],
    classes: int,
    blocks: Sequence[int] = (2, 2, 2, 2),
    residual: int = 128,
    bottleneck: int = 48,
    groups: int = 8,
    growth: Sequence[int] = (8, 16, 12, 64),
) -> keras.Model:
    """Return the model; four stages need images of 32x32 pixels or more.

    Parameters
    ----------
    blocks : sequence of int
        Blocks in each stage; every stage but the first halves height and width.
    residual : int
        Maps of the first stage's residual path; each later stage has twice those before it.
    bottleneck, groups : int
        Maps of the 3x3 convolution in the first stage, doubled likewise, and its groups.
    growth : sequence of int
        Maps that a block of each stage appends to the dense path, the paper's +k.
    """
    images = keras.Input(input_shape)
    x = convolution(STEM_MAPS, 7, strides=2, name="stem_conv")(images)
    x = normalized_activation(x, "stem")
    paths = [layers.MaxPooling2D(3, strides=2, padding="same", name="stem_pool")(x)]
    for stage, (count, new) in enumerate(zip(blocks, growth, strict=True), start=1):
        double = 2 ** (stage - 1)
        block = partial(
            _block,
            residual=residual * double,
            bottleneck=bottleneck * double,
            groups=groups,
            growth=new,
        )
        paths = block(
            paths, strides=1 if stage == 1 else 2, name=f"stage{stage}_block1", first=True
        )
        for number in range(2, count + 1):
            paths = block(paths, strides=1, name=f"stage{stage}_block{number}", first=False)
    x = normalized_activation(_joined(paths, "final"), "final")
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return classifier(images, x, classes, "dual_path")


def _block(
    paths: list[KerasTensor],
    residual: int,
    bottleneck: int,
    groups: int,
    growth: int,
    strides: int,
    name: str,
    first: bool,
) -> list[KerasTensor]:
    """Return the residual and the dense path after one block; the first of a stage renews both."""
    joined = _joined(paths, name)
    if first:
        # The authors' code gives the shortcut a batch normalization of its own.
        shortcut = normalized_activation(joined, f"{name}_shortcut")
        shortcut = convolution(residual + 2 * growth, 1, strides=strides, name=f"{name}_shortcut")(
            shortcut
        )
        paths = _parted(shortcut, residual)
    x = normalized_activation(joined, f"{name}_1")
    x = convolution(bottleneck, 1, name=f"{name}_1_conv")(x)
    x = normalized_activation(x, f"{name}_2")
    x = grouped_convolution(x, bottleneck, 3, groups, f"{name}_2_conv", strides)
    x = normalized_activation(x, f"{name}_3")
    x = convolution(residual + growth, 1, name=f"{name}_3_conv")(x)
    added, appended = _parted(x, residual)
    kept, dense = paths
    return [
        layers.Add(name=f"{name}_add")([kept, added]),
        layers.Concatenate(name=f"{name}_append")([dense, appended]),
    ]


def _parted(x: KerasTensor, residual: int) -> list[KerasTensor]:
    return [x[..., :residual], x[..., residual:]]


def _joined(paths: list[KerasTensor], name: str) -> KerasTensor:
    return layers.Concatenate(name=f"{name}_join")(paths) if len(paths) > 1 else paths[0]
