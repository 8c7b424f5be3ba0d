"""The sections of a study: test accuracy of every variant, with the source's beside it."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from emnist_lab.evidence.published import published_figures
from emnist_lab.evidence.section import SectionResults
from emnist_lab.evidence.statistics import wilson_interval
from emnist_lab.figures.absent import nothing_trained
from emnist_lab.figures.csv_data import offer_data
from emnist_lab.figures.labels import labeled
from emnist_lab.figures.numbers import percent, percent_number, percent_range
from emnist_lab.figures.tables import (
    BESIDE_SOURCE,
    INTERVAL,
    TEST,
    TO_CHOICE,
    beside_source,
    figure_or_status,
    marked_difference,
    named,
    pipe_table,
    published_share,
)
from emnist_lab.figures.theme import WIDTH, legend_below

CHANGE = "what changes"
SOURCE_OFFSET = 0.3


def section_table(found: SectionResults, changes: bool = True) -> str:
    """Return the figures of a section's variants, the source's beside them.

    Parameters
    ----------
    changes : bool
        Whether a column says what each variant changes; its name may say it already.

    Returns
    -------
    str
        A pipe table, the choice of validation in bold; marks as in
        `emnist_lab.figures.tables.results_table`. A section without published figures has no
        column for them.
    """
    best = found.choice
    source = _source_figures(found)
    rows = []
    for variant, row in found.summary.iterrows():
        shown = {"variant": named(variant, best=best)}
        if changes:
            shown[CHANGE] = found.section.variant(variant).change
        shown |= {
            "validation (%)": percent_number(row["val_acc"]),
            TEST: figure_or_status(row),
            INTERVAL: percent_range(row["test_low"], row["test_high"]),
            TO_CHOICE: marked_difference(found.comparisons, variant, best),
        }
        if found.section.reference:
            theirs = source.loc[variant]
            shown |= {
                "source, validation": percent_number(theirs["val_acc"]),
                "source, test": published_share(theirs["test_acc"], theirs["test_images"]),
                BESIDE_SOURCE: beside_source(row, theirs["test_acc"], theirs["test_images"]),
            }
        rows.append(shown)
    return pipe_table(rows, left=(CHANGE, BESIDE_SOURCE))


def _source_figures(found: SectionResults) -> pd.DataFrame:
    """Return the source's figures by variant, NaN where it has none for a variant or at all."""
    columns = ["val_acc", "test_acc", "test_images"]
    if not found.section.reference:
        return pd.DataFrame(np.nan, index=found.summary.index, columns=columns)
    published = published_figures(found.section.reference).set_index("variant")
    return published[columns].reindex(found.summary.index)


def plot_sections(sections: list[SectionResults]) -> Figure:
    """Draw the test accuracies of several sections, a panel a section, the source's beside.

    Parameters
    ----------
    sections : list of SectionResults
        The sections; variants without a completed trial keep their line, empty, and sections
        without any trial are left out.

    Returns
    -------
    matplotlib.figure.Figure
        Points with 95 % Wilson intervals on a common axis; the choice of validation is filled.
    """
    sections = [found for found in sections if len(found.summary)]
    if not sections:
        return nothing_trained()
    heights = [len(found.summary) + 1 for found in sections]
    figure, panels = plt.subplots(
        len(sections),
        figsize=(WIDTH, 0.27 * sum(heights) + 0.9),
        height_ratios=heights,
        sharex=True,
        layout="constrained",
        squeeze=False,
    )
    for found, axes in zip(sections, panels[:, 0], strict=True):
        _draw_section(axes, found)
    panels[-1, 0].set_xlabel("test accuracy (%)")
    legend_below(figure, columns=3)
    figure.set_label(" ".join(filter(None, map(_finding, sections))))
    offer_data(figure, pd.concat(map(_drawn, sections)))
    plt.close(figure)
    return figure


def _finding(found: SectionResults) -> str:
    """Return what validation chooses in a section, here and in the source; empty for fewer."""
    choice = found.choice
    if choice is None or found.summary["completed"].gt(0).sum() < 2:
        return ""
    theirs = _source_figures(found).loc[choice, "test_acc"]
    beside = f", beside {percent(theirs)} in the source" if np.isfinite(theirs) else ""
    reads = percent(found.summary.loc[choice, "test_acc"])
    return (
        f"{found.section.title}: validation chooses {labeled(choice)}, which reads {reads} of the "
        f"test images{beside}."
    )


def _drawn(found: SectionResults) -> pd.DataFrame:
    """Return the figures of a section that are drawn, the source's beside ours."""
    ours = found.summary[["val_acc", "test_acc", "test_low", "test_high"]]
    source = _source_figures(found)[["test_acc", "test_images"]].add_prefix("source_")
    drawn = ours.join(source).rename_axis("variant").reset_index()
    return drawn.assign(section=found.section.title, chosen=drawn["variant"] == found.choice)


def _draw_section(axes: Axes, found: SectionResults) -> None:
    blue, orange = sns.color_palette()[:2]
    summary, published = found.summary, _source_figures(found)
    source = published["test_acc"].astype(float)
    lines = np.arange(len(summary))
    chosen = summary.index == found.choice
    _points(axes, lines, summary["test_acc"], summary[["test_low", "test_high"]], blue, "here")
    axes.plot(
        100 * summary["test_acc"][chosen],
        lines[chosen],
        "D",
        color=blue,
        markersize=9,
        label="here, the choice of validation",
    )
    known = source.notna()
    intervals = [
        wilson_interval(share, images)
        for share, images in zip(source[known], published["test_images"][known], strict=True)
    ]
    _points(axes, lines[known] + SOURCE_OFFSET, source[known], intervals, orange, "in the source")
    axes.set_yticks(lines, [labeled(variant) for variant in summary.index])
    axes.set_ylim(len(summary) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    axes.set_title(found.section.title, loc="left")


def _points(
    axes: Axes,
    lines: np.ndarray,
    shares: pd.Series,
    intervals: ArrayLike,
    color: tuple[float, ...],
    label: str,
) -> None:
    shares, ends = np.asarray(shares, dtype=float), np.asarray(intervals, dtype=float)
    axes.errorbar(
        100 * shares,
        lines,
        xerr=100 * np.abs(ends - shares[:, None]).T,
        marker="o",
        markersize=5,
        color=color,
        elinewidth=1,
        linestyle="none",
        label=label,
    )
