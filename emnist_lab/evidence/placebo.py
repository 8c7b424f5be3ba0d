"""Tests of trainings that differ in nothing but their seeds: how often they are called different.

Of recipes that are the same, a test at 5 % may call one comparison in twenty different. Of two
trained networks more may be: their weights do differ.
"""

from itertools import combinations

import numpy as np
import pandas as pd

from emnist_lab.evidence.paired import paired_difference
from emnist_lab.evidence.statistics import SIGNIFICANCE
from emnist_lab.training.predictions import Predictions

PLACEBO_COLUMNS = ["seeds", "pairs", "networks", "partings", "recipes"]


def placebo_tests(predictions: dict[str, list[Predictions]]) -> pd.DataFrame:
    """Return how often a model's own seeds are called different, p not corrected.

    Parameters
    ----------
    predictions : dict of str to list of Predictions
        By model, one a seed.

    Returns
    -------
    pandas.DataFrame
        A row a model of several seeds, counts: `seeds`; `pairs` of them, and how many of these
        differ as `networks` (McNemar's test); `partings` of the seeds in two groups, at least three
        being needed, and how many of these differ as `recipes` (`paired_difference`).
    """
    rows = {}
    for name, of_seeds in predictions.items():
        readings = np.array([one.correct for one in of_seeds])
        if len(readings) > 1:
            pairs, partings = list(combinations(range(len(readings)), 2)), _partings(len(readings))
            networks = [_differ(readings[[one]], readings[[other]]) for one, other in pairs]
            recipes = [_differ(readings[~part], readings[part]) for part in partings]
            counts = (len(readings), len(pairs), sum(networks), len(partings), sum(recipes))
            rows[name] = dict(zip(PLACEBO_COLUMNS, counts, strict=True))
    return pd.DataFrame.from_dict(rows, orient="index", columns=PLACEBO_COLUMNS)


def _partings(seeds: int) -> list[np.ndarray]:
    """Return the ways of parting seeds in halves, as the members of one half, bool (seeds,)."""
    if seeds < 3:
        return []
    halves = [np.isin(np.arange(seeds), half) for half in combinations(range(seeds), seeds // 2)]
    # Of an even number each parting is there twice.
    return [half for half in halves if seeds % 2 or half[0]]


def _differ(first: np.ndarray, second: np.ndarray) -> bool:
    return paired_difference([first, second]).p_value < SIGNIFICANCE
