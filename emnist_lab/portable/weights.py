"""A network's weights alone, in half precision, as kept results carry them."""

import math
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from emnist_lab.errors import EmnistLabError, first_line
from emnist_lab.files import DAMAGED_ARCHIVE, check_unpacked, whole_file
from emnist_lab.recipe import ImageForm

if TYPE_CHECKING:
    import keras

WEIGHTS_FILE = "weights.npz"
LARGEST_FILE = 2 * 10**6


@dataclass(frozen=True)
class TrainedNetwork:
    """Where a network's weights lie, in a `.keras` file or alone, and what network it is."""

    file: Path
    model: str
    options: dict[str, Any]
    form: ImageForm
    classes: tuple[str, ...]

    def open(self) -> "keras.Model":
        """Return the network.

        Raises
        ------
        EmnistLabError
            If the weights are not those of such a network.
        """
        from emnist_lab.models.build import build_model, load_model

        if self.file.name != WEIGHTS_FILE:
            return load_model(self.file)
        model = build_model(self.model, self.form.shape, len(self.classes), **self.options)
        weights = read_weights(self.file, sum(math.prod(w.shape) for w in model.weights))
        if [w.shape for w in weights] != [tuple(w.shape) for w in model.weights]:
            raise _refused(self.file, f"they are of another network than {self.model}")
        model.set_weights(weights)
        return model


def write_weights(weights: Sequence[np.ndarray], file: Path) -> None:
    """Write a model's weights, in the order of `model.weights`, rounded to half precision."""
    halves = [np.asarray(w, np.float16) for w in weights]
    # Whatever zip notes of a time: the same weights give the same bytes.
    with whole_file(file) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        for number, half in enumerate(halves):
            member = zipfile.ZipInfo(f"{number:04}.npy")
            with archive.open(member, "w") as stream:
                np.lib.format.write_array(stream, half, allow_pickle=False)


def read_weights(file: Path, parameters: int) -> list[np.ndarray]:
    """Return weights that somebody may have handed over.

    Parameters
    ----------
    parameters : int
        How many there are to be in all.

    Raises
    ------
    EmnistLabError
        If the file is too large, or holds anything but so many finite numbers.
    """
    if file.stat().st_size > LARGEST_FILE:
        raise _refused(file, f"is larger than {LARGEST_FILE // 10**6} MB")
    try:
        with zipfile.ZipFile(file) as archive:
            check_unpacked(archive)
        with np.load(file, allow_pickle=False) as arrays:
            weights = [arrays[name] for name in sorted(arrays.files)]
    except (ValueError, KeyError, *DAMAGED_ARCHIVE) as error:
        raise _refused(file, first_line(error)) from error
    if any(w.dtype != np.float16 or not np.isfinite(w).all() for w in weights):
        raise _refused(file, "not all of it is finite numbers of half precision")
    if sum(w.size for w in weights) != parameters:
        raise _refused(file, f"they are not {parameters:,} numbers")
    return weights


def _refused(file: Path, why: str) -> EmnistLabError:
    return EmnistLabError(
        f"no weights of this network ({why})", file, "remove the file: only the drawing needs it"
    )
