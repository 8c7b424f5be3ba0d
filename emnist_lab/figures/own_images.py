"""Images and labels as figures take them: of a split, or a user's own arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from emnist_lab.datasets.load import Split
from emnist_lab.errors import DataError

MIDDLE_GRAY = 128
Arrays = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class LabeledImages:
    """Images of one size with their classes, and whether light ones are shown as ink on paper."""

    images: np.ndarray
    labels: np.ndarray
    classes: tuple[str, ...]
    light_on_dark: bool

    @property
    def side(self) -> int:
        """Height and width of an image, in pixels."""
        return self.images.shape[1]

    @property
    def colors(self) -> tuple[int, ...]:
        """Color channels as a shape: (3,), or () without."""
        return self.images.shape[3:]


@dataclass(frozen=True)
class ClassCounts:
    """How many images each class has."""

    name: str
    classes: tuple[str, ...]
    train: np.ndarray
    test: np.ndarray


def labeled_images(data: Split | Arrays) -> LabeledImages:
    """Return the training images of a split, or a user's own.

    Parameters
    ----------
    data : Split, or (images, labels)
        uint8 (n, side, side) or (n, side, side, 3), and class numbers (n,). Images of arrays that
        are dark for the most part count as light on dark.

    Raises
    ------
    DataError
        If arrays are not of these shapes.
    """
    if isinstance(data, Split):
        dark = data.dataset.light_on_dark
        return LabeledImages(data.train_images, data.train_labels, data.classes, dark)
    images, labels = (np.asarray(array) for array in data)
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    square = images.ndim in (3, 4) and images.shape[1] == images.shape[2]
    if images.dtype != np.uint8 or not square or labels.shape != images.shape[:1]:
        raise DataError(
            f"images {images.dtype} {images.shape} with labels {labels.shape} are none that can be "
            "shown",
            fix="give uint8 images (n, side, side) or (n, side, side, 3) and labels (n,)",
        )
    dark = bool(len(images)) and images.mean() < MIDDLE_GRAY
    return LabeledImages(images, labels, _numbered(labels), dark)


def class_counts(data: Sequence[Split] | Split | Mapping[str, Arrays]) -> list[ClassCounts]:
    """Return how many images each class has in each split.

    Parameters
    ----------
    data : list of Split, Split, or dict
        The splits; or training and test labels, class numbers (n,), by the name of a split.
    """
    if isinstance(data, Mapping):
        return [_counted(name, _numbered(*labels), *labels) for name, labels in data.items()]
    splits = [data] if isinstance(data, Split) else data
    return [
        _counted(split.name, split.classes, split.train_labels, split.test_labels)
        for split in splits
    ]


def _counted(
    name: str, classes: tuple[str, ...], train: np.ndarray, test: np.ndarray
) -> ClassCounts:
    counts = [np.bincount(labels, minlength=len(classes)) for labels in (train, test)]
    return ClassCounts(name, classes, *counts)


def _numbered(*labels: np.ndarray) -> tuple[str, ...]:
    most = max((int(np.max(some)) for some in labels if len(some)), default=-1)
    return tuple(str(number) for number in range(most + 1))
