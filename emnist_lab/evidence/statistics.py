"""How sure a figure is: intervals, spread over seeds, and differences that chance explains."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint, proportions_ztest

SIGNIFICANCE = 0.05


@dataclass(frozen=True)
class Difference:
    """The difference of two accuracies, first minus second, as a share, and how sure it is.

    `standard_error` is that of the difference; `p_value` the chance of one at least this large
    between two models that are equally good.
    """

    difference: float
    standard_error: float
    p_value: float

    @property
    def beyond_noise(self) -> bool:
        """Whether chance alone rarely gives such a difference (p below 0.05)."""
        return self.p_value < SIGNIFICANCE


@dataclass(frozen=True)
class SeedSpread:
    """The mean of a figure over seeds, how far it moves from seed to seed, and a 95 % interval.

    `sd` is the sample standard deviation, `low` and `high` Student's t interval of the mean over
    all seeds that might have been drawn; the three are NaN with fewer than two seeds.
    """

    mean: float
    sd: float
    low: float
    high: float


def wilson_interval(accuracy: float, images: int) -> tuple[float, float]:
    """Return the 95 % interval of an accuracy measured on some images.

    Parameters
    ----------
    accuracy : float
        Share of images read correctly, in 0..1; a mean over seeds counts as one measurement,
        since every seed reads the same images.

    Returns
    -------
    low, high : float
        Shares in 0..1, with the accuracy between them.

    References
    ----------
    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference.
    """
    low, high = proportion_confint(accuracy * images, images, alpha=SIGNIFICANCE, method="wilson")
    # Where none or all of the images were read, rounding puts the end beside the accuracy.
    return min(float(low), accuracy), max(float(high), accuracy)


def seed_spread(figures: pd.Series) -> SeedSpread:
    """Return mean, standard deviation and t interval of a figure over seeds.

    Parameters
    ----------
    figures : pandas.Series
        The figure of each completed trial of a variant, in any unit.

    References
    ----------
    Student (1908), The probable error of a mean.
    """
    values = figures.astype(float)
    mean, sd = float(values.mean()), float(values.std())
    if len(values) < 2:
        return SeedSpread(mean, sd, np.nan, np.nan)
    margin = float(stats.t.ppf(1 - SIGNIFICANCE / 2, len(values) - 1) * stats.sem(values))
    return SeedSpread(mean, sd, mean - margin, mean + margin)


def standard_error(accuracy: float, images: int) -> float:
    """Return the binomial standard error of an accuracy in 0..1 measured on some images."""
    return float(np.sqrt(accuracy * (1 - accuracy) / images))


def accuracy_difference(
    first: float, first_images: int, second: float, second_images: int
) -> Difference:
    """Compare two accuracies as if measured on different images: the two-proportion z test.

    Where both models read the same images this is cautious, since their errors go together.

    Parameters
    ----------
    first, second : float
        Shares read correctly, in 0..1.
    first_images, second_images : int
        Images that each was measured on.

    References
    ----------
    A. Agresti (2013), Categorical Data Analysis, section 3.2: the pooled score test.
    """
    if first == second:
        p_value = 1.0
    else:
        correct = np.array([first * first_images, second * second_images])
        _, p_value = proportions_ztest(correct, np.array([first_images, second_images]))
    error = np.hypot(standard_error(first, first_images), standard_error(second, second_images))
    return Difference(first - second, float(error), float(p_value))


def holm_corrected(p_values: pd.Series) -> pd.Series:
    """Correct p values for the number of comparisons made together.

    Parameters
    ----------
    p_values : pandas.Series
        One a comparison; NaN where two models could not be compared, which does not count.

    Returns
    -------
    pandas.Series
        Under the same index; the chance of even one wrongly found difference stays below 5 % where
        those below 0.05 are called differences.

    References
    ----------
    S. Holm (1979), A simple sequentially rejective multiple test procedure.
    """
    corrected = p_values.astype(float).copy()
    known = corrected.notna()
    if known.any():
        _, corrected[known], *_ = multipletests(corrected[known], SIGNIFICANCE, method="holm")
    return corrected


def ranked_on_validation(validation_accuracy: pd.Series) -> list:
    """Return all that completed, best validation accuracy first; test figures have no say.

    Parameters
    ----------
    validation_accuracy : pandas.Series
        Share in 0..1 by variant, or by study and variant; NaN where no trial completed. Equals
        keep their order.
    """
    return list(validation_accuracy.dropna().sort_values(ascending=False, kind="stable").index)


def best_on_validation(validation_accuracy: pd.Series) -> str | None:
    """Return the variant with the highest validation accuracy; test figures have no say.

    Parameters
    ----------
    validation_accuracy : pandas.Series
        Share in 0..1 by variant; NaN where no trial completed. The first of equals is taken.

    Returns
    -------
    str or None
        The variant's name, None where no trial of any completed.
    """
    ranked = ranked_on_validation(validation_accuracy)
    return str(ranked[0]) if ranked else None
