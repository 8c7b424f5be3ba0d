"""One look for every figure, legible on paper and on a slide."""

import seaborn as sns
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


def legend_below(figure: Figure, columns: int) -> None:
    """Put one legend of what any panel labels below them all, so many entries side by side."""
    named = {
        label: handle
        for axes in figure.axes
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True)
    }
    figure.legend(
        named.values(), named.keys(), loc="outside lower center", ncols=columns, frameon=False
    )
