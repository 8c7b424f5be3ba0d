"""A data set kept as pictures in folders: `train/<class>/*.png` and `test/<class>/*.png`.

Several splits lie in a folder each, by their names; a data set of one needs none. What lies below a
folder of the data set's own name is found, too, so that one folder can hold several data sets.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from emnist_lab.code_digests import code_digests
from emnist_lab.dataset import Batch, DataSet, Labels, Part, SplitContent
from emnist_lab.datasets.content import BATCH_IMAGES, FETCH_AGAIN, file_identity, label_dtype
from emnist_lab.datasets.picture import FORMATS
from emnist_lab.errors import DataError

PARTS = ("train", "test")
ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp")
MODES = {1: "L", 3: "RGB"}
MOST_NAMED = 5


@dataclass(frozen=True)
class Pictures:
    """The pictures of one split: `root` holds `train` and `test`, or `test` alone."""

    dataset: DataSet
    root: Path
    classes: tuple[str, ...]

    def read(self) -> SplitContent:
        """Return the content; without pictures to train from, both parts are the test part."""
        train = "train" if (self.root / "train").is_dir() else "test"
        return SplitContent(self._part(train), self._part("test"), Labels(0, self.classes))

    def identity(self) -> list[Any]:
        """Return what changes with the pictures, with their classes, or with this module."""
        files = [file_identity(file) for part in PARTS for file, _ in self._labeled(part)]
        return [code_digests(__name__), self.classes, self.dataset.shape, files]

    def _part(self, name: str) -> Part:
        return Part(self.root / name, self._batches(name))

    def _batches(self, part: str) -> Iterator[Batch]:
        labeled, dtype = self._labeled(part), label_dtype(len(self.classes))
        for start in range(0, len(labeled), BATCH_IMAGES):
            files, labels = zip(*labeled[start : start + BATCH_IMAGES], strict=True)
            yield np.stack([self._image(file) for file in files]), np.array(labels, dtype)

    def _labeled(self, part: str) -> list[tuple[Path, int]]:
        """Return the pictures of a part with their labels, by class and name."""
        return [
            (file, label)
            for label, name in enumerate(self.classes)
            for file in sorted((self.root / part / name).glob("*"))
            if file.suffix.lower() in ENDINGS
        ]

    def _image(self, file: Path) -> np.ndarray:
        try:
            with Image.open(file, formats=FORMATS) as picture:
                # Before any pixel is read: a small file may unfold to gigabytes.
                self._check_size(file, *picture.size)
                return np.asarray(picture.convert(MODES[self.dataset.channels]))
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            raise DataError(f"cannot be read ({error})", file, FETCH_AGAIN) from error

    def _check_size(self, file: Path, width: int, height: int) -> None:
        side = self.dataset.side
        if (width, height) != (side, side):
            raise DataError(
                f"is {width} pixels wide and {height} high, not {side} by {side}",
                file,
                f"bring the pictures of '{self.dataset.name}' to one size, and name it as its side",
            )


def splits_in(dataset: DataSet, folder: Path) -> tuple[str, ...]:
    """Return the names of the splits that a folder holds whole, in the data set's order."""
    return tuple(name for name in dataset.split_names if _root(dataset, folder, name, PARTS))


def find_split_files(
    dataset: DataSet, folder: Path, split: str, test_alone: bool = False
) -> Pictures:
    """Return the pictures of a split, which are read when they are asked for.

    Raises
    ------
    DataError
        If a part of the split is missing, or has a folder that is none of its classes.
    """
    classes = dataset.split_facts(split).classes
    root = _root(dataset, folder, split, PARTS)
    if root is None and test_alone:
        root = _root(dataset, folder, split, ("test",))
    if root is None:
        raise lacking(dataset, folder)
    _refuse_other_classes(dataset, root, classes)
    return Pictures(dataset, root, classes)


def lacking(dataset: DataSet, folder: Path) -> DataError:
    """Return the error that says what a folder without a whole split should hold."""
    if not folder.is_dir():
        return DataError("no such folder", folder, "give a folder that holds one a class")
    first = dataset.splits[0].classes[0]
    return DataError(
        f"holds no split of the data set '{dataset.name}': looked for train/{first}/ and "
        f"test/{first}/",
        folder,
        f"put pictures of {dataset.side} by {dataset.side} pixels there, a folder a class",
    )


def _root(dataset: DataSet, folder: Path, split: str, parts: tuple[str, ...]) -> Path | None:
    classes = dataset.split_facts(split).classes
    for above in (folder, folder / dataset.name):
        roots = [above / split, *([above] if len(dataset.splits) == 1 else [])]
        for root in roots:
            if all((root / part / classes[0]).is_dir() for part in parts):
                return root
    return None


def _refuse_other_classes(dataset: DataSet, root: Path, classes: tuple[str, ...]) -> None:
    for part in PARTS:
        found = [child.name for child in sorted((root / part).glob("*")) if child.is_dir()]
        others = [name for name in found if name not in classes]
        if others:
            raise DataError(
                f"holds folders that are no classes of '{dataset.name}': "
                f"{', '.join(others[:MOST_NAMED])}",
                root / part,
                f"remove them, or name them among its classes: {', '.join(classes[:MOST_NAMED])}",
            )
