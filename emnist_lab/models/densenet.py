"""DenseNet-BC in any size, from DenseNet-121 down to the source's layer_4_3.

G. Huang, Z. Liu, L. van der Maaten and K. Weinberger, "Densely Connected Convolutional Networks",
CVPR 2017: section 3 and table 1. The defaults are the paper's DenseNet-121.
"""

from collections.abc import Callable, Sequence
from functools import partial

import keras
from keras import KerasTensor, layers

from emnist_lab.errors import EmnistLabError
from emnist_lab.models.blocks import classifier, convolution, normalized_activation

# Zero pixels on each side of the image before the first convolution. "standard" takes 32 pixels to
# 38 and on to 16x16 outputs; "slim" to 36 and 15x15, the least that still leaves 8x8 to the first
# dense block, so that three transitions end at 1x1.
STEM_PADDING = {"standard": 3, "slim": 2}
STEM_POOLING = {"max": layers.MaxPooling2D, "average": layers.AveragePooling2D}
# After which layers dropout may come; "output" is between the pooling and the softmax layer.
DROPOUT_PLACES = ("stem", "convolutions", "blocks", "transitions", "output")
# As in keras.applications.
BATCH_NORM_EPSILON = 1.001e-5
Step = Callable[..., KerasTensor]


def build(
    input_shape: tuple[int, int, int],
    classes: int,
    blocks: Sequence[int] = (6, 12, 24, 16),
    growth: int = 32,
    bottleneck: int = 4,
    compression: float = 0.5,
    activation: str = "relu",
    dropout: float = 0.0,
    dropout_place: str = "output",
    stem: str = "standard",
    stem_pooling: str = "max",
) -> keras.Model:
    """Return the model; four blocks need images of 32x32 pixels or more.

    Parameters
    ----------
    blocks : sequence of int
        Dense layers in each dense block; a transition lies between two blocks.
    growth : int
        Maps that a dense layer adds, the paper's k.
    bottleneck : int
        Maps of the 1x1 convolution in a dense layer, in multiples of the growth.
    compression : float
        Share of the maps that a transition keeps, the paper's theta.
    activation : str
        After every batch normalization, a name in `blocks.ACTIVATIONS`.
    dropout : float
        Rate of the dropout.
    dropout_place : str
        "output", between the global average pooling and the softmax layer; after every
        "convolutions" of the dense layers, the 1x1 and the 3x3 one, as in the paper; after all
        "blocks" or "transitions"; or "stem", after the first convolution.
    stem : str
        "standard", or "slim" for less padding and so fewer positions to convolve; both have the
        same parameters.
    stem_pooling : str
        "max" as in the paper, or "average" as in the source's final model.
    """
    for what, value, choices in (
        ("dropout place", dropout_place, DROPOUT_PLACES),
        ("stem", stem, STEM_PADDING),
        ("stem pooling", stem_pooling, STEM_POOLING),
    ):
        if value not in choices:
            raise EmnistLabError(
                f"unknown {what} {value!r}", fix=f"choose one of: {', '.join(choices)}"
            )
    activate = partial(normalized_activation, activation=activation, epsilon=BATCH_NORM_EPSILON)
    drop = partial(_drop, rate=dropout, chosen=dropout_place)
    images = keras.Input(input_shape)
    x = _stem(images, STEM_PADDING[stem], 2 * growth, activate, drop)
    x = layers.ZeroPadding2D(1, name="stem_pool_pad")(x)
    x = STEM_POOLING[stem_pooling](3, strides=2, name="stem_pool")(x)
    for number, dense_layers in enumerate(blocks, start=1):
        if number > 1:
            x = _transition(x, compression, activate, f"transition{number - 1}")
            x = drop(x, place="transitions", name=f"transition{number - 1}_dropout")
        x = _dense_block(x, dense_layers, growth, bottleneck, activate, drop, f"block{number}")
    x = activate(x, name="final")
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return classifier(images, x, classes, "densenet", dropout if dropout_place == "output" else 0.0)


def _stem(images: KerasTensor, padding: int, maps: int, activate: Step, drop: Step) -> KerasTensor:
    x = layers.ZeroPadding2D(padding, name="stem_pad")(images)
    x = convolution(maps, 7, strides=2, padding="valid", name="stem_conv")(x)
    x = drop(x, place="stem", name="stem_dropout")
    return activate(x, name="stem")


def _dense_block(
    x: KerasTensor,
    dense_layers: int,
    growth: int,
    bottleneck: int,
    activate: Step,
    drop: Step,
    name: str,
) -> KerasTensor:
    for number in range(1, dense_layers + 1):
        new = _dense_layer(x, growth, bottleneck, activate, drop, f"{name}_layer{number}")
        x = layers.Concatenate(name=f"{name}_layer{number}_concat")([x, new])
    return drop(x, place="blocks", name=f"{name}_dropout")


def _dense_layer(
    x: KerasTensor, growth: int, bottleneck: int, activate: Step, drop: Step, name: str
) -> KerasTensor:
    x = activate(x, name=f"{name}_1x1")
    x = convolution(bottleneck * growth, 1, name=f"{name}_1x1_conv")(x)
    x = drop(x, place="convolutions", name=f"{name}_1x1_dropout")
    x = activate(x, name=f"{name}_3x3")
    x = convolution(growth, 3, name=f"{name}_3x3_conv")(x)
    return drop(x, place="convolutions", name=f"{name}_3x3_dropout")


def _transition(x: KerasTensor, compression: float, activate: Step, name: str) -> KerasTensor:
    x = activate(x, name=name)
    x = convolution(int(compression * x.shape[-1]), 1, name=f"{name}_conv")(x)
    return layers.AveragePooling2D(2, name=f"{name}_pool")(x)


def _drop(x: KerasTensor, place: str, name: str, rate: float, chosen: str) -> KerasTensor:
    return layers.Dropout(rate, name=name)(x) if rate and place == chosen else x
