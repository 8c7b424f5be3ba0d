"""Layers that several architectures share."""

from functools import partial

import keras
from keras import KerasTensor, layers, ops

from emnist_lab.errors import EmnistLabError

convolution = partial(layers.Conv2D, padding="same", use_bias=False, kernel_initializer="he_normal")

# LeakyReLU keeps its Keras default slope, 0.3: the function `leaky_relu` has another one, 0.2.
ACTIVATIONS = {
    "relu": layers.ReLU,
    "leaky_relu": layers.LeakyReLU,
    "elu": layers.ELU,
    "swish": partial(layers.Activation, "silu"),
}


def activation_layer(activation: str, name: str) -> layers.Layer:
    """Return a new layer of a name in `ACTIVATIONS`, or raise `EmnistLabError`."""
    if activation not in ACTIVATIONS:
        raise EmnistLabError(
            f"unknown activation {activation!r}", fix=f"choose one of: {', '.join(ACTIVATIONS)}"
        )
    return ACTIVATIONS[activation](name=name)


def normalized_activation(
    x: KerasTensor, name: str, activation: str = "relu", epsilon: float = 1e-3
) -> KerasTensor:
    """Return an activation after a batch normalization, whose epsilon is Keras's default."""
    x = layers.BatchNormalization(epsilon=epsilon, name=f"{name}_bn")(x)
    return activation_layer(activation, f"{name}_{activation}")(x)


def grouped_convolution(
    x: KerasTensor, filters: int, kernel_size: int, groups: int, name: str, strides: int = 1
) -> KerasTensor:
    """Return a convolution each group of whose maps sees its own group of input maps only.

    The groups are convolved one by one: TensorFlow's own grouped convolution takes many times as
    long on a processor.
    """
    if groups == 1:
        return convolution(filters, kernel_size, strides=strides, name=name)(x)
    outputs = [
        convolution(filters // groups, kernel_size, strides=strides, name=f"{name}_group{number}")(
            part
        )
        for number, part in enumerate(ops.split(x, groups, axis=-1), start=1)
    ]
    return layers.Concatenate(name=f"{name}_concat")(outputs)


def classifier(
    images: KerasTensor, x: KerasTensor, classes: int, name: str, dropout: float = 0.0
) -> keras.Model:
    """Return the model that ends in dropout, if any, and a softmax layer."""
    if dropout:
        x = layers.Dropout(dropout, name="dropout")(x)
    probabilities = layers.Dense(classes, activation="softmax", name="output")(x)
    return keras.Model(images, probabilities, name=name)
