"""The models that none other beats in both accuracy and time for one image."""

import pandas as pd

from emnist_lab.evidence.statistics import accuracy_difference

ACCURACY, COST = "val_acc", "latency_ms"


def pareto_front(summary: pd.DataFrame, cost: str = COST) -> pd.DataFrame:
    """Return the models that no other equals or beats in both figures, fastest first.

    Validation accuracy decides, so that test images have no say in what is on the Pareto front.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a model (`emnist_lab.evidence.summary.variant_summary`); those without a completed
        trial are never on the Pareto front.
    cost : str
        The column of what a model's time is compared by.

    Returns
    -------
    pandas.DataFrame
        Rows of the summary, each slower and more accurate than the one before. Of models that are
        equal in both figures the first stands for all.

    References
    ----------
    K. Miettinen, "Nonlinear Multiobjective Optimization", 1999, section 2.2: Pareto optimality.
    """
    known = summary.dropna(subset=[ACCURACY, cost])
    by_cost = known.sort_values([cost, ACCURACY], ascending=[True, False], kind="stable")
    best_before = by_cost[ACCURACY].cummax().shift(fill_value=-1.0)
    return by_cost[by_cost[ACCURACY] > best_before]


def rivals_within_noise(
    front: pd.DataFrame, timed: pd.DataFrame, faster: set[tuple[str, str]]
) -> dict[str, list[str]]:
    """Return, of each model on the Pareto front, those that may beat it in both figures.

    Neither time nor validation can tell it from these: it is not faster beyond noise, nor more
    accurate beyond what the validation images of both explain (two-proportion test at 5 %).

    Parameters
    ----------
    timed : pandas.DataFrame
        Of the models that were timed interleaved, as a summary, with their `network`.
    faster : set of pairs of str
        Networks the first of which is faster beyond noise
        (`emnist_lab.trials.interleaved.faster_networks`).
    """
    rivals = {}
    for name in front.index.intersection(timed.index):
        own = timed.loc[name]
        rivals[name] = [
            other
            for other, row in timed.drop(index=name).iterrows()
            if (own["network"], row["network"]) not in faster and not _more_accurate(own, row)
        ]
    return rivals


def _more_accurate(first: pd.Series, second: pd.Series) -> bool:
    figures = (first[ACCURACY], first["val_images"], second[ACCURACY], second["val_images"])
    if any(map(pd.isna, figures)):
        return False
    found = accuracy_difference(*figures)
    return found.beyond_noise and found.difference > 0


def best_no_slower_than(summary: pd.DataFrame, name: str) -> str | None:
    """Return the model of the highest validation accuracy that takes no longer than a given one.

    Returns
    -------
    str or None
        None where no other is as fast, or the given one did not complete.
    """
    if name not in summary.index or pd.isna(summary.loc[name, COST]):
        return None
    others = summary.drop(index=name)
    as_fast = others[others[COST] <= summary.loc[name, COST]].dropna(subset=[ACCURACY])
    return None if as_fast.empty else str(as_fast[ACCURACY].idxmax())
