"""What each change of a variant adds or costs, beside what chance would."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from emnist_lab.evidence.verdict import Comparison, Verdict
from emnist_lab.figures.absent import nothing_trained
from emnist_lab.figures.csv_data import offer_data
from emnist_lab.figures.labels import labeled
from emnist_lab.figures.numbers import points
from emnist_lab.figures.theme import MARKERS, WIDTH, legend_below

CERTAINTIES = {"beyond chance": True, "within noise": False}


def plot_differences(comparisons: list[Comparison], reference: str) -> Figure:
    """Draw the difference in test accuracy of variants to one of them, with its interval.

    Parameters
    ----------
    comparisons : list of Comparison
        Pairs whose second is the reference; those that are not comparable are left out.

    Returns
    -------
    matplotlib.figure.Figure
        A row a variant: the difference in points with its 95 % interval, filled where it is beyond
        chance after Holm's correction.
    """
    tested = [each for each in comparisons if each.comparable]
    if not tested:
        return nothing_trained()
    variants = [labeled(each.first) for each in tested]
    figure, axes = plt.subplots(figsize=(WIDTH, 0.3 * len(variants) + 1.3), layout="constrained")
    colors = sns.color_palette()
    certain = np.array([each.beyond_chance for each in tested])
    ends = 100 * np.array([(each.low, each.difference, each.high) for each in tested])
    for number, (label, wanted) in enumerate(CERTAINTIES.items()):
        low, middle, high = ends[certain == wanted].T
        axes.errorbar(
            middle,
            np.flatnonzero(certain == wanted),
            xerr=[middle - low, high - middle],
            marker=MARKERS[number],
            color=colors[number],
            markerfacecolor=colors[number] if wanted else "white",
            markersize=7,
            elinewidth=1.2,
            linestyle="none",
            label=label,
        )
    axes.axvline(0, color="0.4", linewidth=1)
    axes.set_yticks(range(len(variants)), variants)
    axes.invert_yaxis()
    axes.set_xlabel(f"test accuracy less that of {labeled(reference)} (points)")
    legend_below(figure, columns=len(CERTAINTIES))
    figure.set_label(_finding(tested, reference))
    offer_data(figure, _drawn(tested))
    plt.close(figure)
    return figure


def _drawn(tested: list[Comparison]) -> pd.DataFrame:
    """Return the differences that are drawn, one row a variant."""
    columns = ["first", "second", "difference", "low", "high", "p", "beyond_chance"]
    rows = [{name: getattr(one, name) for name in columns} for one in tested]
    return pd.DataFrame(rows).rename(columns={"first": "variant", "second": "less"})


def _finding(tested: list[Comparison], reference: str) -> str:
    """Return how many changes do worse and better beyond chance, and which differs most."""
    worse, better = (
        sum(each.verdict == verdict for each in tested)
        for verdict in (Verdict.WORSE, Verdict.BETTER)
    )
    most = max(tested, key=lambda each: abs(each.difference))
    return (
        f"Of {len(tested)} networks beside {labeled(reference)}, {worse} read worse beyond chance, "
        f"{better} better and {len(tested) - worse - better} within noise; farthest off is "
        f"{labeled(most.first)}, by {points(most.difference)} points, {most.verdict}."
    )
