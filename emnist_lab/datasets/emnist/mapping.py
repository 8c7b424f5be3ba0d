"""Which character each label stands for, from EMNIST's `*-mapping.txt`."""

import sys
from collections.abc import Sequence

from emnist_lab.dataset import Labels
from emnist_lab.datasets.content import DataFile, opened
from emnist_lab.errors import DataError
from emnist_lab.files import LARGEST_TEXT
from emnist_lab.names import is_name

FIX = "restore the official mapping file, or remove it: the package knows the classes"


def read_mapping(file: DataFile) -> Labels:
    """Return the mapping in a `*-mapping.txt` file (see `mapping_of_rows`)."""
    try:
        with opened(file) as stream:
            lines = stream.read(LARGEST_TEXT).decode("ascii").splitlines()
        rows = [[int(word) for word in line.split()] for line in lines if line.strip()]
    except ValueError as error:
        raise DataError(f"not a class mapping ({error})", file, FIX) from error
    return mapping_of_rows(rows, file)


def mapping_of_rows(rows: Sequence[Sequence[int]], place: object) -> Labels:
    """Return the mapping to the first character of each label.

    Parameters
    ----------
    rows : sequence of sequence of int
        One row a class: its label, then the code points of its characters, the capital first.
    place : object
        The file they come from, for the error.

    Raises
    ------
    DataError
        If a row lacks its code point, or has that of no letter or digit, or the labels are not
        consecutive.
    """
    if not rows or any(len(row) < 2 for row in rows):
        raise DataError("a class mapping needs a label and a code point a line", place, FIX)
    if other := [row[1] for row in rows if not _names_a_class(row[1])]:
        raise DataError(f"code point {other[0]} is no letter or digit", place, FIX)
    ordered = sorted(rows, key=tuple)
    labels = [row[0] for row in ordered]
    if labels != list(range(labels[0], labels[0] + len(labels))):
        raise DataError("the labels of the class mapping are not consecutive", place, FIX)
    return Labels(labels[0], tuple(chr(row[1]) for row in ordered))


def _names_a_class(code_point: int) -> bool:
    return 0 <= code_point <= sys.maxunicode and is_name(chr(code_point))
