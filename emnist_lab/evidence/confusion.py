"""Which classes a model takes for which."""

import numpy as np
import pandas as pd
from sklearn.metrics import confusion_matrix

from emnist_lab.evidence.statistics import wilson_interval
from emnist_lab.training.predictions import Predictions


def confusion_counts(of_seeds: list[Predictions], classes: int) -> np.ndarray:
    """Count how often each class is read as each, over all seeds of a model.

    Returns
    -------
    ndarray of int, (classes, classes)
        A row a true class, a column a predicted one.
    """
    labels = np.arange(classes)
    return sum(confusion_matrix(one.true, one.predicted, labels=labels) for one in of_seeds)


def row_normalized(counts: np.ndarray) -> np.ndarray:
    """Return shares of each true class, float (classes, classes); NaN where it has no images."""
    images = counts.sum(axis=1, keepdims=True).astype(float)
    return counts / np.where(images == 0, np.nan, images)


def confused_pairs(counts: np.ndarray, classes: tuple[str, ...], most: int = 10) -> pd.DataFrame:
    """Return the pairs of classes that are taken for each other most often, either way.

    Parameters
    ----------
    counts : ndarray of int, (classes, classes)
        From `confusion_counts`.
    most : int
        How many pairs at most; pairs that were never confused are left out.

    Returns
    -------
    pandas.DataFrame
        The worst first: `first` and `second` (class numbers), `pair` (such as `0 O`),
        `first_as_second` and `second_as_first` (images), `errors` (their sum) and `share` of all
        errors.
    """
    rows, columns = np.triu_indices(len(classes), k=1)
    frame = pd.DataFrame(
        {
            "first": rows,
            "second": columns,
            "pair": [f"{classes[a]} {classes[b]}" for a, b in zip(rows, columns, strict=True)],
            "first_as_second": counts[rows, columns],
            "second_as_first": counts[columns, rows],
        }
    )
    frame["errors"] = frame["first_as_second"] + frame["second_as_first"]
    frame["share"] = frame["errors"] / max(frame["errors"].sum(), 1)
    frame = frame[frame["errors"] > 0].sort_values("errors", ascending=False, kind="stable")
    return frame.head(most).reset_index(drop=True)


def class_accuracies(counts: np.ndarray, classes: tuple[str, ...], seeds: int) -> pd.DataFrame:
    """Return the accuracy of each class that has test images.

    Parameters
    ----------
    counts : ndarray of int, (classes, classes)
        From `confusion_counts`.
    seeds : int
        How many seeds were counted: each image counts once in the interval.

    Returns
    -------
    pandas.DataFrame
        In the order of the classes: `character`, `images`, `accuracy` (share) with its 95 %
        Wilson interval `low` to `high`, and `taken_for`, the character it is most often misread
        as (None if it never is).
    """
    rows = []
    for label, character in enumerate(classes):
        images = int(counts[label].sum()) // seeds
        if images:
            accuracy = counts[label, label] / counts[label].sum()
            low, high = wilson_interval(accuracy, images)
            mistaken = np.where(np.arange(len(classes)) == label, 0, counts[label])
            rows.append(
                {
                    "character": character,
                    "images": images,
                    "accuracy": float(accuracy),
                    "low": low,
                    "high": high,
                    "taken_for": classes[mistaken.argmax()] if mistaken.any() else None,
                }
            )
    return pd.DataFrame(rows)
