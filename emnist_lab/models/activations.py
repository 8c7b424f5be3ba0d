"""The activations that studies compare, each by one name."""

from typing import Any

import keras

from emnist_lab.errors import EmnistLabError

# LeakyReLU keeps its Keras default slope, 0.3: the function `leaky_relu` has another one, 0.2.
ACTIVATIONS = {
    "relu": keras.layers.ReLU,
    "leaky_relu": keras.layers.LeakyReLU,
    "elu": keras.layers.ELU,
    "swish": lambda **named: keras.layers.Activation("silu", **named),
}


def activation_layer(activation: str, **named: Any) -> keras.layers.Layer:
    """Return a new activation layer.

    Parameters
    ----------
    activation : str
        "relu", "leaky_relu", "elu" or "swish".
    **named
        The layer's own arguments, such as `name`.

    Raises
    ------
    EmnistLabError
        If the activation is not one of these.
    """
    if activation not in ACTIVATIONS:
        raise EmnistLabError(
            f"unknown activation {activation!r}", fix=f"choose one of: {', '.join(ACTIVATIONS)}"
        )
    return ACTIVATIONS[activation](**named)
