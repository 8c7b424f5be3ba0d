"""Stratified, seeded choices among a split's images: class shares stay as they are."""

import numpy as np

from emnist_lab.errors import DataError


def stratified_split(
    labels: np.ndarray, fraction: float, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return two disjoint sets of images that together are all, such as train and validation.

    Parameters
    ----------
    labels : ndarray of int, (n,)
        The class of each image.
    fraction : float
        The share of images in the second set, between 0 and 1.
    seed : int
        The same seed makes the same choice.

    Returns
    -------
    rest, chosen : ndarray of int64
        Sorted positions of images.

    Raises
    ------
    DataError
        If the second set would hold fewer images than there are classes.
    """
    chosen = stratified_subset(labels, round(fraction * len(labels)), seed)
    return np.setdiff1d(np.arange(len(labels)), chosen, assume_unique=True), chosen


def stratified_subset(labels: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Return a number of images, chosen so that each class keeps its share.

    Parameters
    ----------
    labels : ndarray of int, (n,)
        The class of each image.
    count : int
        How many; all if there are no more.
    seed : int
        The same seed makes the same choice.

    Returns
    -------
    ndarray of int64, (min(count, n),)
        Sorted positions of images.

    Raises
    ------
    DataError
        If there are more classes than images to choose.
    """
    if count >= len(labels):
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
