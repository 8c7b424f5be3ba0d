"""The models that none other beats in both accuracy and time for one image."""

import pandas as pd

ACCURACY, COST = "val_acc", "latency_ms"


def pareto_front(summary: pd.DataFrame) -> pd.DataFrame:
    """Return the models that no other equals or beats in both figures, fastest first.

    Validation accuracy decides, so that test images have no say in what is on the Pareto front.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a model (`emnist_lab.evidence.summary.variant_summary`); those without a completed
        trial are never on the Pareto front.

    Returns
    -------
    pandas.DataFrame
        Rows of the summary, each slower and more accurate than the one before. Of models that are
        equal in both figures the first stands for all.

    References
    ----------
    K. Miettinen, "Nonlinear Multiobjective Optimization", 1999, section 2.2: Pareto optimality.
    """
    known = summary.dropna(subset=[ACCURACY, COST])
    by_cost = known.sort_values([COST, ACCURACY], ascending=[True, False], kind="stable")
    best_before = by_cost[ACCURACY].cummax().shift(fill_value=-1.0)
    return by_cost[by_cost[ACCURACY] > best_before]


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
