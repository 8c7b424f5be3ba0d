"""What a folder of EMNIST holds: which splits, in which of the forms that people keep them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emnist_lab.code_digests import code_digests
from emnist_lab.dataset import DataSet, Labels, Part, SplitContent
from emnist_lab.datasets.content import DataFile, file_identity
from emnist_lab.datasets.emnist.archive import ARCHIVE_NAMES, archive_members
from emnist_lab.datasets.emnist.catalog import SPLITS
from emnist_lab.datasets.emnist.csv_files import read_csv_split
from emnist_lab.datasets.emnist.idx import read_idx_split, read_mnist_split
from emnist_lab.datasets.emnist.mapping import read_mapping
from emnist_lab.datasets.emnist.mat_files import read_mat_split
from emnist_lab.errors import DataError


@dataclass(frozen=True)
class NamedFiles:
    """One form in which a split is kept: the names of its files, and who reads them."""

    train: tuple[str, ...]
    test: tuple[str, ...]
    read: Callable[..., tuple[Part, Part, Labels | None]]
    splits: tuple[str, ...] = SPLITS


# In order of preference, for a folder that holds a split twice.
FORMS = (
    NamedFiles(
        ("emnist-{split}-train-images-idx3-ubyte", "emnist-{split}-train-labels-idx1-ubyte"),
        ("emnist-{split}-test-images-idx3-ubyte", "emnist-{split}-test-labels-idx1-ubyte"),
        read_idx_split,
    ),
    NamedFiles(("emnist-{split}-train.csv",), ("emnist-{split}-test.csv",), read_csv_split),
    NamedFiles(("emnist-{split}.mat",), ("emnist-{split}.mat",), read_mat_split),
    NamedFiles(
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
    form : NamedFiles
        How they are read.
    official : Labels
        The split's labels as EMNIST publishes them.
    train, test : tuple of DataFile
        The files of each part, in the form's order.
    mapping : DataFile or None
        The file of characters, if there is one.
    """

    form: NamedFiles
    official: Labels
    train: tuple[DataFile, ...]
    test: tuple[DataFile, ...]
    mapping: DataFile | None

    def read(self) -> SplitContent:
        """Return the content, its labels from the mapping's file, the data, or the catalog.

        Without files to train from, both parts are the test part.
        """
        train, test, labels = self.form.read(self.train or self.test, self.test)
        if self.mapping is not None:
            labels = read_mapping(self.mapping)
        return SplitContent(train, test, labels or self.official)

    def identity(self) -> list[Any]:
        """Return what changes with the files, or with the code that reads them."""
        mapping = [self.mapping] if self.mapping is not None else []
        files = [file_identity(file) for file in (*self.train, *self.test, *mapping)]
        return [code_digests(self.form.read.__module__), files]


def splits_in(dataset: DataSet, folder: Path) -> tuple[str, ...]:
    """Return the names of the splits that a folder holds whole.

    Parameters
    ----------
    dataset : DataSet
        EMNIST.
    folder : Path
        A folder of EMNIST files, or the official archive.

    Returns
    -------
    tuple of str
        In the order of the data set's splits.

    Raises
    ------
    DataError
        If there is no such folder, or the archive in it is damaged.
    """
    names = _files_by_name(folder)
    return tuple(split for split in dataset.split_names if _find(dataset, split, names))


def test_parts_in(dataset: DataSet, folder: Path) -> tuple[str, ...]:
    """Return the names of the splits whose test part a folder holds; see `splits_in`."""
    names = _files_by_name(folder)
    return tuple(s for s in dataset.split_names if _find(dataset, s, names, test_alone=True))


def find_split_files(
    dataset: DataSet, folder: Path, split: str, test_alone: bool = False
) -> SplitFiles:
    """Return the files of one split in a folder.

    Parameters
    ----------
    dataset : DataSet
        EMNIST.
    folder : Path
        A folder of EMNIST files, or the official archive.
    split : str
        The split's name.
    test_alone : bool
        Whether the test part will do where the training part is missing.

    Returns
    -------
    SplitFiles
        The first of the forms whose files are all there.

    Raises
    ------
    DataError
        If the folder does not hold the split; names what was looked for and what there is.
    """
    names = _files_by_name(folder)
    found = _find(dataset, split, names)
    if not found and test_alone:
        found = _find(dataset, split, names, test_alone=True)
    if not found:
        raise _missing(dataset, folder, split, names)
    return found


