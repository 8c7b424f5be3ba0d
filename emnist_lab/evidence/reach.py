"""How much of the error is out of reach of any model: look-alikes, near misses, common mistakes."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from emnist_lab.training.predictions import Predictions

BEST_MODELS = 5


@dataclass(frozen=True)
class Agreement:
    """What several models make of the same images; the shares sum to 1.

    `all_right`: every model reads the image; `some_right`: some do; `same_mistake`: all misread it
    and name the same wrong class; `other_mistakes`: all misread it, in different ways. `models`
    names them; `read_by_another` is the share of what the first misreads that some other reads.
    """

    models: tuple[str, ...]
    images: int
    all_right: float
    some_right: float
    same_mistake: float
    other_mistakes: float
    read_by_another: float

    @property
    def any_right(self) -> float:
        """The share of images that at least one model reads."""
        return self.all_right + self.some_right


def folded_classes(
    classes: tuple[str, ...], look_alikes: tuple[tuple[str, ...], ...]
) -> np.ndarray:
    """Return the class number that stands for each class once look-alikes are folded, (classes,).

    Parameters
    ----------
    look_alikes : tuple of tuple of str
        Groups of classes; those of one share the number of its first.
    """
    folded = np.arange(len(classes))
    for group in look_alikes:
        members = [number for number, name in enumerate(classes) if name in group]
        if members:
            folded[members] = members[0]
    return folded


def folded_accuracy(
    of_seeds: list[Predictions],
    classes: tuple[str, ...],
    look_alikes: tuple[tuple[str, ...], ...],
) -> float:
    """Return the share read correctly where look-alikes count as one class, mean over seeds."""
    folded = folded_classes(classes, look_alikes)
    right = [(folded[one.predicted] == folded[one.true]).mean() for one in of_seeds]
    return float(np.mean(right))


def top_two_accuracy(of_seeds: list[Predictions]) -> float:
    """Return the share whose true class is the first or second guess, mean over seeds."""
    return float(np.mean([(one.correct | (one.second == one.true)).mean() for one in of_seeds]))


def reach_of_models(
    predictions: dict[str, list[Predictions]],
    names: list[str],
    classes: tuple[str, ...],
    look_alikes: tuple[tuple[str, ...], ...],
) -> pd.DataFrame:
    """Return how far milder questions raise the accuracy of some models.

    Parameters
    ----------
    predictions : dict of str to list of Predictions
        By model, one a seed.
    names : list of str
        The models; those that left no predictions are left out.
    look_alikes : tuple of tuple of str
        Groups of classes that a single image may not tell apart.

    Returns
    -------
    pandas.DataFrame
        Indexed by model, shares as means over seeds: `accuracy`; `folded`, with look-alikes as one
        class; `errors_on_look_alikes`, the share of the errors that folding takes away; `top_two`,
        the true class being the first or second guess.
    """
    rows = {}
    for name in names:
        of_seeds = predictions.get(name)
        if of_seeds:
            accuracy = float(np.mean([one.correct.mean() for one in of_seeds]))
            folded = folded_accuracy(of_seeds, classes, look_alikes)
            rows[name] = {
                "accuracy": accuracy,
                "folded": folded,
                "errors_on_look_alikes": (folded - accuracy) / (1 - accuracy or np.nan),
                "top_two": top_two_accuracy(of_seeds),
            }
    return pd.DataFrame.from_dict(rows, orient="index")


def best_on_same_images(predictions: dict[str, list[Predictions]], ranking: list[str]) -> list[str]:
    """Return the five best models of a ranking that read the same images as its first.

    Parameters
    ----------
    ranking : list of str
        The models, best on validation first; those that left no predictions are passed over.
    """
    present = [name for name in ranking if predictions.get(name)]
    true = predictions[present[0]][0].true
    alike = [name for name in present if np.array_equal(predictions[name][0].true, true)]
    return alike[:BEST_MODELS]


def agreement_of_models(predictions: dict[str, list[Predictions]], names: list[str]) -> Agreement:
    """Compare what several models make of each test image.

    Parameters
    ----------
    predictions : dict of str to list of Predictions
        By model; of several seeds the first is taken.
    names : list of str
        Models that read the same images (`best_on_same_images`).
    """
    true = predictions[names[0]][0].true
    guesses = np.stack([predictions[name][0].predicted for name in names])
    right = guesses == true
    none_right = ~right.any(axis=0)
    misread = ~right[0]
    alike = none_right & (guesses == guesses[0]).all(axis=0)
    return Agreement(
        models=tuple(names),
        images=len(true),
        all_right=float(right.all(axis=0).mean()),
        some_right=float((right.any(axis=0) & ~right.all(axis=0)).mean()),
        same_mistake=float(alike.mean()),
        other_mistakes=float((none_right & ~alike).mean()),
        read_by_another=float(right[:, misread].any(axis=0).mean()) if misread.any() else 0.0,
    )
