"""Which classes a model takes for which: the whole matrix, the worst pairs, each class's share."""

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import PowerNorm
from matplotlib.figure import Figure

from emnist_lab.datasets.load import Split
from emnist_lab.datasets.partition import profile_partition
from emnist_lab.figures.absent import images_elsewhere
from emnist_lab.figures.csv_data import offer_data
from emnist_lab.figures.numbers import NO_BREAK, count, percent
from emnist_lab.figures.theme import WIDTH
from emnist_lab.figures.tiles import GAP, as_ink, blank_canvas, place_images
from emnist_lab.profile import Profile
from emnist_lab.training.predictions import Predictions

# Shares of errors from here on are written into their cell; smaller ones the color tells.
SMALLEST_WRITTEN = 0.05
# Below 1, so that small shares of errors stand out from none.
COLOR_EXPONENT = 0.4
CELL_FONT_SIZE, CLASS_FONT_SIZE = 5.5, 7.5
# With fewer classes the matrix is not as wide as the page; its names take the room of a few.
FEWEST_CELLS, MARGIN_CELLS = 10, 5
EXAMPLES = 8
PAIR_COLUMNS = 2


def plot_confusion_matrix(shares: np.ndarray, classes: tuple[str, ...]) -> Figure:
    """Draw the share of each true class that is read as each class.

    Parameters
    ----------
    shares : ndarray of float, (classes, classes)
        Rows that sum to 1 (`emnist_lab.evidence.confusion.row_normalized`).

    Returns
    -------
    matplotlib.figure.Figure
        Rows are true classes; errors of 5 % of a row and more carry their number in percent.
    """
    width = WIDTH * min(1, (len(classes) + MARGIN_CELLS) / (FEWEST_CELLS + MARGIN_CELLS))
    figure, axes = plt.subplots(figsize=(width, width * 1.09), layout="constrained")
    # What never happens stays white, so that rare errors are seen.
    image = axes.imshow(
        np.ma.masked_equal(100 * shares, 0),
        cmap="mako_r",
        norm=PowerNorm(COLOR_EXPONENT, vmin=0, vmax=100),
        aspect="auto",
    )
    _write_errors(axes, shares)
    ticks = np.arange(len(classes))
    axes.set_xticks(ticks, classes, fontsize=CLASS_FONT_SIZE)
    axes.set_yticks(ticks, classes, fontsize=CLASS_FONT_SIZE)
    axes.tick_params(length=0, pad=2)
    axes.tick_params(top=True, right=True, labeltop=True, labelright=True)
    axes.set_xticks(ticks[:-1] + 0.5, minor=True)
    axes.set_yticks(ticks[:-1] + 0.5, minor=True)
    axes.tick_params(which="minor", length=0)
    axes.grid(visible=False)
    axes.grid(visible=True, which="minor", linewidth=0.3)
    axes.set_xlabel("read as")
    axes.set_ylabel("true class")
    bar = figure.colorbar(image, ax=axes, location="bottom", shrink=0.6, aspect=50, pad=0.01)
    bar.set_ticks([0, 1, 5, 10, 25, 50, 100])
    bar.set_label("share of the true class (%)")
    bar.outline.set_visible(False)
    figure.set_label(_worst_error(shares, classes))
    columns = [f"read as {name}" for name in classes]
    frame = pd.DataFrame(shares, columns=columns)
    frame.insert(0, "true class", classes)
    offer_data(figure, frame)
    plt.close(figure)
    return figure


