"""Pictures of the data: what the classes look like, and how many images each has."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emnist_lab.datasets.load import Split
from emnist_lab.figures.absent import images_elsewhere
from emnist_lab.figures.csv_data import offer_data
from emnist_lab.figures.numbers import count
from emnist_lab.figures.own_images import (
    Arrays,
    ClassCounts,
    LabeledImages,
    class_counts,
    labeled_images,
)
from emnist_lab.figures.theme import WIDTH
from emnist_lab.figures.tiles import GAP, as_ink, blank_canvas, place_images

# A split shows so many lines of images below each of its characters, so wide.
CLASS_LINES, CLASS_LINE_TILES = 3, 32
MOST_CLASSES_IN_ROW = 62
FIGURE_SPACE = "\u2007"


def plot_class_examples(
    split: Split | Arrays, per_class: int = 9, columns: int = 3, seed: int = 0
) -> Figure:
    """Draw examples of every class of a split, a line of images a class.

    Parameters
    ----------
    split : Split, or (images, labels)
        The data; examples come from a split's training images. Images uint8 (n, side, side) or
        (n, side, side, 3), labels (n,) the numbers of the classes.
    per_class : int
        Images of each class; a class with fewer shows all it has.
    columns : int
        Columns that the classes fill, one below the other.
    seed : int
        Decides which images are shown.

    Returns
    -------
    matplotlib.figure.Figure
        Dark ink on white, the class's character before each line.
    """
    if isinstance(split, Split) and not split.origin.has_images:
        return images_elsewhere()
    shown = labeled_images(split)
    tile = shown.side + GAP
    lines = -(-len(shown.classes) // columns)
    # The name, its images, and a tile of space.
    column_width = tile * (1 + per_class + 1)
    canvas = blank_canvas(lines * tile, columns * column_width - tile, shown.colors)
    figure = plt.figure(figsize=(WIDTH, WIDTH * canvas.shape[0] / canvas.shape[1]))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    chosen = _examples(shown, per_class, seed)
    for label, character in enumerate(shown.classes):
        top, left = label % lines * tile, label // lines * column_width
        place_images(canvas, chosen[label], top, left + tile)
        axes.text(left + tile / 2, top + tile / 2, character, ha="center", va="center")
    axes.imshow(canvas, cmap="gray", vmin=0, vmax=255)
    return _closed(figure)


def plot_split_examples(splits: list[Split]) -> Figure:
    """Draw examples of every class of every split, a panel a split.

    Splits with few classes show several images of a line side by side.
    """
    if not all(split.origin.has_images for split in splits):
        return images_elsewhere()
    sheets = [_sheet(split) for split in splits]
    heights = [canvas.shape[0] for canvas, _ in sheets]
    scale = WIDTH / max(canvas.shape[1] for canvas, _ in sheets)
    figure, panels = plt.subplots(
        len(splits),
        figsize=(WIDTH, sum(heights) * scale + 0.32 * len(splits)),
        height_ratios=heights,
        layout="constrained",
        squeeze=False,
    )
    for split, (canvas, names), axes in zip(splits, sheets, panels[:, 0], strict=True):
        axes.imshow(canvas, cmap="gray", vmin=0, vmax=255)
        for character, x, y in names:
            axes.text(x, y, character, ha="center", va="center", fontsize=8)
        axes.set_title(f"{split.name}, {len(split.classes)} classes", loc="left")
        axes.set_axis_off()
    return _closed(figure)


def class_counts_plot(splits: Sequence[Split] | Split | Mapping[str, Arrays]) -> Figure:
    """Draw how many images each class has, a panel a split, test images on top of training images.

    Parameters
    ----------
    splits : list of Split, Split, or dict
        The data; or the training and test labels, class numbers (n,), by the name of a split.

    Returns
    -------
    matplotlib.figure.Figure
        Bars by class; splits with few classes share a row.
    """
    counted = class_counts(splits)
    rows = _rows_of_panels(counted)
    figure = plt.figure(figsize=(WIDTH, 1.35 * len(rows) + 0.2), layout="constrained")
    for row, band in zip(rows, figure.subfigures(len(rows), squeeze=False)[:, 0], strict=True):
        widths = [len(counts.classes) for counts in row]
        panels = band.subplots(1, len(row), width_ratios=widths, squeeze=False)[0]
        for counts, axes in zip(row, panels, strict=True):
            _count_bars(counts, axes)
        panels[0].set_ylabel("images")
        # Labels of one width, so that the panels of all rows begin below each other.
        panels[0].yaxis.set_major_formatter(f"{{x:{FIGURE_SPACE}>6,.0f}}")
    figure.axes[0].legend(loc="upper right", ncols=2, bbox_to_anchor=(1, 1.3), frameon=False)
    figure.set_label(_finding(counted))
    offer_data(figure, pd.concat(map(_counts_frame, counted)))
    return _closed(figure)


def _finding(splits: list[ClassCounts]) -> str:
    """Return between what the images of a class range in each split; empty without a split."""
    said = []
    for split in splits:
        images = split.train + split.test
        least, most = images.argmin(), images.argmax()
        if images[least] == images[most]:
            said.append(f"{count(images[most])} of every class in {split.name}")
        else:
            ends = (f"{count(images[one])} of {split.classes[one]}" for one in (least, most))
            said.append(f"from {' to '.join(ends)} in {split.name}")
    return f"Images of a class: {'; '.join(said)}." if said else ""


def _counts_frame(split: ClassCounts) -> pd.DataFrame:
    counts = {"training_images": split.train, "test_images": split.test}
    return pd.DataFrame({"split": split.name, "class": split.classes, **counts})


def _count_bars(counts: ClassCounts, axes: Axes) -> None:
    positions, train, test = np.arange(len(counts.classes)), counts.train, counts.test
    blue, orange = sns.color_palette()[:2]
    axes.bar(positions, train, width=0.8, color=blue, linewidth=0, label="training")
    axes.bar(positions, test, width=0.8, bottom=train, color=orange, linewidth=0, label="test")
    axes.set_xticks(positions, counts.classes, fontsize=7)
    axes.tick_params(axis="x", pad=-2)
    axes.set_xlim(-0.7, len(counts.classes) - 0.3)
    axes.yaxis.set_major_locator(plt.MaxNLocator(3))
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.grid(visible=False, axis="x")
    axes.set_title(counts.name, loc="left")


def _rows_of_panels(splits: list[ClassCounts]) -> list[list[ClassCounts]]:
    """Fill rows with splits in order, as long as a row's classes stay legible."""
    rows: list[list[ClassCounts]] = []
    for split in splits:
        together = sum(len(other.classes) for other in rows[-1]) if rows else 0
        if rows and together + len(split.classes) <= MOST_CLASSES_IN_ROW:
            rows[-1].append(split)
        else:
            rows.append([split])
    return rows


