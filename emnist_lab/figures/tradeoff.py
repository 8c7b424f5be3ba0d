"""Accuracy against what it costs: the time for one image, and the model's size."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import Locator, LogLocator, MaxNLocator, NullFormatter

from emnist_lab.evidence.statistics import best_on_validation, ranked_on_validation
from emnist_lab.figures.absent import nothing_trained
from emnist_lab.figures.csv_data import offer_data
from emnist_lab.figures.direct_labels import label_points
from emnist_lab.figures.labels import labeled
from emnist_lab.figures.numbers import NO_BREAK, milliseconds, percent, times
from emnist_lab.figures.theme import ACCENT, OTHERS, SLIDE_SIZE, WIDTH, slide_style

COSTS = {
    "latency_ms": "time for one image (ms)",
    "parameters": "parameters (million)",
}
# Ratios of the largest to the smallest cost: below the first too few of 1, 2, 5, 10 lie between
# them; beyond the second the labels between powers of ten would touch.
SPARSE, CROWDED = 8, 100
# Points of accuracy below the best that an axis shows: what reads less is no candidate, and would
# press those that are into a corner.
DEPTH = 20
# Times that each training took by itself may double by what else the machine did.
TELLING_RATIO = 2


def plot_tradeoff(summary: pd.DataFrame, slide: bool = False) -> Figure:
    """Draw test accuracy against single-image latency and against parameters.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a variant (`emnist_lab.evidence.summary.variant_summary`); those without a
        completed trial are left out.
    slide : bool
        Whether to draw it for a slide: against latency alone, in larger letters.

    Returns
    -------
    matplotlib.figure.Figure
        Points with their 95 % Wilson interval and their names beside them, the choice of validation
        set off; those that a time limit ended, and at the lower edge those that read far less than
        the best, are hollow. Both costs on logarithmic axes.
    """
    shown = summary[summary["completed"] > 0]
    if shown.empty:
        return nothing_trained()
    if slide:
        with slide_style():
            figure, axes = plt.subplots(figsize=SLIDE_SIZE, layout="constrained")
            _draw_panels(shown, [axes], ["latency_ms"])
    else:
        figure, panels = plt.subplots(
            1, len(COSTS), figsize=(WIDTH, 3.6), sharey=True, layout="constrained"
        )
        _draw_panels(shown, panels, list(COSTS))
    figure.set_label(_finding(shown))
    columns = ["val_acc", "test_acc", "test_low", "test_high", *COSTS]
    offer_data(figure, shown[columns].rename_axis("variant").reset_index())
    plt.close(figure)
    return figure


def _draw_panels(shown: pd.DataFrame, panels: Sequence[Axes], costs: list[str]) -> None:
    best = best_on_validation(shown)
    for cost, axes in zip(costs, panels, strict=True):
        logarithmic_axis(axes, shown[cost] / _unit(cost))
        axes.set_xlabel(COSTS[cost])
    accuracy_axis(panels[0], shown, "test_acc")
    panels[0].set_ylabel("test accuracy (%)")
    for cost, axes in zip(costs, panels, strict=True):
        for variant, row in shown.iterrows():
            _draw_point(axes, row, row[cost] / _unit(cost), variant == best)
    order = shown.assign(first=shown.index == best).sort_values(
        ["first", "test_acc"], ascending=False
    )
    for cost, axes in zip(costs, panels, strict=True):
        costs_of = order[cost] / _unit(cost)
        named = [
            (costs_of[name], max(100 * row["test_acc"], axes.get_ylim()[0]), labeled(str(name)))
            for name, row in order.iterrows()
        ]
        label_points(axes, named, first=int(best is not None))


def _finding(shown: pd.DataFrame) -> str:
    """Return what validation puts first and second, with their figures; empty for fewer."""
    ranked = ranked_on_validation(shown)
    if len(ranked) < 2:
        return ""
    first, second = shown.loc[ranked[0]], shown.loc[ranked[1]]
    apart = first["test_low"] > second["test_high"] or second["test_low"] > first["test_high"]
    return (
        f"{labeled(ranked[0])}, first of {len(ranked)} on validation, reads "
        f"{percent(first['test_acc'])} of the test images at {milliseconds(first['latency_ms'])}; "
        f"{labeled(ranked[1])}, the second, {_beside(second, first)}, "
        f"and their 95{NO_BREAK}% intervals {'lie apart' if apart else 'overlap'}."
    )


def _beside(row: pd.Series, first: pd.Series) -> str:
    accuracy = percent(row["test_acc"])
    ratio = row["latency_ms"] / first["latency_ms"]
    if row["device"] == first["device"] and ratio >= TELLING_RATIO:
        return f"needs {times(ratio)} as long for {accuracy}"
    if row["device"] == first["device"] and ratio <= 1 / TELLING_RATIO:
        return f"reads {accuracy} in {percent(ratio)} of that time"
    return f"reads {accuracy} at {milliseconds(row['latency_ms'])}"


def accuracy_axis(axes: Axes, shown: pd.DataFrame, accuracy: str) -> None:
    """Give a vertical axis the accuracies of the candidates, in percent, and no farther down.

    Parameters
    ----------
    shown : pandas.DataFrame
        One row a model: `test_low` and `test_high`, and the accuracy (shares).
    """
    if shown.empty:
        return
    floor = 100 * shown[accuracy].max() - DEPTH
    lows = 100 * shown[[accuracy, "test_low"]].min(axis=1)
    top = 100 * shown[[accuracy, "test_high"]].max().max()
    bottom = max(lows.min(), floor)
    room = 0.06 * max(top - bottom, 1)
    # Twice as much above, where the names of the best stand.
    axes.set_ylim(bottom - room, min(top + 2 * room, 100))
    axes.yaxis.set_major_locator(MaxNLocator(6))


def _draw_point(axes: Axes, row: pd.Series, cost: float, best: bool) -> None:
    color = ACCENT if best else OTHERS
    bottom = axes.get_ylim()[0]
    if 100 * row["test_acc"] < bottom:
        axes.plot(cost, bottom, "v", mfc="white", mec=color, ms=6, zorder=3)
        return
    ends = 100 * np.array(
        [[row["test_acc"] - row["test_low"]], [row["test_high"] - row["test_acc"]]]
    )
    axes.errorbar(
        cost,
        100 * row["test_acc"],
        yerr=ends.reshape(2, 1),
        marker="o",
        color=color,
        markerfacecolor="white" if row["out_of_time"] else color,
        markersize=8 if best else 6,
        elinewidth=1,
        zorder=3 if best else 2,
    )


def logarithmic_axis(axes: Axes, values: pd.Series) -> None:
    """Give a horizontal axis a logarithmic scale that fits values, with legible ticks."""
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_formatter(NullFormatter())
    if len(values):
        ratio = values.max() / values.min()
        axes.xaxis.set_major_locator(_ticks(ratio))
        margin = max(np.sqrt(ratio), 2) ** 0.25
        axes.set_xlim(values.min() / margin, values.max() * margin)


def _ticks(ratio: float) -> Locator:
    """Return where ticks stand legibly for this ratio of the largest to the smallest cost."""
    if ratio < SPARSE:
        return MaxNLocator(5)
    return LogLocator(subs=(1, 2, 5) if ratio < CROWDED else (1,))


def _unit(cost: str) -> float:
    return 1e6 if cost == "parameters" else 1.0
