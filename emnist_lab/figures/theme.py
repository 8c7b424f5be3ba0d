"""One look for every figure, legible on paper and on a slide."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import matplotlib.pyplot as plt
import seaborn as sns
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import Markdown
from matplotlib.figure import Figure
from matplotlib_inline.backend_inline import set_matplotlib_formats

from emnist_lab.figures.csv_data import data_of, table_csv
from emnist_lab.figures.findings import ALT, CSV, PNG
from emnist_lab.figures.tables import Table

# Inches; on an A4 page a figure shrinks to nine tenths of this.
WIDTH = 7.2
# Inches of a slide's picture. On a slide of 1280 by 720 it is SLIDE_HEIGHT pixels high
# (report/slides.css), so that a letter of nine tenths of SLIDE_FONT points has 18 pixels.
SLIDE_SIZE = (12.0, 5.2)
SLIDE_HEIGHT = 480
SLIDE_FONT = 16
DOTS_PER_INCH = 200
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "*")
# After Okabe and Ito, whom color-blind readers tell apart, as light or dark as it takes to stand
# out by 3 to 1 from white paper and from a dark page.
PALETTE = ("#1f78b4", "#d55e00", "#008f68", "#b5578f", "#98700f", "#6f6fc9", "#c0504d", "#5b8c3a")
# matplotlib brings the first along; the second is as wide, where a reader of SVG lacks it.
FONTS = ["DejaVu Sans", "Verdana", "sans-serif"]
# The message of a figure, what it is held against, and all the rest.
ACCENT, RIVAL, OTHERS = PALETTE[0], PALETTE[1], "#7f7f7f"


def set_theme() -> None:
    """Set the theme of all figures that follow, in colors that color-blind readers tell apart.

    A notebook shows each as PNG and as SVG: pages and PDF take the latter. Beside a figure and a
    table it notes their data as CSV.
    """
    sns.set_theme(
        context="paper",
        style="whitegrid",
        palette=list(PALETTE),
        rc={"figure.dpi": DOTS_PER_INCH, "axes.edgecolor": "0.6", "grid.color": "0.9"}
        | {"font.sans-serif": FONTS}
        # In SVG letters stay text, and the same figure gives the same bytes.
        | {"svg.fonttype": "none", "svg.hashsalt": "emnist_lab"}
        | _sizes(10, 1.6),
    )
    if InteractiveShell.initialized():
        set_matplotlib_formats("png", "svg")
        if shown := InteractiveShell.instance().display_formatter:
            shown.mimebundle_formatter.for_type(Figure, _beside_figure)
            shown.mimebundle_formatter.for_type(Markdown, _beside_table)


def _beside_figure(figure: Figure) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a figure's data, without the picture, which IPython draws, and what its label says."""
    finding, data = str(figure.get_label()), data_of(figure)
    return {} if data is None else {CSV: data}, {PNG: {ALT: finding}} if finding else {}


def _beside_table(shown: Markdown) -> dict[str, Any]:
    """Return the data of a table, without its text, which IPython shows."""
    return {CSV: table_csv(shown.data)} if isinstance(shown.data, Table) else {}


def for_slide(draw: Callable[..., Figure], *data: Any) -> Figure:
    """Return a figure as it is drawn of data, at the size of a slide and in its letters."""
    with slide_style():
        figure = draw(*data)
    figure.set_size_inches(SLIDE_SIZE)
    return figure


def slide_style() -> AbstractContextManager[None]:
    """Return a context in which figures are drawn for a slide: letters of 18 pixels and more."""
    return plt.rc_context(_sizes(SLIDE_FONT, 2.4))


def _sizes(font: int, line: float) -> dict[Any, float]:
    large = dict.fromkeys(("font.size", "axes.titlesize", "axes.labelsize"), font)
    small = dict.fromkeys(("xtick.labelsize", "ytick.labelsize", "legend.fontsize"), 0.95 * font)
    return {**large, **small, "lines.linewidth": line}


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
