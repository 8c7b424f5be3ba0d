"""LeNet-5 as it was published in 1998.

Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-Based Learning Applied to Document
Recognition", Proceedings of the IEEE 86(11), 1998: section II.B, figure 2, table 1, appendix A.

What differs: sub-sampling takes the mean where the paper takes the sum (its trainable coefficient
absorbs the factor 4), weights start from LeCun's later rule ("Efficient BackProp", 1998, section
4.6: deviation 1/sqrt(fan-in), a tenth of it in F6), and the output is the softmax of minus the
distances: the paper's MAP criterion (its equation 9) without the constant for rubbish images.
"""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import KerasTensor, layers, ops

REGISTERED = keras.saving.register_keras_serializable(package="emnist_lab")

# Table 1: the S2 maps that feed each C3 map.
C3_INPUTS = (
    *[(0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5)],
    *[(0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5)],
    *[(0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5)],
    (0, 1, 2, 3, 4, 5),
)
S2_MAPS = 6
F6_UNITS = 84
CODE_SEED = 1998


@REGISTERED
def squash(x: KerasTensor) -> KerasTensor:
    """Return 1.7159 tanh(2x/3), which maps +1 to +1 and -1 to -1 (appendix A)."""
    return 1.7159 * ops.tanh(2 / 3 * x)


@REGISTERED
class SubSampling(layers.Layer):
    """Halve each map: the mean of 2x2 units, times a coefficient, plus a bias, squashed."""

    def build(self, input_shape: Sequence[int]) -> None:
        maps = (input_shape[-1],)
        self.coefficient = self.add_weight(shape=maps, initializer="ones", name="coefficient")
        self.bias = self.add_weight(shape=maps, initializer="zeros", name="bias")

    def call(self, x: KerasTensor) -> KerasTensor:
        means = ops.average_pool(x, 2, strides=2)
        return squash(means * self.coefficient + self.bias)


@REGISTERED
class TableConvolution(layers.Layer):
    """5x5 convolution of the connections in table 1 alone: 60 kernels, 16 biases."""

    def build(self, input_shape: Sequence[int]) -> None:
        connections = [(source, to) for to, sources in enumerate(C3_INPUTS) for source in sources]
        spread = np.sqrt(3 / (25 * len(connections) / len(C3_INPUTS)))
        self.kernels = self.add_weight(
            shape=(25, len(connections)),
            initializer=keras.initializers.RandomUniform(-spread, spread),
            name="kernels",
        )
        self.bias = self.add_weight(shape=(len(C3_INPUTS),), initializer="zeros", name="bias")
        self.places = np.zeros((len(connections), S2_MAPS * len(C3_INPUTS)), "float32")
        for kernel, (source, to) in enumerate(connections):
            self.places[kernel, source * len(C3_INPUTS) + to] = 1

    def call(self, x: KerasTensor) -> KerasTensor:
        # One dense convolution, zero where the table has no cross, is faster than sixteen small.
        kernel = ops.reshape(self.kernels @ self.places, (5, 5, S2_MAPS, len(C3_INPUTS)))
        return squash(ops.conv(x, kernel) + self.bias)


@REGISTERED
class EuclideanRBF(layers.Layer):
    """Squared distance of F6 to each class's code of +1 and -1 (equation 7).

    The paper draws its codes as 7x12 pictures of the characters and allows random ones, with equal
    probability of either sign; these are random, always the same, and not trained.
    """

    def __init__(self, classes: int, **named: Any):
        super().__init__(**named)
        self.classes = classes

    def build(self, input_shape: Sequence[int]) -> None:
        self.codes = self.add_weight(
            shape=(self.classes, input_shape[-1]),
            initializer=random_codes,
            trainable=False,
            name="codes",
        )

    def call(self, x: KerasTensor) -> KerasTensor:
        # |x - w|^2 = |x|^2 - 2 x.w + |w|^2 spares an array of n x classes x units.
        own = ops.sum(ops.square(x), axis=-1, keepdims=True)
        return own - 2 * ops.matmul(x, ops.transpose(self.codes)) + x.shape[-1]

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "classes": self.classes}


def random_codes(shape: Sequence[int], dtype: str | None = None) -> np.ndarray:
    """Return codes of +1 and -1 with equal probability, the same at every call."""
    return np.random.default_rng(CODE_SEED).choice([-1.0, 1.0], shape).astype(dtype or "float32")


def build(input_shape: tuple[int, int, int], classes: int) -> keras.Model:
    """Return the model; it needs images of 32x32 pixels, one channel in the paper."""
    start = {"activation": squash, "kernel_initializer": "lecun_uniform"}
    images = keras.Input(input_shape)
    # Section III.A: background at -0.1 and ink at 1.175, so that the mean is about 0.
    x = layers.Rescaling(1.275, offset=-0.1, name="gray_levels")(images)
    x = layers.Conv2D(S2_MAPS, 5, name="C1", **start)(x)
    x = SubSampling(name="S2")(x)
    x = TableConvolution(name="C3")(x)
    x = SubSampling(name="S4")(x)
    x = layers.Conv2D(120, 5, name="C5", **start)(x)
    x = layers.Flatten()(x)
    # A tenth of the others' start: no class is much nearer than another before training.
    small = keras.initializers.VarianceScaling(0.01, mode="fan_in", distribution="uniform")
    x = layers.Dense(F6_UNITS, activation=squash, kernel_initializer=small, name="F6")(x)
    distances = EuclideanRBF(classes, name="output")(x)
    probabilities = layers.Activation("softmax", name="posterior")(-distances)
    return keras.Model(images, probabilities, name="lenet5_old")
