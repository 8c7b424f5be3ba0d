"""What a folder of EMNIST holds: which splits, in which of the forms that people keep them."""

import itertools
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emnist_lab.code_digests import code_digests
from emnist_lab.dataset import DataSet, Labels, Part, SplitContent
from emnist_lab.datasets.content import DataFile, file_identity
from emnist_lab.datasets.emnist.catalog import ARCHIVE_NAME, SPLITS
from emnist_lab.datasets.emnist.csv_files import read_csv_split
from emnist_lab.datasets.emnist.idx import read_idx_split, read_mnist_split
from emnist_lab.datasets.emnist.mapping import read_mapping
from emnist_lab.datasets.emnist.mat_files import read_mat_split
from emnist_lab.errors import DataError
from emnist_lab.files import DAMAGED_ARCHIVE

# As NIST and the mirror name theirs; a folder may hold them as they came.
ARCHIVE_NAMES = (ARCHIVE_NAME, "matlab.zip", "archive.zip")


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

    `official` are the labels as EMNIST publishes them, `train` and `test` the files of each part in
    the form's order, `mapping` the file of characters, if there is one.
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
    """Return the names of the splits that a folder, or an archive, of EMNIST files holds whole."""
    names = _files_by_name(folder)
    return tuple(split for split in dataset.split_names if _find(dataset, split, names))


def find_split_files(
    dataset: DataSet, folder: Path, split: str, test_alone: bool = False
) -> SplitFiles:
    """Return the files of one split in a folder or an archive, in the first form that is there.

    Raises
    ------
    DataError
        If the folder does not hold the split; names what was looked for and what there is.
    """
    names = _files_by_name(folder)
    found = _find(dataset, split, names) or (test_alone and _find(dataset, split, names, True))
    if found:
        return found
    there = splits_in(dataset, folder)
    raise _incomplete(folder, (split,), names) or DataError(
        f"no files of the split '{split}': looked for emnist-{split}-train-images-idx3-ubyte.gz, "
        f"emnist-{split}-train.csv and emnist-{split}.mat{_broken_links(folder)}",
        folder,
        f"use a split that is there: {', '.join(there)}" if there else "use a folder of EMNIST",
    )


def lacking(dataset: DataSet, folder: Path) -> DataError:
    """Return the error that names what a folder without a whole split lacks, or should hold."""
    return _incomplete(folder, dataset.split_names, _files_by_name(folder)) or DataError(
        "holds no split of EMNIST: looked for emnist-*-ubyte.gz, emnist-*.csv, emnist-*.mat and "
        f"{', '.join(ARCHIVE_NAMES)}",
        folder,
        "name a folder that holds some, or none at all to use synthetic handwriting",
    )


def _files_by_name(folder: Path) -> dict[str, DataFile]:
    """Return the files in a folder, in the folders of archives unpacked there, and in its zips.

    Names are spelled as EMNIST's own are; a file of a set stands for its folder.
    """
    if folder.is_file():
        if folder.suffix.lower() == ".zip":
            return _archive_members(folder)
        folder = folder.parent
    if not folder.is_dir():
        raise DataError("no such folder", folder, "give a folder that holds EMNIST files")
    names: dict[str, DataFile] = {}
    for archive in (folder / name for name in reversed(ARCHIVE_NAMES)):
        if archive.is_file():
            names |= _archive_members(archive)
    children = sorted(folder.iterdir(), reverse=True)
    for inner in (child for child in children if child.is_dir()):
        names |= {_spelled(file.name): file for file in inner.iterdir() if file.is_file()}
    return names | {_spelled(child.name): child for child in children if child.is_file()}


def _archive_members(archive: Path) -> dict[str, DataFile]:
    """Return the files in a zip, whatever folder they lie in there; nothing is unpacked to disk."""
    try:
        root = zipfile.Path(zipfile.ZipFile(archive))
    except DAMAGED_ARCHIVE as error:
        raise DataError(
            f"not a whole zip archive ({error})",
            archive,
            "copy or download it again; `emnist-lab data download` fetches the official one",
        ) from error
    files = [root / name for name in root.root.namelist() if not name.endswith("/")]
    # What macOS adds beside each file has that file's name after two characters.
    return {_spelled(file.name): file for file in files if not file.name.startswith("._")}


def _spelled(name: str) -> str:
    # Copies come as `.GZ`, and unpacked ones as `images.idx3-ubyte`.
    return name.lower().replace(".idx", "-idx")


def _find(
    dataset: DataSet, split: str, names: dict[str, DataFile], test_alone: bool = False
) -> SplitFiles | None:
    facts = dataset.split_facts(split)
    for form in FORMS:
        train, test = (_all_of(part, split, names) for part in (form.train, form.test))
        if split in form.splits and test and (train or test_alone):
            official = Labels(facts.first_label, facts.classes)
            return SplitFiles(form, official, train, test, names.get(f"emnist-{split}-mapping.txt"))
    return None


def _all_of(
    patterns: tuple[str, ...], split: str, names: dict[str, DataFile]
) -> tuple[DataFile, ...]:
    """Return the files of a part, none unless all are there."""
    found = [file for pattern in patterns if (file := _lookup(pattern, split, names))]
    return tuple(found) if len(found) == len(patterns) else ()


def _lookup(pattern: str, split: str, names: dict[str, DataFile]) -> DataFile | None:
    name = pattern.format(split=split)
    return names.get(f"{name}.gz") or names.get(name)


def _incomplete(
    folder: Path, splits: tuple[str, ...], names: dict[str, DataFile]
) -> DataError | None:
    """Return the error that names what the first split that is there in part lacks."""
    for split, form in itertools.product(splits, FORMS):
        wanted = dict.fromkeys(form.train + form.test)
        absent = [pattern for pattern in wanted if not _lookup(pattern, split, names)]
        if split in form.splits and 0 < len(absent) < len(wanted):
            missing = ", ".join(absent).format(split=split)
            return DataError(
                f"the split '{split}' lacks {missing} (plain or .gz){_broken_links(folder)}",
                folder,
                "copy or download the missing files; `emnist-lab evaluate` needs the test files "
                "alone",
            )
    return None


def _broken_links(folder: Path) -> str:
    if not folder.is_dir():
        return ""
    broken = [file.name for file in folder.iterdir() if file.is_symlink() and not file.exists()]
    return f"; these are links to what is not there: {', '.join(sorted(broken))}" if broken else ""
