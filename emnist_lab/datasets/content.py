"""What every reader hands on: images and labels in batches, so that no split fills the memory."""

import gzip
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np

from emnist_lab.dataset import Batch, Labels, Part
from emnist_lab.errors import DataError
from emnist_lab.files import DAMAGED_ARCHIVE

DataFile = Path | zipfile.Path

BATCH_IMAGES = 4096
GZIP_MAGIC = b"\x1f\x8b"
FETCH_AGAIN = "copy or download the file again"
# Of a part of a split of which nobody says how many there are.
MOST_IMAGES = 10_000_000


@contextmanager
def opened(file: DataFile) -> Iterator[BinaryIO]:
    """Open a file on disk or in an archive, unzipping it if its content (not its name) says so.

    Raises
    ------
    DataError
        If it cannot be read, at any time while it is open.
    """
    try:
        with cast(BufferedReader, file.open("rb")) as stream:
            if stream.peek(2)[:2] == GZIP_MAGIC:
                with gzip.open(stream) as unzipped:
                    yield cast(BinaryIO, unzipped)
            else:
                yield stream
    except PermissionError as error:
        raise DataError("may not be read by you", file, "change its permissions") from error
    except DAMAGED_ARCHIVE as error:
        raise DataError(f"cannot be read to its end ({error})", file, FETCH_AGAIN) from error


def file_identity(file: DataFile) -> tuple[str, int, int]:
    """Return the name, size and time of a file, or of the archive that it lies in."""
    on_disk = Path(file.root.filename or "") if isinstance(file, zipfile.Path) else file
    stat = on_disk.stat()
    return str(file), stat.st_size, stat.st_mtime_ns


def check_count(images: int, published: int | None, place: object) -> None:
    """Refuse more images than a part of a split has as it is published, or than anybody has.

    Raises
    ------
    DataError
        Before room is made for them.
    """
    most = published if published is not None else MOST_IMAGES
    if images > most:
        raise DataError(
            f"holds more than the {most:,} images that this part of the split has",
            place,
            "use the data set's own files",
        )


def label_dtype(classes: int) -> np.dtype:
    """Return the smallest type that holds the number of every class."""
    return np.min_scalar_type(max(classes - 1, 0))


def class_batches(part: Part, labels: Labels, published: int | None = None) -> Iterator[Batch]:
    """Yield images with the number of their class, counted from 0.

    Parameters
    ----------
    published : int or None
        How many images the part has as it is published, the most that are read.

    Raises
    ------
    DataError
        If a label is outside the mapping, or there is no image at all, or there are too many.
    """
    seen = 0
    dtype = label_dtype(len(labels.classes))
    last_label = labels.first_label + len(labels.classes) - 1
    for images, found in part.batches:
        check_count(seen + len(found), published, part.place)
        outside = (found < labels.first_label) | (found > last_label)
        if outside.any():
            first = int(np.argmax(outside))
            raise DataError(
                f"label {found[first]} of image {seen + first + 1} is outside the mapping, "
                f"which has {labels.first_label} to {last_label}",
                part.place,
                "check that images, labels and mapping belong to the same split",
            )
        yield images, (found - labels.first_label).astype(dtype)
        seen += len(found)
    if not seen:
        raise DataError("holds no image", part.place, FETCH_AGAIN)


def image_hashes(images: Iterable[np.ndarray]) -> np.ndarray:
    """Return a number for each image, the same where all pixels are."""
    return np.array([hash(image.tobytes()) for image in images])
