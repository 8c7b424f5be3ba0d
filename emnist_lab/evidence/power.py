"""How much more would tell a difference that was within noise: images, or seeds."""

import math

from scipy import stats

from emnist_lab.evidence.statistics import SIGNIFICANCE
from emnist_lab.evidence.verdict import Comparison

POWER = 0.8
# Beyond this many test images the answer is that the two are as good as equal.
MOST_IMAGES = 10_000_000
MOST_SEEDS = 1000


def images_to_tell(compared: Comparison, distance: float | None = None) -> int | None:
    """Return how many test images would show a difference with a power of 0.8.

    The difference seen, and the spread over images that its interval tells, are taken for the true
    ones; the level is 0.05 shared among the tests of the family.

    Parameters
    ----------
    distance : float, optional
        How far the difference is from what is claimed of it, if that is not that there is none.

    Returns
    -------
    int or None
        Rounded up to two digits; None where more than ten million would be needed.

    References
    ----------
    R. J. Connor (1987), Sample size for testing differences in proportions for the paired-sample
    design.
    """
    difference = abs(compared.difference if distance is None else distance)
    if not difference:
        return None
    # Of a sum of models an image counts by more than one: its interval knows, a count does not.
    # Bonett and Price added an image to either side, which is taken off again.
    adjusted = (_error(compared) * (compared.images + 2)) ** 2 - 2
    variance = max(adjusted / compared.images, 0.0)
    level, power = _level_and_power(compared)
    spread = level * math.sqrt(variance + difference**2) + power * math.sqrt(variance)
    images = (spread / difference) ** 2
    if images > MOST_IMAGES:
        return None
    unit = 10 ** max(math.floor(math.log10(images)) - 1, 0)
    return math.ceil(images / unit) * unit


def seeds_to_tell(compared: Comparison, distance: float) -> int | None:
    """Return how many seeds at least would show a difference of several with a power of 0.8.

    The difference seen is taken for the true one, and all that makes it unsure for the seeds' part,
    which falls with their number; the images' part does not.

    Parameters
    ----------
    distance : float
        How far the difference is from what is claimed of it, as a share.

    Returns
    -------
    int or None
        None where more than a thousand would be needed.
    """
    if not distance:
        return None
    needed = (sum(_level_and_power(compared)) * _error(compared) / distance) ** 2
    seeds = math.ceil(compared.seeds * needed)
    return None if seeds > MOST_SEEDS else seeds


def _error(compared: Comparison) -> float:
    """Return the standard error that an interval stands for."""
    return (compared.high - compared.low) / 2 / stats.norm.isf(SIGNIFICANCE / 2)


def _level_and_power(compared: Comparison) -> tuple[float, float]:
    """Return how many standard errors the test asks for, and how many its power needs beyond."""
    return stats.norm.isf(SIGNIFICANCE / max(compared.tests, 1) / 2), stats.norm.ppf(POWER)
