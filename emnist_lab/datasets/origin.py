"""Which data a run uses: a folder somebody named, the data set's own, or what a program draws."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from emnist_lab.dataset import DataSet, Drawing
from emnist_lab.datasets.kept import is_kept, kept_origin, kept_splits
from emnist_lab.datasets.registry import DEFAULT
from emnist_lab.errors import DataError, printable
from emnist_lab.project import Project

DATA_VARIABLE = "EMNIST_LAB_DATA"


@dataclass(frozen=True)
class Origin:
    """Where images come from.

    Parameters
    ----------
    kind : {"real", "synthetic"}
        What was photographed or written, or this project's drawing.
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


def find_origin(
    data_dir: str | Path | None = None, test_alone: bool = False, dataset: DataSet = DEFAULT
) -> Origin:
    """Return the data that a run uses.

    Parameters
    ----------
    data_dir : str or Path, optional
        A folder of the data set's files, an archive of them, or a folder of kept results; else the
        one in `EMNIST_LAB_DATA`, else a verified download or the data set's folder below `data/`,
        else what a program draws.
    test_alone : bool
        Whether a named folder may lack training parts: it is not looked through then.

    Raises
    ------
    DataError
        If the named folder is not there or holds no split of the data set, or the data set is not
        at hand at all.
    """
    named = data_dir or os.environ.get(DATA_VARIABLE)
    if named:
        return _folder_origin(dataset, Path(named).expanduser().resolve(), test_alone)
    own = Project.find().dataset_dir(dataset.name)
    if dataset.download is not None:
        download = own / dataset.download.file
        if download.is_file():
            return Origin("real", download, dataset.download.description)
    elif own.is_dir():
        return _folder_origin(dataset, own, test_alone)
    if dataset.drawing is not None:
        return drawn_origin(dataset.drawing)
    raise DataError(
        f"the data set '{dataset.name}' is not at hand",
        own,
        "put its images there, or name a folder that holds them with --data-dir",
    )


def drawn_origin(drawing: Drawing) -> Origin:
    """Return the origin of images that a program draws."""
    return Origin("synthetic", None, drawing.DESCRIPTION)


def available_splits(
    data_dir: str | Path | None = None, dataset: DataSet = DEFAULT
) -> tuple[str, ...]:
    """Return the names of the splits that the data at hand has, in the data set's own order."""
    origin = find_origin(data_dir, dataset=dataset)
    if origin.folder is None:
        return dataset.split_names
    if not origin.has_images:
        return kept_splits(origin.folder, dataset)
    return dataset.form.splits_in(dataset, origin.folder)


def _folder_origin(dataset: DataSet, folder: Path, test_alone: bool) -> Origin:
    if is_kept(folder):
        kind, description = kept_origin(folder, dataset.name)
        return Origin(kind, folder, description, has_images=False)
    if not test_alone and not dataset.form.splits_in(dataset, folder):
        raise dataset.form.lacking(dataset, folder)
    place = "file" if folder.is_file() else "folder"
    named = f"the {place} '{printable(folder.name)}'"
    return Origin("real", folder, f"The images are {dataset.content}, from {named}.")
