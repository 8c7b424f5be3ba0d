"""A small residual network with squeeze-and-excitation, for a short time an image.

K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition", CVPR 2016:
the residual block. J. Hu, L. Shen and G. Sun, "Squeeze-and-Excitation Networks", CVPR 2018: the
weighting of maps at its end.

One image at a time, the calls of the operations cost more than their arithmetic, so the network
has few layers that are wide, where a DenseNet has many thin ones.
"""

from collections.abc import Callable
from functools import partial

import keras
from keras import KerasTensor, layers

from emnist_lab.models.blocks import classifier, convolution, normalized_activation


def build(
    input_shape: tuple[int, int, int],
    classes: int,
    width: int = 48,
    growth: float = 2.0,
    stages: int = 2,
    convolutions: int = 2,
    squeeze: int = 0,
    stem: int = 5,
    activation: str = "relu",
    dropout: float = 0.0,
) -> keras.Model:
    """Return the model: stages of a residual block, the first at half the side of the image.

    Parameters
    ----------
    width : int
        Maps of the first stage.
    growth : float
        Maps of a stage, in multiples of those of the stage before.
    stages : int
        Each at half the side of the one before.
    convolutions : int
        Of each stage's block, one after the other.
    squeeze : int
        How many times fewer units the squeeze of a block has than the stage has maps; 0 leaves
        squeeze and excitation out.
    stem : int
        Side of the first convolution's kernels, in pixels.
    activation : str
        A name in `blocks.ACTIVATIONS`.
    dropout : float
        Rate between the global average pooling and the softmax layer.
    """
    activate = partial(normalized_activation, activation=activation)
    images = keras.Input(input_shape)
    x = images
    for stage in range(1, stages + 1):
        maps, side = round(width * growth ** (stage - 1)), stem if stage == 1 else 3
        x = convolution(maps, side, strides=2, name=f"stage{stage}_conv")(x)
        x = activate(x, name=f"stage{stage}")
        x = _block(x, convolutions, squeeze, activate, f"stage{stage}_block")
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return classifier(images, x, classes, "compact", dropout)


def _block(
    x: KerasTensor, convolutions: int, squeeze: int, activate: Callable[..., KerasTensor], name: str
) -> KerasTensor:
    maps, inner = x.shape[-1], x
    for number in range(1, convolutions):
        inner = convolution(maps, 3, name=f"{name}_conv{number}")(inner)
        inner = activate(inner, name=f"{name}_inner{number}")
    inner = convolution(maps, 3, name=f"{name}_conv{convolutions}")(inner)
    inner = layers.BatchNormalization(name=f"{name}_bn")(inner)
    if squeeze:
        inner = _squeeze_and_excite(inner, maps // squeeze, name)
    return layers.Add(name=f"{name}_add")([x, inner])


def _squeeze_and_excite(x: KerasTensor, units: int, name: str) -> KerasTensor:
    weights = layers.GlobalAveragePooling2D(keepdims=True, name=f"{name}_squeeze")(x)
    weights = layers.Dense(units, activation="relu", name=f"{name}_reduce")(weights)
    weights = layers.Dense(x.shape[-1], activation="sigmoid", name=f"{name}_excite")(weights)
    return layers.Multiply(name=f"{name}_scale")([x, weights])
