"""What every reader hands on: images and labels in batches, so that no split fills the memory."""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from emnist_lab.datasets.emnist.mapping import Mapping
from emnist_lab.errors import DataError

DataFile = Path | zipfile.Path
Batch = tuple[np.ndarray, np.ndarray]

BATCH_IMAGES = 4096
GZIP_MAGIC = b"\x1f\x8b"
FETCH_AGAIN = "copy or download the file again"


@dataclass(frozen=True)
class Part:
    """The train or the test part of a split, read once, from front to back.

    Parameters
    ----------
    place : DataFile or str
        Where its labels come from, for errors.
    batches : iterator of (images, labels)
        Upright uint8 images (n, 28, 28) with their labels (n,) as the file states them.
    """

    place: DataFile | str
    batches: Iterator[Batch]


@dataclass(frozen=True)
class SplitContent:
    """Both parts of a split, and the mapping if its file holds one."""

    train: Part
    test: Part
    mapping: Mapping | None = None


@contextmanager
def opened(file: DataFile) -> Iterator[BinaryIO]:
    """Open a file on disk or in an archive, unzipping it if its content (not its name) says so.

    Raises
    ------
    DataError
        If it cannot be read, at any time while it is open.
    """
    try:
        with file.open("rb") as stream:
            if stream.peek(2)[:2] == GZIP_MAGIC:
                with gzip.open(stream) as unzipped:
                    yield unzipped
            else:
                yield stream
    except PermissionError as error:
        raise DataError("may not be read by you", file, "change its permissions") from error
    except (EOFError, OSError, zlib.error, zipfile.BadZipFile) as error:
        raise DataError(f"cannot be read to its end ({error})", file, FETCH_AGAIN) from error


def class_batches(part: Part, mapping: Mapping) -> Iterator[Batch]:
    """Yield images with the number of their class, counted from 0.

    Parameters
    ----------
    part : Part
        Images with the labels of their file.
    mapping : Mapping
        The labels that may occur.

    Yields
    ------
    images : ndarray of uint8, (n, 28, 28)
    classes : ndarray of uint8, (n,)

    Raises
    ------
    DataError
        If a label is outside the mapping, or there is no image at all.
    """
    seen = 0
    last_label = mapping.first_label + len(mapping.classes) - 1
    for images, labels in part.batches:
        outside = (labels < mapping.first_label) | (labels > last_label)
        if outside.any():
            first = int(np.argmax(outside))
            raise DataError(
                f"label {labels[first]} of image {seen + first + 1} is outside the mapping, "
                f"which has {mapping.first_label} to {last_label}",
                part.place,
                "check that images, labels and mapping belong to the same split",
            )
        yield images, (labels - mapping.first_label).astype(np.uint8)
        seen += len(labels)
    if not seen:
        raise DataError("holds no image", part.place, FETCH_AGAIN)