def lacking(dataset: DataSet, folder: Path) -> DataError:
    """Return the error that names what a folder without a whole split lacks, or should hold."""
    names = _files_by_name(folder)
    for split in dataset.split_names:
        if (absent := _absent(split, names)) is not None:
            return _lacks(folder, split, absent)
    return DataError(
        "holds no split of EMNIST: looked for emnist-*-ubyte.gz, emnist-*.csv, emnist-*.mat and "
        f"{', '.join(ARCHIVE_NAMES)}",
        folder,
        "name a folder that holds some, or none at all to use synthetic handwriting",
    )


def _files_by_name(folder: Path) -> dict[str, DataFile]:
    """Return the files in a folder, in the folders of archives unpacked there, and in its zips.

    Names are spelled as EMNIST's own are (`_spelled`); a file of a set stands for its folder.
    """
    if folder.is_file():
        if folder.suffix.lower() == ".zip":
            return _by_spelling(archive_members(folder).items())
        folder = folder.parent
    if not folder.is_dir():
        raise DataError("no such folder", folder, "give a folder that holds EMNIST files")
    names: dict[str, DataFile] = {}
    for archive in (folder / name for name in reversed(ARCHIVE_NAMES)):
        if archive.is_file():
            names |= _by_spelling(archive_members(archive).items())
    children = sorted(folder.iterdir(), reverse=True)
    for inner in (child for child in children if child.is_dir()):
        names |= _by_spelling((file.name, file) for file in inner.iterdir() if file.is_file())
    return names | _by_spelling((child.name, child) for child in children if child.is_file())


def _by_spelling(files: Iterable[tuple[str, DataFile]]) -> dict[str, DataFile]:
    return {_spelled(name): file for name, file in files}


def _spelled(name: str) -> str:
    # Copies come as `.GZ`, and unpacked ones as `images.idx3-ubyte`.
    return name.lower().replace(".idx", "-idx")


def _find(
    dataset: DataSet, split: str, names: dict[str, DataFile], test_alone: bool = False
) -> SplitFiles | None:
    facts = dataset.split_facts(split)
    for form in FORMS:
        if split not in form.splits:
            continue
        train, test = (
            _all_found([name.format(split=split) for name in part], names)
            for part in (() if test_alone else form.train, form.test)
        )
        if train is not None and test is not None:
            mapping = names.get(f"emnist-{split}-mapping.txt")
            official = Labels(facts.first_label, facts.classes)
            return SplitFiles(form, official, train, test, mapping)
    return None


def _all_found(wanted: list[str], names: dict[str, DataFile]) -> tuple[DataFile, ...] | None:
    found = [file for name in wanted if (file := _lookup(name, names)) is not None]
    return tuple(found) if len(found) == len(wanted) else None


def _lookup(name: str, names: dict[str, DataFile]) -> DataFile | None:
    return names.get(f"{name}.gz") or names.get(name)


def _absent(split: str, names: dict[str, DataFile]) -> list[str] | None:
    """Return the files that a split lacks of a form of which some are there, None for no such."""
    for form in FORMS:
        wanted = [name.format(split=split) for name in dict.fromkeys(form.train + form.test)]
        absent = [name for name in wanted if _lookup(name, names) is None]
        if split in form.splits and 0 < len(absent) < len(wanted):
            return absent
    return None


def _lacks(folder: Path, split: str, absent: list[str]) -> DataError:
    return DataError(
        f"the split '{split}' lacks {', '.join(absent)} (plain or .gz){_broken_links(folder)}",
        folder,
        "copy or download the missing files; `emnist-lab evaluate` needs the test files alone",
    )


def _broken_links(folder: Path) -> str:
    if not folder.is_dir():
        return ""
    broken = [file.name for file in folder.iterdir() if file.is_symlink() and not file.exists()]
    return f"; these are links to what is not there: {', '.join(sorted(broken))}" if broken else ""


def _missing(dataset: DataSet, folder: Path, split: str, names: dict[str, DataFile]) -> DataError:
    if (absent := _absent(split, names)) is not None:
        return _lacks(folder, split, absent)
    there = [name for name in dataset.split_names if _find(dataset, name, names)]
    return DataError(
        f"no files of the split '{split}': looked for emnist-{split}-train-images-idx3-ubyte.gz, "
        f"emnist-{split}-train.csv and emnist-{split}.mat{_broken_links(folder)}",
        folder,
        f"use a split that is there: {', '.join(there)}" if there else "use a folder of EMNIST",
    )
