"""EMNIST in MATLAB files: a struct `dataset` with `train`, `test` and `mapping`."""

import io
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np

from emnist_lab.dataset import Batch, Labels, Part
from emnist_lab.datasets.content import BATCH_IMAGES, FETCH_AGAIN, DataFile, opened
from emnist_lab.datasets.emnist.catalog import IMAGE_SIDE
from emnist_lab.datasets.emnist.mapping import mapping_of_rows
from emnist_lab.errors import DataError


def read_mat_split(
    train: tuple[DataFile], test: tuple[DataFile]
) -> tuple[Part, Part, Labels | None]:
    """Return a split from its one MATLAB file, which is read into memory.

    Parameters
    ----------
    train, test : (DataFile,)
        The same file twice: it holds both parts.

    Returns
    -------
    train, test : Part
        Upright images with their labels.
    labels : Labels or None
        What the file's mapping says of them.

    Raises
    ------
    DataError
        If it is not a MATLAB file of EMNIST.
    """
    (file,) = train
    dataset = _load(file)
    parts = {}
    for name in ("train", "test"):
        images, labels = _images_and_labels(dataset, name, file)
        parts[name] = Part(file, _batches(images, labels))
    return parts["train"], parts["test"], _labels(dataset, file)


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
        raise DataError("holds no struct 'dataset'", file, "use EMNIST's own emnist-*.mat files")
    return dataset


def _images_and_labels(
    dataset: dict[str, Any], part: str, file: DataFile
) -> tuple[np.ndarray, np.ndarray]:
    try:
        images = np.atleast_2d(dataset[part]["images"])
        labels = np.atleast_1d(dataset[part]["labels"])
    except (KeyError, TypeError, IndexError) as error:
        raise DataError(
            f"dataset.{part} lacks images or labels", file, "use EMNIST's own emnist-*.mat files"
        ) from error
    if images.ndim != 2 or images.shape[1] != IMAGE_SIDE**2 or images.dtype != np.uint8:
        raise DataError(
            f"dataset.{part}.images is {images.dtype} of {images.shape}, not uint8 of (n, 784)",
            file,
            "use EMNIST's own emnist-*.mat files",
        )
    if len(images) != len(labels):
        raise DataError(
            f"{len(images)} images, but {len(labels)} labels in dataset.{part}", file, FETCH_AGAIN
        )
    return images, labels


def _batches(images: np.ndarray, labels: np.ndarray) -> Iterator[Batch]:
    for start in range(0, len(images), BATCH_IMAGES):
        batch = images[start : start + BATCH_IMAGES].reshape(-1, IMAGE_SIDE, IMAGE_SIDE)
        # MATLAB stores columns one after the other.
        yield batch.transpose(0, 2, 1), labels[start : start + BATCH_IMAGES]


def _labels(dataset: dict[str, Any], file: DataFile) -> Labels | None:
    if "mapping" not in dataset:
        return None
    return mapping_of_rows(np.atleast_2d(dataset["mapping"]).astype(int).tolist(), file)
