"""EMNIST and MNIST in IDX files, gzipped or not: the official format.

The format is described at the foot of the MNIST page of LeCun, Cortes and Burges: a magic number
that states type and dimensions, the size of each dimension as a big-endian integer, the values.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from emnist_lab.dataset import Batch, Part
from emnist_lab.datasets.content import (
    BATCH_IMAGES,
    FETCH_AGAIN,
    DataFile,
    check_count,
    opened,
)
from emnist_lab.datasets.emnist.catalog import IMAGE_SIDE
from emnist_lab.errors import DataError

IMAGES_MAGIC = 0x00000803
LABELS_MAGIC = 0x00000801


def read_idx_split(
    train: tuple[DataFile, DataFile], test: tuple[DataFile, DataFile], transposed: bool = True
) -> tuple[Part, Part, None]:
    """Return the parts of a split from a file of images and one of labels each.

    They do not say what labels stand for. EMNIST's files are transposed: they hold columns where
    rows are expected.
    """
    parts = [Part(labels, _batches(images, labels, transposed)) for images, labels in (train, test)]
    return parts[0], parts[1], None


def read_mnist_split(
    train: tuple[DataFile, DataFile], test: tuple[DataFile, DataFile]
) -> tuple[Part, Part, None]:
    """Return the original MNIST, whose IDX files hold upright images."""
    return read_idx_split(train, test, transposed=False)


def _batches(images_file: DataFile, labels_file: DataFile, transposed: bool) -> Iterator[Batch]:
    labels = _read_labels(labels_file)
    with opened(images_file) as stream:
        count, *shape = _read_header(stream, IMAGES_MAGIC, images_file)
        if shape != [IMAGE_SIDE, IMAGE_SIDE]:
            raise DataError(
                f"holds images of {shape[0]}x{shape[1]}, not 28x28",
                images_file,
                "use EMNIST's own files, or convert the images to 28x28 first",
            )
        if count != len(labels):
            raise DataError(
                f"{count} images, but {len(labels)} labels in {labels_file.name}",
                images_file,
                "copy or download both files again",
            )
        for start in range(0, count, BATCH_IMAGES):
            batch_labels = labels[start : start + BATCH_IMAGES]
            pixels = _read_exactly(stream, len(batch_labels) * IMAGE_SIDE**2, images_file)
            images = np.frombuffer(pixels, np.uint8).reshape(-1, IMAGE_SIDE, IMAGE_SIDE)
            yield (images.transpose(0, 2, 1) if transposed else images), batch_labels
        _check_end(stream, images_file)


def _read_labels(file: DataFile) -> np.ndarray:
    with opened(file) as stream:
        (count,) = _read_header(stream, LABELS_MAGIC, file)
        check_count(count, None, file)
        labels = np.frombuffer(_read_exactly(stream, count, file), np.uint8)
        _check_end(stream, file)
    return labels


def _read_header(stream: BinaryIO, magic: int, file: DataFile) -> tuple[int, ...]:
    found = int.from_bytes(_read_exactly(stream, 4, file), "big")
    if found != magic:
        content = "images" if magic == IMAGES_MAGIC else "labels"
        raise DataError(
            f"not an IDX file of {content}: it starts with 0x{found:08x}, not 0x{magic:08x}",
            file,
            "check that images, labels and other files were not mixed up",
        )
    dimensions = magic & 0xFF
    return struct.unpack(f">{dimensions}I", _read_exactly(stream, 4 * dimensions, file))


def _read_exactly(stream: BinaryIO, size: int, file: DataFile) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise DataError(
            f"ends {size - len(content)} bytes before its header says", file, FETCH_AGAIN
        )
    return content


def _check_end(stream: BinaryIO, file: DataFile) -> None:
    # Reading past the last byte also makes gzip compare its checksum.
    if stream.read(1):
        raise DataError("goes on after the end that its header states", file, FETCH_AGAIN)
