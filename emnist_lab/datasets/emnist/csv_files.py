"""EMNIST in the CSV files of its popular mirror.

They may be gzipped. They have no header: every line is an image, its label first, then its 784
pixels in the order of the IDX files, column after column.
"""

import re
from collections.abc import Iterator

import numpy as np

from emnist_lab.dataset import Batch, Part
from emnist_lab.datasets.content import FETCH_AGAIN, DataFile, opened
from emnist_lab.datasets.emnist.catalog import IMAGE_SIDE
from emnist_lab.errors import DataError

VALUES_PER_LINE = 1 + IMAGE_SIDE**2
BLOCK_BYTES = 8 * 2**20
LONGEST_LINE = 2**16
_BYTE = re.compile(rb"\s*\d{1,3}\s*")


def read_csv_split(train: tuple[DataFile], test: tuple[DataFile]) -> tuple[Part, Part, None]:
    """Return the parts of a split from a CSV file each; they do not say what labels stand for."""
    (train_file,), (test_file,) = train, test
    return Part(train_file, _batches(train_file)), Part(test_file, _batches(test_file)), None


def _batches(file: DataFile) -> Iterator[Batch]:
    import pyarrow as pa
    from pyarrow import csv

    names = [str(column) for column in range(VALUES_PER_LINE)]
    try:
        with (
            opened(file) as stream,
            csv.open_csv(
                stream,
                read_options=csv.ReadOptions(column_names=names, block_size=BLOCK_BYTES),
                convert_options=csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.uint8()), null_values=[]
                ),
            ) as reader,
        ):
            for block in reader:
                values = np.stack([column.to_numpy() for column in block.columns])
                pixels = values[1:].reshape(IMAGE_SIDE, IMAGE_SIDE, -1)
                yield pixels.transpose(2, 1, 0), values[0]
    except pa.ArrowInvalid as error:
        raise _first_fault(file, str(error)) from error


def _first_fault(file: DataFile, otherwise: str) -> DataError:
    """Return an error about the first line that is not an image: Arrow names no line."""
    with opened(file) as lines:
        # No line is longer; one without an end would fill the memory.
        for number, line in enumerate(iter(lambda: lines.readline(LONGEST_LINE), b""), start=1):
            values = line.split(b",")
            where = f"{file}, line {number}"
            if not line.strip():
                continue
            for column, value in enumerate(values, start=1):
                if not _BYTE.fullmatch(value) or int(value) > 255:
                    found = value.strip()[:20].decode("utf-8", "replace")
                    return DataError(
                        f"'{found}' in column {column} is not a whole number from 0 to 255",
                        where,
                        "remove the line if it is a header, else copy or download the file again",
                    )
            if len(values) != VALUES_PER_LINE:
                return DataError(
                    f"{len(values) - 1} pixels after the label, not {IMAGE_SIDE**2}",
                    where,
                    FETCH_AGAIN,
                )
    return DataError(f"not a CSV of images ({otherwise})", file, FETCH_AGAIN)
