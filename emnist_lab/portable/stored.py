"""A network that reads images as they are stored, so that its user need not prepare them."""

from functools import partial

import keras
import numpy as np

from emnist_lab.datasets.pipelines import model_input
from emnist_lab.models.user_models import Reader

PROBES = 8
TOLERANCE = 1e-4


def reading_stored(reader: Reader, shape: tuple[int, ...]) -> keras.Model:
    """Return the model with its preparation of images in front.

    Parameters
    ----------
    shape : tuple of int
        Of a stored image, uint8: (side, side), or (side, side, 3) in color.

    Returns
    -------
    keras.Model
        Gives probabilities, (n, classes).
    """
    images = keras.Input(shape, dtype="uint8", name="image")
    prepare = keras.layers.Lambda(
        partial(model_input, form=reader.form), output_shape=reader.form.shape, dtype="float32"
    )
    return keras.Model(images, reader.model(prepare(images)))


def probes(shape: tuple[int, ...], images: int = PROBES) -> np.ndarray:
    """Return stored images of noise, uint8 (n, *shape), on which two forms are to agree."""
    return np.random.default_rng(0).integers(0, 256, (images, *shape), np.uint8)


def agree(given: np.ndarray, expected: np.ndarray) -> bool:
    """Return whether probabilities are the same within 1e-4, and numbers at all."""
    return bool(np.isfinite(given).all() and np.abs(given - expected).max() <= TOLERANCE)