def _sheet(split: Split) -> tuple[np.ndarray, list[tuple[str, float, float]]]:
    """Return a canvas of images by class, and each character with its place above them."""
    lines = -(-len(split.classes) // CLASS_LINE_TILES)
    in_line = -(-len(split.classes) // lines)
    breadth = CLASS_LINE_TILES // in_line
    shown = labeled_images(split)
    chosen = _examples(shown, CLASS_LINES * breadth)
    tile = shown.side + GAP
    line_height = tile + CLASS_LINES * tile
    canvas = blank_canvas(lines * line_height, CLASS_LINE_TILES * tile, shown.colors)
    names = []
    for label, character in enumerate(split.classes):
        top, left = label // in_line * line_height, label % in_line * breadth * tile
        for number in range(CLASS_LINES):
            images = chosen[label][number * breadth : (number + 1) * breadth]
            place_images(canvas, images, top + (number + 1) * tile, left)
        names.append((character, left + breadth * tile / 2, top + tile * 0.55))
    return canvas, names


def _examples(shown: LabeledImages, per_class: int, seed: int = 0) -> list[np.ndarray]:
    """Return, class by class, some of the images as ink on paper."""
    rng = np.random.default_rng(seed)
    labels = np.asarray(shown.labels)
    chosen = []
    for label in range(len(shown.classes)):
        rows = np.flatnonzero(labels == label)
        rows = rng.choice(rows, min(per_class, len(rows)), replace=False)
        chosen.append(as_ink(np.asarray(shown.images[np.sort(rows)]), shown.light_on_dark))
    return chosen


def _closed(figure: Figure) -> Figure:
    # Otherwise a notebook shows it a second time at the end of the cell.
    plt.close(figure)
    return figure
