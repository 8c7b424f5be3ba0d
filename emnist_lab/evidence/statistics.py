"""How sure a figure is: intervals, spread over seeds, and differences that chance explains."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    proportion_confint,
    proportions_ztest,
)

SIGNIFICANCE = 0.05


@dataclass(frozen=True)
class Difference:
    """The difference of two accuracies, first minus second, as a share, and how sure it is.

    `low` to `high` is its 95 % interval; `p_value` the chance of one at least this large between
    two models that are equally good.
    """

    difference: float
    low: float
    high: float
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
    R. G. Newcombe (1998), Interval estimation for the difference between independent proportions.
    """
    correct, images = (first * first_images, second * second_images), (first_images, second_images)
    p_value = 1.0 if first == second else proportions_ztest(np.array(correct), np.array(images))[1]
    low, high = confint_proportions_2indep(
        correct[0], images[0], correct[1], images[1], method="newcomb"
    )
    return Difference(first - second, float(low), float(high), float(p_value))


def shared_error_bounds(first: float, second: float, images: int) -> tuple[float, float]:
    """Return between what the standard error of a difference lies, of accuracies on shared images.

    How many images only one of two models reads is not known without their predictions: at least as
    many as they differ by, at most those that either misreads, or either reads.

    Parameters
    ----------
    first, second : float
        Shares of the same images that were read correctly, in 0..1.

    Returns
    -------
    low, high : float
        Shares.
    """
    difference = abs(first - second)
    most = min(first + second, 2 - first - second)
    low, high = (np.sqrt((only - difference**2) / images) for only in (difference, most))
    return float(low), float(high)


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


def ranked_on_validation(variants: pd.DataFrame) -> list:
    """Return all that completed, best validation accuracy first; test figures have no say.

    Parameters
    ----------
    variants : pandas.DataFrame
        A row a variant, `val_acc` (a share, NaN where no trial completed) and `parameters`. Of
        equal accuracies the smaller network comes first, then the one that stands first.
    """
    known = variants.dropna(subset=["val_acc"])
    order = {"val_acc": False, "parameters": True}
    return list(known.sort_values(list(order), ascending=list(order.values()), kind="stable").index)


def best_on_validation(variants: pd.DataFrame) -> str | None:
    """Return the variant that `ranked_on_validation` puts first, None where none completed."""
    ranked = ranked_on_validation(variants)
    return str(ranked[0]) if ranked else None


def tied_on_validation(variants: pd.DataFrame, name: str) -> list[str]:
    """Return the variants that validation cannot tell from one: within the noise of its images.

    The two-proportion test at 5 % is a cautious one, since models validated on the same images err
    together.

    Parameters
    ----------
    variants : pandas.DataFrame
        As for `ranked_on_validation`, with the number of images, `val_images`; where that is not
        known a variant is no tie.
    """
    known = variants.dropna(subset=["val_acc", "val_images"])
    if name not in known.index:
        return []
    own = known.loc[name]
    return [
        str(other)
        for other, row in known.drop(index=name).iterrows()
        if not accuracy_difference(
            own["val_acc"], own["val_images"], row["val_acc"], row["val_images"]
        ).beyond_noise
    ]
