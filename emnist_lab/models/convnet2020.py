"""The residual ConvNet of the 2020 course report, made for ByMerge.

Seven convolutions with a residual connection around the third and fourth, adaptive average pooling
to 6x6 maps and four dense layers, batch normalization after every one. With 28x28x1 images it has
2,241,271 parameters for 47 classes and 2,237,266 for 2; the report prints no count.

It departs from the report's listing in two ways: LeakyReLU (slope 0.01) follows every hidden layer,
where the listing has ReLU in seven places, and the residual is taken before the activation.
"""

from functools import partial

import keras
from keras import KerasTensor, layers

from emnist_lab.errors import EmnistLabError

SLOPE = 0.01
POOLED_SIDE = 6
# Maps and kernel of the convolutions after the residual branch.
WIDE_CONVOLUTIONS = ((32, 5), (64, 7), (128, 7))
DENSE_UNITS = (360, 120, 84)
MOST_POOLINGS = 3


def build(
    input_shape: tuple[int, int, int],
    classes: int,
    poolings: int = 1,
    batch_normalization: bool = True,
    dropout: float = 0.0,
) -> keras.Model:
    """Return the model, or raise `EmnistLabError` if the number of poolings is none of 1, 2, 3.

    Parameters
    ----------
    poolings : int
        Max-poolings: the report's after the residual branch, then one after each of the next
        convolutions. Parameters stay the same, since the last maps are pooled to 6x6 anyway.
    batch_normalization : bool
        Whether it follows every convolution and dense layer.
    dropout : float
        Rate after each hidden dense layer.
    """
    if poolings not in range(1, MOST_POOLINGS + 1):
        raise EmnistLabError(f"{poolings} poolings", fix="choose 1, 2 or 3")
    normalize = partial(_normalize, wanted=batch_normalization)
    images = keras.Input(input_shape)
    x = _leaky(normalize(_convolution(images, 10, 3, "conv1"), "conv1"), "conv1")
    residual = x = normalize(_convolution(x, 16, 3, "conv2"), "conv2")
    for name in ("conv3", "conv4"):
        x = normalize(_convolution(_leaky(x, name), 16, 3, name), name)
    x = layers.Add(name="residual")([x, residual])
    x = layers.MaxPooling2D(2, name="pool1")(x)
    for number, (maps, kernel) in enumerate(WIDE_CONVOLUTIONS):
        name = f"conv{number + 5}"
        x = _leaky(normalize(_convolution(x, maps, kernel, name), name), name)
        if number + 2 <= poolings:
            x = layers.MaxPooling2D(2, name=f"pool{number + 2}")(x)
    x = layers.AdaptiveAveragePooling2D(POOLED_SIDE, name="adaptive_pool")(x)
    x = layers.Flatten(name="flatten")(x)
    for number, units in enumerate(DENSE_UNITS, start=1):
        name = f"dense{number}"
        x = _leaky(normalize(layers.Dense(units, name=name)(x), name), name)
        if dropout:
            x = layers.Dropout(dropout, name=f"{name}_dropout")(x)
    x = normalize(layers.Dense(classes, name="output")(x), "output")
    probabilities = layers.Softmax(name="probabilities")(x)
    return keras.Model(images, probabilities, name="convnet2020")


def _convolution(x: KerasTensor, maps: int, kernel: int, name: str) -> KerasTensor:
    return layers.Conv2D(maps, kernel, padding="same", name=name)(x)


def _normalize(x: KerasTensor, name: str, wanted: bool) -> KerasTensor:
    return layers.BatchNormalization(name=f"{name}_bn")(x) if wanted else x


def _leaky(x: KerasTensor, name: str) -> KerasTensor:
    return layers.LeakyReLU(negative_slope=SLOPE, name=f"{name}_leaky_relu")(x)
