"""The scripts that give a page a network, and test images to stand beside what is drawn."""

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from emnist_lab.files import write_whole
from emnist_lab.portable.weights import TrainedNetwork
from emnist_lab.quiet import import_tensorflow

if TYPE_CHECKING:
    import keras

NETWORK_SCRIPT, IMAGES_SCRIPT = "network.js", "images.js"
IMAGES_PER_CLASS = 10


def write_page_data(
    network: TrainedNetwork,
    stored_side: int,
    images: np.ndarray | None,
    labels: np.ndarray | None,
    folder: Path,
) -> None:
    """Write a network, and some test images with what it makes of them, as scripts of a page.

    Parameters
    ----------
    stored_side : int
        Side of a stored image, in pixels.
    images, labels : ndarray or None
        Test images, uint8 (n, side, side), and their class numbers (n,); None where there are none.

    Raises
    ------
    EmnistLabError
        If the weights are not the network's, or a page cannot run it.
    """
    import_tensorflow()
    from emnist_lab.portable.page import network_script

    model = network.open()
    script = network_script(model, network.form, network.classes, stored_side)
    write_whole(folder / NETWORK_SCRIPT, script)
    if images is not None and labels is not None:
        rows = _some_of_each(labels, len(network.classes))
        write_whole(
            folder / IMAGES_SCRIPT, _images_script(model, network, images[rows], labels[rows])
        )


def _some_of_each(labels: np.ndarray, classes: int) -> np.ndarray:
    firsts = [np.flatnonzero(labels == number)[:IMAGES_PER_CLASS] for number in range(classes)]
    return np.concatenate(firsts)


def _images_script(
    model: "keras.Model",
    network: TrainedNetwork,
    images: np.ndarray,
    labels: np.ndarray,
) -> str:
    """Return images with the direction of their features, in bytes from -127 to 127."""
    import keras
    import tensorflow as tf

    from emnist_lab.datasets.pipelines import model_input

    last = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)][-1]
    features = keras.Model(model.inputs, last.input)
    given = np.asarray(features(model_input(tf.constant(images), network.form), training=False))
    given = given.reshape(len(images), -1)
    given = given / np.maximum(np.linalg.norm(given, axis=1, keepdims=True), 1e-12)
    content = {
        "labels": [int(label) for label in labels],
        "images": base64.b64encode(images.tobytes()).decode(),
        "features": base64.b64encode(np.round(127 * given).astype(np.int8).tobytes()).decode(),
    }
    return f"globalThis.drawHere ??= {{}};\ndrawHere.testImages = {json.dumps(content)};\n"
