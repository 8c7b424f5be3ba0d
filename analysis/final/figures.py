"""Reliability: how often a model is right, against how often it says it is."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.final.calibration import expected_calibration_error, overconfidence
from emnist_lab.figures.csv_data import offer_data
from emnist_lab.figures.numbers import percent, percent_number
from emnist_lab.figures.theme import WIDTH


def plot_reliability(bins: pd.DataFrame) -> Figure:
    """Draw accuracy against confidence, and how the images are spread over confidences.

    Parameters
    ----------
    bins : pandas.DataFrame
        One row a bin of confidence (`analysis.final.calibration.reliability`).

    Returns
    -------
    matplotlib.figure.Figure
        Left the reliability diagram with 95 % Wilson intervals and the diagonal of a model that is
        right as often as it says; right a histogram of images by confidence.
    """
    figure, (diagram, histogram) = plt.subplots(
        1, 2, figsize=(WIDTH, 3.3), layout="constrained", width_ratios=(1, 1)
    )
    blue, orange = sns.color_palette()[:2]
    _draw_diagram(diagram, bins, blue)
    share = 100 * bins["images"] / bins["images"].sum()
    middles, widths = (bins["above"] + bins["up_to"]) / 2, bins["up_to"] - bins["above"]
    histogram.bar(100 * middles, share, width=95 * widths, color=orange, linewidth=0)
    histogram.set_ylabel("images (%)")
    histogram.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    for axes in (diagram, histogram):
        axes.set_xlim(0, 101)
        axes.set_xticks(np.arange(0, 101, 20))
        axes.set_xlabel("probability of the guess (%)")
    figure.set_label(_finding(bins))
    offer_data(figure, bins)
    plt.close(figure)
    return figure


def _finding(bins: pd.DataFrame) -> str:
    """Return how sure the model is on average, how often it is right, and the mean distance."""
    images, excess = bins["images"], overconfidence(bins)
    right = (bins["accuracy"] * images).sum() / images.sum()
    return (
        f"The model gives its guesses {percent(right + excess)} on average and is right in "
        f"{percent(right)}, so that it claims {percent_number(abs(excess))} points too "
        f"{'much' if excess > 0 else 'little'}; its expected calibration error is "
        f"{percent_number(expected_calibration_error(bins))} points."
    )


def _draw_diagram(axes: Axes, bins: pd.DataFrame, color: tuple[float, ...]) -> None:
    axes.plot((0, 100), (0, 100), "--", color="0.5", linewidth=1, label="as often as it says")
    below, above = bins["accuracy"] - bins["low"], bins["high"] - bins["accuracy"]
    axes.errorbar(
        100 * bins["confidence"],
        100 * bins["accuracy"],
        yerr=100 * np.array([below, above]),
        fmt="o-",
        color=color,
        markersize=5,
        elinewidth=1,
        label="this model",
    )
    axes.set_ylim(0, 101)
    axes.set_ylabel("read correctly (%)")
    axes.legend(loc="upper left", frameon=False)
