"""The difference of models' accuracies on the same images, over images and trainings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar

from emnist_lab.evidence.statistics import SIGNIFICANCE


@dataclass(frozen=True)
class PairedDifference:
    """How models differ on the same images, first minus second.

    `difference` and its 95 % interval `low` to `high` are shares of the images; `first_only` and
    `second_only` count the images that speak for one. `seeds` is the fewest that a model was
    trained with: of one seed all this is of the trained networks, of more of their recipes.
    """

    images: int
    seeds: int
    difference: float
    low: float
    high: float
    first_only: int
    second_only: int
    p_value: float


def paired_difference(
    readings: Sequence[np.ndarray], weights: Sequence[int] = (1, -1)
) -> PairedDifference:
    """Compare the mean accuracies of models on the same images.

    Two models of one training each are compared by McNemar's exact test, as trained networks. With
    more seeds the accuracy is that of a recipe, and other seeds would have given another, as other
    images would: both variances are estimated (`_variance_and_freedom`), and test and interval are
    Student's. `docs/statistics.md` shows by simulation that this holds its level.

    Parameters
    ----------
    readings : sequence of ndarray of bool, (seeds, n)
        Of each model, which images each of its trainings read.
    weights : sequence of int
        What each model's accuracy counts in the difference.

    References
    ----------
    Q. McNemar (1947), Note on the sampling error of the difference between correlated proportions.
    D. G. Bonett and R. M. Price (2012), Adjusted Wald confidence interval for a difference of
    binomial proportions based on paired data.
    """
    read = [np.atleast_2d(np.asarray(each, dtype=float)) for each in readings]
    differences = sum(w * each.mean(axis=0) for w, each in zip(weights, read, strict=True))
    first_only, second_only = int((differences > 0).sum()), int((differences < 0).sum())
    fewest = min(len(each) for each in read)
    # Bonett and Price add an image to either side, so that no interval is of width zero: here one
    # that a single training reads.
    adjusted = np.append(differences, [1 / fewest, -1 / fewest])
    variance, freedom = _variance_and_freedom(adjusted, read, weights)
    error = np.sqrt(variance)
    margin = stats.t.ppf(1 - SIGNIFICANCE / 2, freedom) * error
    if len(read) == 2 and all(len(each) == 1 for each in read):
        p_value = mcnemar(np.array([[0, first_only], [second_only, 0]]), exact=True).pvalue
    else:
        p_value = 2 * stats.t.sf(abs(adjusted.mean()) / error, freedom)
    most = sum(abs(weight) for weight in weights) / 2
    return PairedDifference(
        images=len(differences),
        seeds=fewest,
        difference=float(differences.mean()),
        low=float(max(adjusted.mean() - margin, -most)),
        high=float(min(adjusted.mean() + margin, most)),
        first_only=first_only,
        second_only=second_only,
        p_value=float(p_value),
    )


def _variance_and_freedom(
    adjusted: np.ndarray, read: list[np.ndarray], weights: Sequence[int]
) -> tuple[float, float]:
    """Return the variance of a difference of mean accuracies, and its degrees of freedom.

    Images and trainings are crossed: all trainings read the same images. The spread of accuracies
    over seeds holds what trainings differ in, and what image and training have in common only once,
    which the spread over images holds too and is taken off there. Models of one seed are taken to
    vary over seeds as the others do, who alone count as degrees of freedom then; where none has
    more, only images vary.

    Parameters
    ----------
    adjusted : ndarray of float
        The difference image by image.

    References
    ----------
    F. E. Satterthwaite (1946), An approximate distribution of estimates of variance components.
    """
    over_images = adjusted.var() / len(adjusted)
    several = [place for place, each in enumerate(read) if len(each) > 1]
    if not several:
        return over_images, np.inf
    # Of how many trainings' variance the mean over a model's seeds has a share.
    factors = [weight**2 / len(each) for weight, each in zip(weights, read, strict=True)]
    borrowed = sum(f for place, f in enumerate(factors) if place not in several) / len(several)
    over_seeds, twice, freedom = [], 0.0, []
    for place in several:
        seeds, images = read[place].shape
        spread = read[place].mean(axis=1).var(ddof=1)
        share = read[place].mean(axis=0)
        alone = seeds * (share * (1 - share)).sum() / (seeds - 1) - images * spread
        over_seeds.append((factors[place] + borrowed) * spread)
        twice += (factors[place] + borrowed) * alone / (images - 1) / images
        freedom.append(seeds - 1)
    of_images = max(over_images - twice, adjusted[-1] ** 2 / len(adjusted) ** 2)
    variance = of_images + sum(over_seeds)
    if borrowed:
        # The seeds of one side stand for both: only as sure as they are.
        return variance, sum(freedom)
    parts = np.square([of_images, *over_seeds]) / [len(adjusted) - 1, *freedom]
    return variance, variance**2 / parts.sum()
