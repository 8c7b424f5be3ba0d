"""EMNIST in MATLAB files: a struct `dataset` with `train`, `test` and `mapping`."""

import io
import struct
import zlib
from typing import Any

import numpy as np

from emnist_lab.dataset import Labels, Part
from emnist_lab.datasets.content import BATCH_IMAGES, FETCH_AGAIN, DataFile, opened
from emnist_lab.datasets.emnist.catalog import IMAGE_SIDE
from emnist_lab.datasets.emnist.mapping import mapping_of_rows
from emnist_lab.errors import DataError

USE_OFFICIAL = "use EMNIST's own emnist-*.mat files"
# The largest split has 814,255 images of 784 bytes.
LARGEST = 700 * 10**6
HEADER_BYTES = 128
PACKED = 15
PIECE_BYTES = 2**20


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

    damage = (
        *(MatReadError, ValueError, TypeError, LookupError, OSError, EOFError, zlib.error),
        *(MemoryError, OverflowError, RecursionError, AttributeError),
    )
    with opened(file) as stream:
        # SciPy moves back and forth, which a compressed member of an archive cannot.
        whole = stream.read(LARGEST + 1)
    try:
        if _unpacked_size(whole) > LARGEST:
            raise ValueError(f"it unpacks to more than {LARGEST / 1e9:.1f} GB")
        content = loadmat(io.BytesIO(whole), simplify_cells=True)
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


def _unpacked_size(content: bytes) -> int:
    """Return how large a MATLAB file is once its packed parts are unpacked, or more than allowed.

    By the format's description (The MathWorks, "MAT-File Format"), a header of 128 bytes comes
    before parts that each begin with their type and length, as numbers of four bytes.
    """
    order = "<" if content[126:128] == b"IM" else ">"
    size, place = 0, HEADER_BYTES
    while place + 8 <= len(content) and size <= LARGEST:
        kind, length = struct.unpack_from(f"{order}II", content, place)
        place += 8
        if kind == PACKED:
            unpack = zlib.decompressobj()
            packed = content[place : place + length]
            while packed and size <= LARGEST:
                size += len(unpack.decompress(packed, PIECE_BYTES))
                packed = unpack.unconsumed_tail
        else:
            size += length
        place += length
    return max(size, len(content))


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
