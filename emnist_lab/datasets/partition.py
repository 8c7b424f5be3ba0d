"""Which images a trial trains on, validates on and is tested on."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emnist_lab.errors import DataError
from emnist_lab.profile import Profile

if TYPE_CHECKING:
    from emnist_lab.datasets.load import Split

# The test images do not follow the trial's seed, so that all trials compare image by image.
TEST_SUBSET_SEED = 0


@dataclass(frozen=True)
class Rows:
    """Some images of a memory-mapped array, and their labels.

    `images` is uint8 (n, side, side), or (n, side, side, 3) in color, `labels` a whole number for
    each, `rows` the sorted indices that count. The last `copies` of them repeat others, to be
    changed before a model sees them.
    """

    images: np.ndarray
    labels: np.ndarray
    rows: np.ndarray
    copies: int = 0

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, positions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return images uint8 (k, ...) and labels int32 (k,) at positions within these rows."""
        rows = self.rows[positions]
        return self.images[rows], self.labels[rows].astype(np.int32)

    def all_labels(self) -> np.ndarray:
        """Return the labels of these rows, (len(self),)."""
        return self.labels[self.rows]


@dataclass(frozen=True)
class Partition:
    """The three disjoint parts of a split that a trial uses."""

    train: Rows
    validation: Rows
    test: Rows


def partition_split(
    split: "Split",
    validation_fraction: float,
    seed: int,
    train_images: int | None = None,
    test_images: int | None = None,
) -> Partition:
    """Part a split into train, validation and test, stratified by class.

    Parameters
    ----------
    validation_fraction : float
        Share of the training images held out for validation.
    seed : int
        Decides which images are drawn and held out; the test images do not depend on it.
    train_images, test_images : int, optional
        The largest counts used, held-out images included in the former; all by default.

    Raises
    ------
    DataError
        If a part would hold fewer images than there are classes.
    """
    drawn = stratified_subset(split.train_labels, train_images, seed)
    kept, held_out = stratified_split(split.train_labels[drawn], validation_fraction, seed)
    test = stratified_subset(split.test_labels, test_images, TEST_SUBSET_SEED)
    return Partition(
        train=Rows(split.train_images, split.train_labels, drawn[kept]),
        validation=Rows(split.train_images, split.train_labels, drawn[held_out]),
        test=Rows(split.test_images, split.test_labels, test),
    )


def profile_partition(split: "Split", profile: Profile, seed: int) -> Partition:
    """Part a split as a profile's trials with a seed do (see `partition_split`)."""
    return partition_split(
        split, profile.validation_fraction, seed, profile.train_images, profile.test_images
    )


def with_held_out(parts: Partition) -> Partition:
    """Return the parts with the images held out for validation among those trained on."""
    train, held_out = parts.train, parts.validation
    return Partition(
        train=Rows(train.images, train.labels, np.union1d(train.rows, held_out.rows)),
        validation=Rows(train.images, train.labels, held_out.rows[:0]),
        test=parts.test,
    )


def balanced_rows(rows: Rows, seed: int) -> Rows:
    """Return rows with copies added until every class has as many as the commonest.

    The seed decides which images are copied, none once more than another of its class.
    """
    generator = np.random.default_rng(seed)
    labels = rows.all_labels()
    of_class = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    most = max(map(len, of_class))
    copies = [np.resize(generator.permutation(own), most - len(own)) for own in of_class]
    repeated = rows.rows[np.concatenate(copies)]
    return Rows(rows.images, rows.labels, np.append(rows.rows, repeated), copies=len(repeated))


def supplemented_rows(rows: Rows, classes: np.ndarray) -> Rows:
    """Return rows with every image of some classes, by their numbers, once more at the end.

    They are no `copies` to be changed alone: an augmentation changes all images.
    """
    repeated = rows.rows[np.isin(rows.all_labels(), classes)]
    return Rows(rows.images, rows.labels, np.append(rows.rows, repeated))


def repeated_by_class(rows: Rows) -> dict[int, int]:
    """Return how many images more than once each class has, of those that have any, by number."""
    once = np.unique(rows.rows)
    classes = int(rows.labels.max()) + 1
    more = np.bincount(rows.all_labels(), minlength=classes)
    more -= np.bincount(rows.labels[once], minlength=classes)
    return {int(label): int(more[label]) for label in np.flatnonzero(more)}


def stratified_split(
    labels: np.ndarray, fraction: float, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return two disjoint sets of images that together are all, such as train and validation.

    The second holds a fraction of the images. Both are sorted positions, int64, and each class
    keeps its share in both.
    """
    chosen = stratified_subset(labels, round(fraction * len(labels)), seed)
    return np.setdiff1d(np.arange(len(labels)), chosen, assume_unique=True), chosen


def stratified_subset(labels: np.ndarray, count: int | None, seed: int) -> np.ndarray:
    """Return the sorted positions of some images, or of all, so that each class keeps its share.

    Raises
    ------
    DataError
        If there are more classes than images to choose.
    """
    if count is None or count >= len(labels):
        return np.arange(len(labels))
    classes = len(np.unique(labels))
    if count < classes:
        raise DataError(
            f"{count} images cannot represent {classes} classes",
            fix=f"choose at least {classes} images, or a larger fraction",
        )
    from sklearn.utils import resample

    chosen = resample(
        np.arange(len(labels)),
        replace=False,
        n_samples=count,
        stratify=np.asarray(labels),
        random_state=seed,
    )
    return np.sort(chosen)
