"""One look for every figure, legible on paper and on a slide."""

from collections.abc import Iterable

import seaborn as sns
from matplotlib.artist import Artist
from matplotlib.figure import Figure

# Inches; on an A4 page a figure shrinks to nine tenths of this, on a slide it grows by half.
WIDTH = 7.2
DOTS_PER_INCH = 200
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "*")


def set_theme() -> None:
    """Set the theme of all figures that follow, in colors that color-blind readers tell apart."""
    sns.set_theme(
        context="paper",
        style="whitegrid",
        palette="colorblind",
        rc={
            "figure.dpi": DOTS_PER_INCH,
            "font.size": 10,
            "axes.titlesize": 10,
            "axes.labelsize": 10,
            "xtick.labelsize": 9,
            "ytick.labelsize": 9,
            "legend.fontsize": 9,
            "axes.edgecolor": "0.6",
            "grid.color": "0.9",
            "lines.linewidth": 1.6,
        },
    )


def legend_below(
    figure: Figure, handles: Iterable[Artist], labels: Iterable[str], columns: int
) -> None:
    """Put one legend for all panels below them, so many entries side by side."""
    figure.legend(handles, labels, loc="outside lower center", ncols=columns, frameon=False)
