"""Accuracy against what it costs: the time for one image, and the model's size."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import Locator, LogLocator, MaxNLocator, NullFormatter

from emnist_lab.figures.absent import nothing_trained
from emnist_lab.figures.labels import labeled
from emnist_lab.figures.theme import MARKERS, WIDTH, legend_below

COSTS = {
    "latency_ms": "time for one image (ms)",
    "parameters": "parameters (million)",
}
LEGEND_COLUMNS = 3
# Ratios of the largest to the smallest cost: below the first too few of 1, 2, 5, 10 lie between
# them; beyond the second the labels between powers of ten would touch.
SPARSE, CROWDED = 8, 100


def plot_tradeoff(summary: pd.DataFrame) -> Figure:
    """Draw test accuracy against single-image latency and against parameters.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a variant (`emnist_lab.evidence.summary.variant_summary`); those without a
        completed trial are left out.

    Returns
    -------
    matplotlib.figure.Figure
        Points with their 95 % Wilson interval; both costs on logarithmic axes.
    """
    shown = summary[summary["completed"] > 0]
    if shown.empty:
        return nothing_trained()
    figure, panels = plt.subplots(
        1, len(COSTS), figsize=(WIDTH, 3.9), sharey=True, layout="constrained"
    )
    for (cost, label), axes in zip(COSTS.items(), panels, strict=True):
        _draw_points(axes, shown, cost)
        logarithmic_axis(axes, shown[cost] / _unit(cost))
        axes.set_xlabel(label)
    panels[0].set_ylabel("test accuracy (%)")
    legend_below(figure, columns=LEGEND_COLUMNS)
    plt.close(figure)
    return figure


def _draw_points(axes: Axes, shown: pd.DataFrame, cost: str) -> None:
    colors = sns.color_palette(n_colors=max(len(shown), 1))
    for number, (variant, row) in enumerate(shown.iterrows()):
        below, above = row["test_acc"] - row["test_low"], row["test_high"] - row["test_acc"]
        axes.errorbar(
            row[cost] / _unit(cost),
            100 * row["test_acc"],
            yerr=[[100 * below], [100 * above]],
            marker=MARKERS[number % len(MARKERS)],
            color=colors[number],
            markersize=8,
            elinewidth=1,
            linestyle="none",
            label=labeled(str(variant)),
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
