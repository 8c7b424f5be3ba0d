"""Make any architecture by name, count its parameters, and load what was saved."""

import importlib
import inspect
import math
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np

from emnist_lab.errors import EmnistLabError, first_line
from emnist_lab.files import check_unpacked
from emnist_lab.models.catalog import MODULES
from emnist_lab.numerics import refuse_other_settings

HDF5_ENDINGS = (".h5", ".hdf5")
# Sums of half-precision probabilities are not exactly 1.
SUM_TOLERANCE = 1e-2


def build_model(
    name: str, input_shape: tuple[int, int, int], classes: int, **options: Any
) -> keras.Model:
    """Return a new model whose weights follow `keras.utils.set_random_seed`.

    Parameters
    ----------
    name : str
        A name in `catalog.MODULES`.
    input_shape : tuple of int
        Height, width and channels of one image; the model reads float32 values in 0..1.
    classes : int
        How many classes it tells apart.
    **options
        The keyword arguments of the architecture's `build`.

    Returns
    -------
    keras.Model
        Takes images of shape (n, height, width, channels) and gives softmax probabilities of
        shape (n, classes).

    Raises
    ------
    EmnistLabError
        If the name, an option or an option's value is unknown, or the images are too small.
    """
    refuse_other_settings()
    if name not in MODULES:
        raise EmnistLabError(f"unknown model {name!r}", fix=f"choose one of: {', '.join(MODULES)}")
    build = importlib.import_module(MODULES[name]).build
    _check_options(name, build, options)
    try:
        return build(tuple(input_shape), classes, **options)
    except ValueError as error:
        shape = "x".join(map(str, input_shape))
        raise EmnistLabError(
            f"{name} cannot be built for {shape} images with these options",
            fix="every model takes 32x32 images; with those, look at the options' values",
        ) from error


def _check_options(name: str, build: Callable[..., keras.Model], options: dict[str, Any]) -> None:
    known = list(inspect.signature(build).parameters)[2:]
    unknown = sorted(set(options) - set(known))
    if unknown:
        choices = f"choose from: {', '.join(known)}" if known else "it takes no options"
        raise EmnistLabError(f"{name} has no option {', '.join(map(repr, unknown))}", fix=choices)


def count_parameters(model: keras.Model) -> tuple[int, int]:
    """Return how many parameters a model has, and how many of them training changes."""
    trainable = sum(math.prod(weight.shape) for weight in model.trainable_weights)
    return model.count_params(), trainable


def are_probabilities(outputs: np.ndarray) -> bool:
    """Return whether outputs, (n, classes), are probabilities and not logits."""
    return bool(outputs.min() >= 0 and np.allclose(outputs.sum(axis=1), 1, atol=SUM_TOLERANCE))


def load_model(path: str | Path) -> keras.Model:
    """Return a model saved as a `.keras` or `.h5` file, whichever architecture it has.

    Raises
    ------
    EmnistLabError
        If there is no such file, or Keras cannot read it.
    """
    refuse_other_settings()
    path = Path(path)
    if path.is_dir():
        raise EmnistLabError(
            "is a folder, not a model file", where=path, fix="give the .keras or .h5 file in it"
        )
    if not path.is_file():
        raise EmnistLabError("no such model file", where=path, fix="give a .keras or .h5 file")
    if path.suffix not in HDF5_ENDINGS and not zipfile.is_zipfile(path):
        raise _unreadable(path, "neither a whole .keras archive nor named as an HDF5 file")
    # Importing an architecture registers its own layers with Keras.
    for module in MODULES.values():
        importlib.import_module(module)
    try:
        if path.suffix not in HDF5_ENDINGS:
            with zipfile.ZipFile(path) as archive:
                check_unpacked(archive)
        # What it was trained with is not needed, and a stranger's need not be known here.
        return keras.models.load_model(path, compile=False, safe_mode=True)
    except EmnistLabError:
        raise
    except Exception as error:  # Keras lets zip, JSON, HDF5 and type errors through
        raise _unreadable(path, _first_cause(error)) from error


def _unreadable(path: Path, cause: str) -> EmnistLabError:
    return EmnistLabError(
        f"not a model that Keras can load ({cause})",
        where=path,
        fix="give a whole .keras or .h5 file, of Keras's own layers without code",
    )


def _first_cause(error: BaseException) -> str:
    """Return the first sentence of what Keras wraps in pages of its own."""
    while error.__context__ is not None:
        error = error.__context__
    return first_line(error).partition(". ")[0]
