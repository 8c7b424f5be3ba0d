"""EMNIST in MATLAB files: a struct `dataset` with `train`, `test` and `mapping`."""

import os
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import numpy as np

from emnist_lab.dataset import Labels, Part
from emnist_lab.datasets.content import BATCH_IMAGES, FETCH_AGAIN, DataFile, opened
from emnist_lab.datasets.emnist import mat_process
from emnist_lab.datasets.emnist.catalog import IMAGE_SIDE
from emnist_lab.datasets.emnist.mapping import mapping_of_rows
from emnist_lab.errors import DataError

USE_OFFICIAL = "use EMNIST's own emnist-*.mat files"
# The largest split has 814,255 images of 784 bytes.
LARGEST = 700 * 10**6
# What its reader may take for the file, its content and the arrays.
MEMORY = 3_000_000_000
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
    arrays = _load(file)
    labels = None
    if "mapping" in arrays:
        labels = mapping_of_rows(np.atleast_2d(arrays["mapping"]).astype(int).tolist(), file)
    return _part(arrays, "train", file), _part(arrays, "test", file), labels


def _load(file: DataFile) -> dict[str, np.ndarray]:
    """Return the arrays of the struct `dataset`, such as `train.images`."""
    with opened(file) as stream:
        # SciPy moves back and forth, which a compressed member of an archive cannot.
        whole = stream.read(LARGEST + 1)
    try:
        if _unpacked_size(whole) > LARGEST:
            raise _damaged(f"it unpacks to more than {LARGEST / 1e9:.1f} GB", file)
    except zlib.error as error:
        raise _damaged(str(error), file) from error
    with tempfile.TemporaryDirectory() as folder:
        _read_apart(whole, folder, file)
        arrays = {found.stem: np.load(found) for found in Path(folder).iterdir()}
    if not arrays:
        raise DataError("holds no struct 'dataset'", file, USE_OFFICIAL)
    return arrays


def _read_apart(content: bytes, folder: str, file: DataFile) -> None:
    """Leave a file's arrays in a folder, by a process that may crash.

    SciPy 1.17 ends in a segmentation fault at some damaged files.
    """
    done = subprocess.run(
        # Not from the working directory, which may be somebody else's.
        [sys.executable, "-P", "-W", "ignore", mat_process.__file__, folder, str(MEMORY)],
        input=content,
        # Threads, which nothing here uses, reserve memory each.
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        check=False,
    )
    if done.returncode == mat_process.OF_7_3:
        raise DataError("a MATLAB 7.3 file, which this cannot read", file, "save it with: save -v7")
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise _damaged(said[-1] if said else "its reader crashed", file)


def _damaged(problem: str, file: DataFile) -> DataError:
    return DataError(f"not a whole MATLAB file ({problem})", file, FETCH_AGAIN)


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


def _part(arrays: dict[str, np.ndarray], part: str, file: DataFile) -> Part:
    try:
        images = np.atleast_2d(arrays[f"{part}.images"])
        labels = np.atleast_1d(arrays[f"{part}.labels"])
    except KeyError as error:
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
