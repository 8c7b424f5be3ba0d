"""A Keras model as a list of steps that a page in a browser runs (`scripts/run-network.js`).

Runtimes that others keep do not fit: those of ONNX and LiteRT for browsers are 13 and 9 MB of
WebAssembly, and that of TensorFlow.js, last released in 2024, cannot read Keras 3.
"""

import base64
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from emnist_lab.errors import EmnistLabError
from emnist_lab.recipe import ImageForm

# Who asks only which layers a page knows need not wait for TensorFlow.
if TYPE_CHECKING:
    import keras
    from keras import layers

SCRIPTS = Path(__file__).parent / "scripts"
RUNTIME = SCRIPTS / "run-network.js"
OWN_LAYERS = "keras.src.layers."
# What a layer may have within itself.
ACTIVATIONS = ("silu", "sigmoid", "softmax", "tanh")


class PageNetwork:
    """The steps of a functional model, each a plain mapping, and all weights in one row.

    Parameters
    ----------
    model : keras.Model
        Of one input and one output.

    Raises
    ------
    EmnistLabError
        If the page's script has no step for one of its layers.
    """

    def __init__(self, model: "keras.Model"):
        self.steps: list[dict[str, Any]] = []
        self.weights: list[np.ndarray] = []
        self._size = 0
        self._number = {id(model.inputs[0]): 0}
        for layer in model.layers:
            if layer.output is not model.inputs[0]:
                self._add_layer(layer)
        if self._number.get(id(model.outputs[0])) != len(self.steps):
            raise _unknown(model.layers[-1])

    @property
    def features(self) -> int:
        """The number of the step whose output the last dense layer reads."""
        dense = [step for step in self.steps if step["kind"] == "dense"]
        return dense[-1]["from"][0] if dense else len(self.steps)

    def _add_layer(self, layer: "layers.Layer") -> None:
        try:
            given = layer.input if isinstance(layer.input, list) else [layer.input]
            numbers = [self._number[id(tensor)] for tensor in given]
        except (AttributeError, KeyError, ValueError):
            # Shared by several inputs, or reading what no layer gives.
            raise _unknown(layer) from None
        kind = type(layer)
        if kind.__name__ not in WRITERS or not kind.__module__.startswith(OWN_LAYERS):
            raise _unknown(layer)
        self._number[id(layer.output)] = WRITERS[kind.__name__](self, layer, numbers)

    def add(self, kind: str, layer: "layers.Layer", numbers: list[int], **values: Any) -> int:
        """Add a step that reads others' outputs, by their numbers, and return its own."""
        shape = [int(size) for size in layer.output.shape[1:]]
        self.steps.append({"kind": kind, "from": numbers, "shape": shape, **values})
        return len(self.steps)

    def keep(self, array: np.ndarray) -> int:
        """Keep weights, and return where they begin."""
        start = self._size
        self.weights.append(np.asarray(array, np.float32).ravel())
        self._size += len(self.weights[-1])
        return start

    def activated(self, layer: "layers.Layer", number: int) -> int:
        """Add the activation that a layer has within itself, if any."""
        name = layer.activation.__name__
        if name == "linear":
            return number
        if name == "relu":
            return self.add("leaky_relu", layer, [number], slope=0.0)
        if name not in ACTIVATIONS:
            raise _unknown(layer)
        return self.add(name, layer, [number])


def network_script(
    model: "keras.Model", form: ImageForm, classes: tuple[str, ...], stored_side: int
) -> str:
    """Return a script that gives a page a network, for `drawHere.runNetwork`."""
    network = PageNetwork(model)
    weights = np.concatenate(network.weights).astype("<f4").tobytes()
    content = {
        "classes": list(classes),
        "image": {**form.model_dump(), "stored": stored_side},
        "steps": network.steps,
        "features": network.features,
        "weights": base64.b64encode(weights).decode(),
    }
    return f"globalThis.drawHere ??= {{}};\ndrawHere.network = {json.dumps(content)};\n"


def _convolution(network: PageNetwork, layer: "layers.Conv2D", numbers: list[int]) -> int:
    if layer.groups != 1 or set(layer.dilation_rate) != {1}:
        raise _unknown(layer)
    values = {"weights": network.keep(layer.kernel), "window": list(layer.kernel_size)}
    if layer.use_bias:
        values["bias"] = network.keep(layer.bias)
    number = network.add("convolution", layer, numbers, **values, **_placed(layer))
    return network.activated(layer, number)


