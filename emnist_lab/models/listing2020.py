"""The ConvNet that the 2020 course report prints as a PyTorch listing, made for ByMerge.

Seven convolutions: two, then two more whose input is added to their output, then three wide ones;
max-pooling after the addition and adaptive average pooling to 6x6 maps at their end; four dense
layers. Batch normalization and ReLU follow each, but for three: LeakyReLU stands before the two
convolutions that the skip connection spans, which have none behind, and the last dense layer has
batch normalization alone. With 28x28x1 images it has 2,241,271 parameters for 47 classes and
2,237,266 for 2; the report prints no count. Its table says 320 units where its listing has 360.

Options undo the steps by which the report came to it from a plain version. That one pooled by 2
twice: with the listing's padding this gives maps of 7x7, not of 6x6 as the report states.

Slope, epsilon and the order of the layers are PyTorch's. Weights start as Keras has them, and the
momentum of batch normalization, 0.9 as Keras counts PyTorch's 0.1, is left to the training
(`emnist_lab.training.compile`).
"""

from functools import partial

import keras
from keras import KerasTensor, layers

from emnist_lab.errors import EmnistLabError

# PyTorch's defaults: the listing names none.
SLOPE = 0.01
EPSILON = 1e-5
POOLED_SIDE = 6
# Maps and kernel of the convolutions after the first max-pooling.
WIDE_CONVOLUTIONS = ((32, 5), (64, 7), (128, 7))
DENSE_UNITS = (360, 120, 84)
BRANCHES = ("residual", "stacked", "none")
LAST_POOLINGS = ("adaptive", "max", "none")


def build(
    input_shape: tuple[int, int, int],
    classes: int,
    branch: str = "residual",
    last_pooling: str = "adaptive",
    third_pooling: bool = False,
    softmaxes: int = 1,
    batch_normalization: bool = True,
    dropout: float = 0.0,
) -> keras.Model:
    """Return the model, or raise `EmnistLabError` if an option's value is none of those below.

    Parameters
    ----------
    branch : {"residual", "stacked", "none"}
        The third and fourth convolution with the skip connection, without it, or neither.
    last_pooling : {"adaptive", "max", "none"}
        What lies before the dense layers: averages to 6x6 maps, max-pooling by 2, or nothing.
    third_pooling : bool
        Whether maps are max-pooled by 2 after the fifth convolution too.
    softmaxes : int
        1, or 2: the report's cross-entropy takes the softmax of what a network gives, which changes
        log-softmax in nothing and normalizes softmax again. The loss, and the probabilities that
        the model gives, are those after both.
    batch_normalization : bool
        Whether it follows every convolution and dense layer.
    dropout : float
        Rate after each hidden dense layer.
    """
    _refuse_unknown("branch", branch, BRANCHES)
    _refuse_unknown("last_pooling", last_pooling, LAST_POOLINGS)
    _refuse_unknown("softmaxes", softmaxes, (1, 2))
    normalize = partial(_normalize, wanted=batch_normalization)
    images = x = keras.Input(input_shape)
    for name, maps in (("conv1", 10), ("conv2", 16)):
        x = layers.ReLU(name=f"{name}_relu")(normalize(_convolution(x, maps, 3, name), name))
    residual = x
    for name in () if branch == "none" else ("conv3", "conv4"):
        x = layers.LeakyReLU(negative_slope=SLOPE, name=f"{name}_leaky_relu")(x)
        x = normalize(_convolution(x, 16, 3, name), name)
    if branch == "residual":
        x = layers.Add(name="residual")([x, residual])
    x = layers.MaxPooling2D(2, name="pool1")(x)
    for number, (maps, kernel) in enumerate(WIDE_CONVOLUTIONS, start=5):
        name = f"conv{number}"
        x = layers.ReLU(name=f"{name}_relu")(normalize(_convolution(x, maps, kernel, name), name))
        if third_pooling and number == 5:
            x = layers.MaxPooling2D(2, name="third_pool")(x)
    x = layers.Flatten(name="flatten")(_last_pooled(x, last_pooling))
    for number, units in enumerate(DENSE_UNITS, start=1):
        name = f"dense{number}"
        x = layers.ReLU(name=f"{name}_relu")(normalize(layers.Dense(units, name=name)(x), name))
        if dropout:
            x = layers.Dropout(dropout, name=f"{name}_dropout")(x)
    x = normalize(layers.Dense(classes, name="output")(x), "output")
    for number in range(1, softmaxes + 1):
        x = layers.Softmax(name=f"softmax{number}")(x)
    return keras.Model(images, x, name="listing2020")


def _refuse_unknown(option: str, value: object, known: tuple) -> None:
    if value not in known:
        choices = ", ".join(map(str, known))
        raise EmnistLabError(f"{option} cannot be {value!r}", fix=f"choose one of: {choices}")


def _convolution(x: KerasTensor, maps: int, kernel: int, name: str) -> KerasTensor:
    return layers.Conv2D(maps, kernel, padding="same", name=name)(x)


def _normalize(x: KerasTensor, name: str, wanted: bool) -> KerasTensor:
    return layers.BatchNormalization(epsilon=EPSILON, name=f"{name}_bn")(x) if wanted else x


def _last_pooled(x: KerasTensor, last_pooling: str) -> KerasTensor:
    if last_pooling == "adaptive":
        return layers.AdaptiveAveragePooling2D(POOLED_SIDE, name="adaptive_pool")(x)
    return layers.MaxPooling2D(2, name="last_pool")(x) if last_pooling == "max" else x
