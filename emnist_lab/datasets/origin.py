"""Which data a run uses: a folder somebody named, a verified download, or synthetic handwriting."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from emnist_lab.datasets.emnist.archive import ARCHIVE_NAME
from emnist_lab.datasets.emnist.catalog import SPLITS
from emnist_lab.datasets.emnist.folder import lacking, splits_in, test_parts_in
from emnist_lab.datasets.kept import is_kept, kept_origin, kept_splits
from emnist_lab.project import Project

DATA_VARIABLE = "EMNIST_LAB_DATA"


@dataclass(frozen=True)
class Origin:
    """Where images come from.

    Parameters
    ----------
    kind : {"real", "synthetic"}
        People's handwriting, or this project's drawing.
    folder : Path or None
        The folder or archive of the files; None when they are drawn.
    description : str
        One plain sentence for readers of a document.
    has_images : bool
        False where the folder keeps results alone (`emnist_lab.datasets.kept`).
    """

    kind: Literal["real", "synthetic"]
    folder: Path | None
    description: str
    has_images: bool = True


SYNTHETIC = Origin(
    "synthetic",
    None,
    "The images are synthetic: this project's program drew them, nobody wrote them by hand.",
)


def find_origin(data_dir: str | Path | None = None, test_alone: bool = False) -> Origin:
    """Return the data that a run uses.

    Parameters
    ----------
    data_dir : str or Path, optional
        A folder of EMNIST files, the official archive, or a folder of kept results; else the one in
        `EMNIST_LAB_DATA`, else a verified download, else synthetic handwriting.
    test_alone : bool
        Whether a folder may hold test parts without their training parts.

    Returns
    -------
    Origin
        Its kind, place and description.

    Raises
    ------
    DataError
        If the named folder is not there or holds no split of EMNIST.
    """
    named = data_dir or os.environ.get(DATA_VARIABLE)
    if named:
        return _named_origin(Path(named).expanduser().resolve(), test_alone)
    # The download gets this name only after its checksum was found right.
    download = Project.find().download_dir / ARCHIVE_NAME
    if download.is_file():
        return Origin("real", download, "The images are EMNIST's official ones, as NIST gives out.")
    return SYNTHETIC


def available_splits(data_dir: str | Path | None = None) -> tuple[str, ...]:
    """Return the names of the splits that the data has, in the order of `SPLITS`.

    Parameters
    ----------
    data_dir : str or Path, optional
        As for `find_origin`.

    Returns
    -------
    tuple of str
        All six, unless a folder holds fewer.
    """
    origin = find_origin(data_dir)
    if origin.folder is None:
        return SPLITS
    return splits_in(origin.folder) if origin.has_images else kept_splits(origin.folder)


def _named_origin(folder: Path, test_alone: bool) -> Origin:
    if is_kept(folder):
        kind, description = kept_origin(folder)
        return Origin(kind, folder, description, has_images=False)
    if not splits_in(folder) and not (test_alone and test_parts_in(folder)):
        raise lacking(folder)
    kind = "file" if folder.is_file() else "folder"
    return Origin(
        "real", folder, f"The images are EMNIST handwriting, from the {kind} '{folder.name}'."
    )