def _dense(network: PageNetwork, layer: "layers.Dense", numbers: list[int]) -> int:
    if math.prod(layer.input.shape[1:]) != layer.input.shape[-1]:
        raise _unknown(layer)
    values = {"weights": network.keep(layer.kernel)}
    if layer.use_bias:
        values["bias"] = network.keep(layer.bias)
    return network.activated(layer, network.add("dense", layer, numbers, **values))


def _normalization(
    network: PageNetwork, layer: "layers.BatchNormalization", numbers: list[int]
) -> int:
    """Add what it is outside training: a factor and an offset for each map."""
    mean, variance = (np.asarray(w, np.float64) for w in (layer.moving_mean, layer.moving_variance))
    factor = 1 / np.sqrt(variance + layer.epsilon)
    if layer.scale:
        factor = factor * np.asarray(layer.gamma, np.float64)
    offset = -mean * factor + (np.asarray(layer.beta, np.float64) if layer.center else 0)
    kept = {"weights": network.keep(factor), "bias": network.keep(offset)}
    return network.add("scale", layer, numbers, **kept)


def _pooling(kind: str) -> "Writer":
    def write(network: PageNetwork, layer: "layers.Layer", numbers: list[int]) -> int:
        window = list(layer.pool_size)
        return network.add(kind, layer, numbers, window=window, **_placed(layer))

    return write


def _plain(kind: str) -> "Writer":
    return lambda network, layer, numbers: network.add(kind, layer, numbers)


def _padding(network: PageNetwork, layer: "layers.ZeroPadding2D", numbers: list[int]) -> int:
    (top, _), (left, _) = layer.padding
    return network.add("pad", layer, numbers, corner=[top, left])


def _concatenation(network: PageNetwork, layer: "layers.Concatenate", numbers: list[int]) -> int:
    if layer.axis % len(layer.output.shape) != len(layer.output.shape) - 1:
        raise _unknown(layer)
    return network.add("concatenate", layer, numbers)


def _elu(network: PageNetwork, layer: "layers.ELU", numbers: list[int]) -> int:
    return network.add("elu", layer, numbers, slope=float(layer.alpha))


def _leaky_relu(network: PageNetwork, layer: "layers.LeakyReLU", numbers: list[int]) -> int:
    return network.add("leaky_relu", layer, numbers, slope=float(layer.negative_slope))


def _relu(network: PageNetwork, layer: "layers.ReLU", numbers: list[int]) -> int:
    if layer.max_value is not None or layer.threshold:
        raise _unknown(layer)
    return network.add("leaky_relu", layer, numbers, slope=float(layer.negative_slope))


def _placed(layer: "layers.Layer") -> dict[str, list[int]]:
    """Return how far a window moves, and where its first place lies, as TensorFlow pads."""
    window = getattr(layer, "kernel_size", None) or layer.pool_size
    corner = [0, 0]
    if layer.padding == "same":
        sides = zip(
            layer.input.shape[1:3], layer.output.shape[1:3], layer.strides, window, strict=True
        )
        corner = [max((out - 1) * step + size - side, 0) // 2 for side, out, step, size in sides]
    return {"step": list(layer.strides), "corner": corner}


def _unknown(layer: "layers.Layer") -> EmnistLabError:
    return EmnistLabError(
        f"its layer {layer.name} ({type(layer).__name__}) has no counterpart in a page",
        fix="show another network there",
    )


Writer = Callable[[PageNetwork, Any, list[int]], int]
WRITERS: dict[str, Writer] = {
    "Conv2D": _convolution,
    "Dense": _dense,
    "BatchNormalization": _normalization,
    "Activation": lambda network, layer, numbers: network.activated(layer, numbers[0]),
    "ELU": _elu,
    "ReLU": _relu,
    "LeakyReLU": _leaky_relu,
    "Softmax": _plain("softmax"),
    "MaxPooling2D": _pooling("max"),
    "AveragePooling2D": _pooling("average"),
    "GlobalAveragePooling2D": _plain("mean"),
    "ZeroPadding2D": _padding,
    "Flatten": _plain("same"),
    "Dropout": lambda network, layer, numbers: numbers[0],
    "Add": _plain("add"),
    "Multiply": _plain("multiply"),
    "Concatenate": _concatenation,
}