def plot_confused_pairs(
    pairs: pd.DataFrame, predictions: Predictions, split: Split, profile: Profile
) -> Figure:
    """Draw misread images of the pairs that are taken for each other most often.

    Parameters
    ----------
    pairs : pandas.DataFrame
        The worst first (`emnist_lab.evidence.confusion.confused_pairs`).
    predictions : Predictions
        What the model made of the images; where there are several seeds, of one of them.
    profile : Profile
        Which of its test images the predictions are of.

    Returns
    -------
    matplotlib.figure.Figure
        A panel a pair: above, images of its first character that are read as the second, below the
        other way round; the images of which the model was surest come first.
    """
    if not split.origin.has_images:
        return images_elsewhere()
    rows, classes = profile_partition(split, profile, profile.seeds[0]).test, split.classes
    side = split.dataset.side
    lines = max(-(-len(pairs) // PAIR_COLUMNS), 1)
    figure, panels = plt.subplots(
        lines,
        PAIR_COLUMNS,
        figsize=(WIDTH, 1.02 * lines),
        layout="constrained",
        squeeze=False,
    )
    for axes in panels.flat:
        axes.set_axis_off()
    for axes, pair in zip(panels.flat, pairs.itertuples(), strict=False):
        directions = ((pair.first, pair.second), (pair.second, pair.first))
        canvas = blank_canvas(2 * side + GAP, EXAMPLES * (side + GAP), split.dataset.shape[2:])
        for line, (true, read) in enumerate(directions):
            images, _ = rows.take(_surest(predictions, true, read))
            ink = as_ink(images, split.dataset.light_on_dark)
            place_images(canvas, ink, line * (side + GAP), 0)
            middle = line * (side + GAP) + side / 2
            # SVG leaves out plain spaces at an end.
            label = f"{classes[true]} as {classes[read]}{2 * NO_BREAK}"
            axes.text(0, middle, label, ha="right", va="center", fontsize="medium")
        axes.imshow(canvas, cmap="gray", vmin=0, vmax=255)
        axes.set_title(_pair_title(pair), loc="left", fontsize="medium")
    figure.set_label(_worst_pair(pairs))
    offer_data(figure, pairs)
    plt.close(figure)
    return figure


def plot_class_accuracies(accuracies: pd.DataFrame) -> Figure:
    """Draw the accuracy of each class, hardest first.

    Parameters
    ----------
    accuracies : pandas.DataFrame
        One row a class (`emnist_lab.evidence.confusion.class_accuracies`).

    Returns
    -------
    matplotlib.figure.Figure
        Points with their 95 % Wilson interval; above each, the character that the class is most
        often misread as.
    """
    shown = accuracies.sort_values("accuracy", kind="stable").reset_index(drop=True)
    blue = sns.color_palette()[0]
    figure, axes = plt.subplots(figsize=(WIDTH, 3.1), layout="constrained")
    below, above = shown["accuracy"] - shown["low"], shown["high"] - shown["accuracy"]
    axes.errorbar(
        shown.index,
        100 * shown["accuracy"],
        yerr=100 * np.array([below, above]),
        fmt="o",
        color=blue,
        markersize=4,
        elinewidth=1,
    )
    top = axes.secondary_xaxis("top")
    top.set_xticks(shown.index, shown["taken_for"].fillna(""), fontsize=8)
    top.tick_params(length=0, pad=2)
    top.set_xlabel("most often misread as")
    axes.set_xticks(shown.index, shown["character"], fontsize=8)
    axes.set_xlim(-0.8, len(shown) - 0.2)
    axes.set_ylim(top=101)
    axes.tick_params(axis="x", pad=2)
    axes.grid(visible=False, axis="x")
    axes.set_xlabel("true class")
    axes.set_ylabel("accuracy (%)")
    figure.set_label(_hardest_class(shown))
    offer_data(figure, shown)
    plt.close(figure)
    return figure


def _write_errors(axes: Axes, shares: np.ndarray) -> None:
    for row, column in np.argwhere(shares >= SMALLEST_WRITTEN):
        if row != column:
            text = f"{100 * shares[row, column]:.0f}"
            dark = shares[row, column] > 0.15
            color = "white" if dark else "black"
            font = {"color": color, "fontsize": CELL_FONT_SIZE}
            axes.text(column, row, text, font, ha="center", va="center")


def _worst_error(shares: np.ndarray, classes: tuple[str, ...]) -> str:
    """Return which class is most often read as which; empty where nothing is misread."""
    errors = np.nan_to_num(shares)
    np.fill_diagonal(errors, 0)
    if not errors.any():
        return ""
    true, read = np.unravel_index(errors.argmax(), errors.shape)
    many = int((errors >= SMALLEST_WRITTEN).sum())
    return (
        f"The class misread most is {classes[true]}, of which {percent(errors.max())} are read as "
        f"{classes[read]}; {count(many)} of {count(errors.size - len(errors))} possible errors "
        f"reach {percent(SMALLEST_WRITTEN)} of their class."
    )


def _worst_pair(pairs: pd.DataFrame) -> str:
    """Return which two are most confused, and what all pairs shown make up; empty without any."""
    if pairs.empty:
        return ""
    worst = pairs.iloc[0]
    return (
        f"The pair confused most is {worst['pair']}: {count(worst['errors'])} images, "
        f"{percent(worst['share'])} of all errors; the {len(pairs)} pairs shown make up "
        f"{percent(pairs['share'].sum())}."
    )


def _hardest_class(shown: pd.DataFrame) -> str:
    """Return the classes read worst and best, of accuracies in that order; empty for fewer."""
    if len(shown) < 2:
        return ""
    hardest, easiest = shown.iloc[0], shown.iloc[-1]
    taken = hardest["taken_for"]
    misread = f", most often misread as {taken}" if isinstance(taken, str) else ""
    return (
        f"{hardest['character']} is the hardest class, {percent(hardest['accuracy'])} read right"
        f"{misread}; {easiest['character']} the easiest, {percent(easiest['accuracy'])}; half of "
        f"the classes are at {percent(shown['accuracy'].median())} or more."
    )


def _surest(predictions: Predictions, true: int, read: int) -> np.ndarray:
    """Return the positions of the images of one class that are most surely read as another."""
    found = np.flatnonzero((predictions.true == true) & (predictions.predicted == read))
    order = np.argsort(-predictions.p_predicted[found].astype(float), kind="stable")
    return found[order][:EXAMPLES]


def _pair_title(pair: Any) -> str:
    counts = f"{pair.first_as_second} + {pair.second_as_first}"
    return f"{pair.pair}: {counts} images, {percent(pair.share)} of all errors"
