"""EMNIST in MATLAB files: a struct `dataset` with `train`, `test` and `mapping`."""

import io
import zlib
from typing import Any

import numpy as np

from emnist_lab.dataset import Labels, Part
from emnist_lab.datasets.content import BATCH_IMAGES, FETCH_AGAIN, DataFile, opened
from emnist_lab.datasets.emnist.catalog import IMAGE_SIDE
from emnist_lab.datasets.emnist.mapping import mapping_of_rows
from emnist_lab.errors import DataError

USE_OFFICIAL = "use EMNIST's own emnist-*.mat files"


def read_mat_split(
    train: tuple[DataFile], test: tuple[DataFile]
) -> tuple[Part, Part, Labels | None]:
    """Return the parts of a split, and what its labels stand for, from its one MATLAB file.

    The file, given for both parts, is read into memory.

    Raises
    ------
    DataError
        If it is not a MATLAB file of EMNIST.
    """
    (file,) = train
    dataset = _load(file)
    labels = None
    if "mapping" in dataset:
        labels = mapping_of_rows(np.atleast_2d(dataset["mapping"]).astype(int).tolist(), file)
    return _part(dataset, "train", file), _part(dataset, "test", file), labels


def _load(file: DataFile) -> dict[str, Any]:
    from scipy.io import loadmat
    from scipy.io.matlab import MatReadError

    damage = (MatReadError, ValueError, TypeError, LookupError, OSError, EOFError, zlib.error)
    with opened(file) as stream:
        # SciPy moves back and forth, which a compressed member of an archive cannot.
        read = io.BytesIO(stream.read())
    try:
        content = loadmat(read, simplify_cells=True)
    except NotImplementedError as error:
        raise DataError(
            "a MATLAB 7.3 file, which this cannot read", file, "save it with: save -v7"
        ) from error
    except damage as error:
        raise DataError(
            f"not a whole MATLAB file ({type(error).__name__}: {error})", file, FETCH_AGAIN
        ) from error
    dataset = content.get("dataset")
    if not isinstance(dataset, dict):
        raise DataError("holds no struct 'dataset'", file, USE_OFFICIAL)
    return dataset


def _part(dataset: dict[str, Any], part: str, file: DataFile) -> Part:
    try:
        images = np.atleast_2d(dataset[part]["images"])
        labels = np.atleast_1d(dataset[part]["labels"])
    except (KeyError, TypeError, IndexError) as error:
        raise DataError(f"dataset.{part} lacks images or labels", file, USE_OFFICIAL) from error
    if images.ndim != 2 or images.shape[1] != IMAGE_SIDE**2 or images.dtype != np.uint8:
        raise DataError(
            f"dataset.{part}.images is {images.dtype} of {images.shape}, not uint8 of (n, 784)",
            file,
            USE_OFFICIAL,
        )
    if len(images) != len(labels):
        raise DataError(
            f"{len(images)} images, but {len(labels)} labels in dataset.{part}", file, FETCH_AGAIN
        )
    # MATLAB stores columns one after the other.
    upright = images.reshape(-1, IMAGE_SIDE, IMAGE_SIDE).transpose(0, 2, 1)
    batches = len(labels) // BATCH_IMAGES + 1
    return Part(file, zip(*(np.array_split(a, batches) for a in (upright, labels)), strict=True))
