"""Which character each label stands for, from EMNIST's `*-mapping.txt`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from emnist_lab.dataset import Labels
from emnist_lab.errors import DataError

if TYPE_CHECKING:
    from emnist_lab.datasets.content import DataFile


def mapping_of_rows(rows: Sequence[Sequence[int]], place: object) -> Labels:
    """Return the mapping that rows of label, code point, merged code points... state.

    Parameters
    ----------
    rows : sequence of sequence of int
        One row a class: its label, then the code points of its characters, the capital first.
    place : object
        The file they come from, for the error.

    Returns
    -------
    Labels
        The first character of each label.

    Raises
    ------
    DataError
        If a row lacks its code point or the labels are not consecutive.
    """
    fix = "restore the official mapping file, or remove it: the package knows the classes"
    if not rows or any(len(row) < 2 for row in rows):
        raise DataError("a class mapping needs a label and a code point a line", place, fix)
    ordered = sorted(rows, key=tuple)
    labels = [row[0] for row in ordered]
    if labels != list(range(labels[0], labels[0] + len(labels))):
        raise DataError("the labels of the class mapping are not consecutive", place, fix)
    return Labels(labels[0], tuple(chr(row[1]) for row in ordered))


def read_mapping(file: "DataFile") -> Labels:
    """Return the mapping in a `*-mapping.txt` file.

    Parameters
    ----------
    file : Path or zipfile.Path
        Lines of label, code point and, in the letters split, the small letter's code point.

    Returns
    -------
    Labels
        The first character of each label.

    Raises
    ------
    DataError
        If it is not such a file.
    """
    try:
        lines = file.read_text(encoding="ascii").splitlines()
        rows = [[int(word) for word in line.split()] for line in lines if line.strip()]
    except ValueError as error:
        raise DataError(
            f"not a class mapping ({error})",
            file,
            "restore the official mapping file, or remove it: the package knows the classes",
        ) from error
    return mapping_of_rows(rows, file)
