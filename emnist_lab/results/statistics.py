"""How sure a figure is: intervals, spread over seeds, and agreement with a published figure."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint, proportions_ztest

# The source measured nearly every test figure on one batch of this many images.
SOURCE_TEST_IMAGES = 1024
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


def wilson_interval(accuracy: float, images: int) -> tuple[float, float]:
    """Return the 95 % interval of an accuracy measured on some images.

    Parameters
    ----------
    accuracy : float
        Share of images read correctly, in 0..1; a mean over seeds counts as one measurement,
        since every seed reads the same images.
    images : int
        Images it was measured on.

    Returns
    -------
    low, high : float
        Shares in 0..1.

    References
    ----------
    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference.
    """
    low, high = proportion_confint(accuracy * images, images, alpha=SIGNIFICANCE, method="wilson")
    return float(low), float(high)


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

    Returns
    -------
    Difference
        First minus second.

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


def difference_to_published(accuracy: float, images: int, published: float) -> Difference:
    """Compare an accuracy of ours with one of the source's, which has 1,024 images behind it."""
    return accuracy_difference(accuracy, images, published, SOURCE_TEST_IMAGES)


def best_on_validation(validation_accuracy: pd.Series) -> str:
    """Return the variant with the highest validation accuracy; test figures have no say.

    Parameters
    ----------
    validation_accuracy : pandas.Series
        Share in 0..1 by variant; NaN where no trial completed. The first of equals is taken.

    Returns
    -------
    str
        The variant's name.
    """
    return str(validation_accuracy.idxmax())
