"""Wide residual networks, WRN-16-4 by default.

S. Zagoruyko and N. Komodakis, "Wide Residual Networks", BMVC 2016: table 1, blocks B(3,3) in the
order batch normalization, ReLU, convolution. Made for pictures of 32x32 pixels.
"""

import keras
from keras import KerasTensor, layers

from emnist_lab.errors import EmnistLabError
from emnist_lab.models.blocks import classifier, convolution, normalized_activation

STAGE_MAPS = (16, 32, 64)


def build(
    input_shape: tuple[int, int, int],
    classes: int,
    depth: int = 16,
    width: int = 4,
    dropout: float = 0.0,
) -> keras.Model:
    """Return the model, or raise `EmnistLabError` if no network has its depth.

    Parameters
    ----------
    depth : int
        Layers with weights on the longest way, 4 more than a multiple of 6: 10, 16, 22, 28...
    width : int
        How many times as many maps as a plain residual network has, the paper's k.
    dropout : float
        Rate between the two convolutions of each block.
    """
    blocks, rest = divmod(depth - 4, 6)
    if rest or blocks < 1:
        raise EmnistLabError(
            f"no wide residual network has depth {depth}", fix="choose 10, 16, 22, 28 or 40"
        )
    images = keras.Input(input_shape)
    x = convolution(STAGE_MAPS[0], 3, name="stem_conv")(images)
    for stage, maps in enumerate(STAGE_MAPS, start=1):
        for number in range(1, blocks + 1):
            strides = 2 if stage > 1 and number == 1 else 1
            x = _block(x, width * maps, strides, dropout, f"stage{stage}_block{number}")
    x = normalized_activation(x, "final")
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return classifier(images, x, classes, "wide_resnet")


def _block(x: KerasTensor, maps: int, strides: int, dropout: float, name: str) -> KerasTensor:
    y = normalized_activation(x, f"{name}_1")
    if x.shape[-1] != maps:
        x = convolution(maps, 1, strides=strides, name=f"{name}_shortcut")(y)
    y = convolution(maps, 3, strides=strides, name=f"{name}_1_conv")(y)
    y = normalized_activation(y, f"{name}_2")
    if dropout:
        y = layers.Dropout(dropout, name=f"{name}_dropout")(y)
    y = convolution(maps, 3, name=f"{name}_2_conv")(y)
    return layers.Add(name=f"{name}_add")([x, y])
