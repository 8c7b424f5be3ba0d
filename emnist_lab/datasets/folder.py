"""What a folder of EMNIST holds: which splits, in which of the forms that people keep them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from emnist_lab.datasets.archive import ARCHIVE_NAME, archive_members
from emnist_lab.datasets.catalog import SPLITS, split_facts
from emnist_lab.datasets.content import DataFile, SplitContent
from emnist_lab.datasets.csv_files import read_csv_split
from emnist_lab.datasets.idx import read_idx_split, read_mnist_split
from emnist_lab.datasets.mapping import Mapping, catalogue_mapping, read_mapping
from emnist_lab.datasets.mat_files import read_mat_split
from emnist_lab.errors import DataError


@dataclass(frozen=True)
class Form:
    """One form in which a split is kept: the names of its files, and who reads them."""

    train: tuple[str, ...]
    test: tuple[str, ...]
    read: Callable[[tuple[DataFile, ...], tuple[DataFile, ...]], SplitContent]
    splits: tuple[str, ...] = SPLITS


# In order of preference, for a folder that holds a split twice.
FORMS = (
    Form(
        ("emnist-{split}-train-images-idx3-ubyte", "emnist-{split}-train-labels-idx1-ubyte"),
        ("emnist-{split}-test-images-idx3-ubyte", "emnist-{split}-test-labels-idx1-ubyte"),
        read_idx_split,
    ),
    Form(("emnist-{split}-train.csv",), ("emnist-{split}-test.csv",), read_csv_split),
    Form(("emnist-{split}.mat",), ("emnist-{split}.mat",), read_mat_split),
    Form(
        ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
        ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
        read_mnist_split,
        splits=("mnist",),
    ),
)


@dataclass(frozen=True)
class SplitFiles:
    """The files that hold one split.

    Parameters
    ----------
    split : str
        The split's name.
    form : Form
        How they are read.
    train, test : tuple of DataFile
        The files of each part, in the form's order.
    mapping : DataFile or None
        The file of characters, if there is one.
    """

    split: str
    form: Form
    train: tuple[DataFile, ...]
    test: tuple[DataFile, ...]
    mapping: DataFile | None

    def read(self) -> tuple[SplitContent, Mapping]:
        """Return the content and the mapping: from its file, the data, or the catalogue."""
        content = self.form.read(self.train, self.test)
        if self.mapping is not None:
            return content, read_mapping(self.mapping)
        return content, content.mapping or catalogue_mapping(self.split)


def splits_in(folder: Path) -> tuple[str, ...]:
    """Return the names of the splits that a folder holds whole.

    Parameters
    ----------
    folder : Path
        A folder of EMNIST files, or the official archive.

    Returns
    -------
    tuple of str
        In the order of `SPLITS`.

    Raises
    ------
    DataError
        If there is no such folder, or the archive in it is damaged.
    """
    names = _files_by_name(folder)
    return tuple(split for split in SPLITS if _find(split, names))


def find_split_files(folder: Path, split: str) -> SplitFiles:
    """Return the files of one split in a folder.

    Parameters
    ----------
    folder : Path
        A folder of EMNIST files, or the official archive.
    split : str
        One of `SPLITS`.

    Returns
    -------
    SplitFiles
        The first of the forms whose files are all there.

    Raises
    ------
    DataError
        If the folder does not hold the split; names what was looked for and what there is.
    """
    split_facts(split)
    names = _files_by_name(folder)
    found = _find(split, names)
    if found is None:
        raise _missing(folder, split, names)
    return found


def _files_by_name(folder: Path) -> dict[str, DataFile]:
    """Return the files in a folder, in the folders of archives unpacked there, and in the zip."""
    if folder.is_file():
        return archive_members(folder)
    if not folder.is_dir():
        raise DataError("no such folder", folder, "give a folder that holds EMNIST files")
    names: dict[str, DataFile] = {}
    archive = folder / ARCHIVE_NAME
    if archive.is_file():
        names |= archive_members(archive)
    children = sorted(folder.iterdir(), reverse=True)
    for inner in (child for child in children if child.is_dir()):
        names |= {file.name: file for file in inner.iterdir() if file.is_file()}
    return names | {child.name: child for child in children if child.is_file()}


def _find(split: str, names: dict[str, DataFile]) -> SplitFiles | None:
    for form in FORMS:
        if split not in form.splits:
            continue
        train, test = (
            tuple(_lookup(name.format(split=split), names) for name in part)
            for part in (form.train, form.test)
        )
        if None not in train + test:
            mapping = names.get(f"emnist-{split}-mapping.txt")
            return SplitFiles(split, form, train, test, mapping)
    return None


def _lookup(name: str, names: dict[str, DataFile]) -> DataFile | None:
    return names.get(f"{name}.gz") or names.get(name)


def _missing(folder: Path, split: str, names: dict[str, DataFile]) -> DataError:
    for form in FORMS:
        wanted = [name.format(split=split) for name in dict.fromkeys(form.train + form.test)]
        absent = [name for name in wanted if _lookup(name, names) is None]
        if split in form.splits and 0 < len(absent) < len(wanted):
            return DataError(
                f"the split '{split}' lacks {', '.join(absent)} (plain or .gz)",
                folder,
                "copy or download the missing files",
            )
    there = [name for name in SPLITS if _find(name, names)]
    return DataError(
        f"no files of the split '{split}': looked for emnist-{split}-train-images-idx3-ubyte.gz, "
        f"emnist-{split}-train.csv and emnist-{split}.mat",
        folder,
        f"use a split that is there: {', '.join(there)}" if there else "use a folder of EMNIST",
    )
