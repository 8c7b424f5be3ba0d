"""Points that have their names beside them, in place of a legend to match."""

from collections.abc import Iterable, Sequence
from textwrap import fill
from typing import Any

from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from emnist_lab.figures.theme import ACCENT, OTHERS

# Letters; a longer name goes on below.
LONGEST_LINE = 26
# Where a name may stand from its point, in letters' heights: nearest first, then farther off.
_PLACES = [
    (side * 0.7, up * 1.15) for up in (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5) for side in (1, -1)
]


def label_points(
    axes: Axes,
    points: Iterable[tuple[float, float, str]],
    first: int = 1,
    others: Iterable[tuple[float, float]] = (),
) -> None:
    """Write the names of points beside them, as many as find a place that no other has.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Has its limits and scales already.
    points : iterable of (float, float, str)
        Where they lie, in data, and their names; the most important first.
    first : int
        So many of them are set off by color.
    others : iterable of (float, float)
        Points without names, which names leave free where they can.
    """
    figure = axes.get_figure(root=True)
    if figure is None:
        return
    figure.draw_without_rendering()
    points = list(points)
    size = float(axes.xaxis.label.get_fontsize())
    named, unnamed = (
        [_around(axes, point) for point in places]
        for places in ([(x, y) for x, y, _ in points], others)
    )
    for number, (x, y, name) in enumerate(points):
        # Rather over points without names than not at all.
        for taken in (named + unnamed, named):
            box = _place(axes, (x, y), name, size, taken, number < first)
            if box is not None:
                named.append(box)
                break


def label_ends(axes: Axes, ends: Iterable[tuple[float, str, Any]]) -> None:
    """Write names to the right of the axes, each at the height where its line ends.

    Names that would lie over each other are moved apart.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Has its limits and scales already.
    ends : iterable of (float, str, color)
        Where a line ends, in data, its name, and its color.
    """
    figure = axes.get_figure(root=True)
    if figure is None:
        return
    figure.draw_without_rendering()
    size = float(axes.xaxis.label.get_fontsize())
    frame = axes.get_window_extent()
    # Of the axes' height.
    apart = 1.3 * size * figure.dpi / 72 / frame.height
    places = sorted(
        (axes.transAxes.inverted().transform(axes.transData.transform((1, end)))[1], name, color)
        for end, name, color in ends
    )
    heights = spread_out([place for place, _, _ in places], apart)
    for height, (place, name, color) in zip(heights, places, strict=True):
        axes.annotate(
            name,
            (1, place),
            xycoords="axes fraction",
            xytext=(1.03, height),
            textcoords="axes fraction",
            va="center",
            color=color,
            fontsize=size,
            arrowprops={"arrowstyle": "-", "color": OTHERS, "lw": 0.6},
            annotation_clip=False,
        )


def spread_out(places: Sequence[float], apart: float) -> list[float]:
    """Return places in their order, each at least so far above the one before, as near as can be.

    Where they would reach beyond 1, all of them move down together.
    """
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + apart) if moved else max(place, 0.0))
    beyond = max(moved[-1] - 1, 0.0) if moved else 0.0
    return [place - beyond for place in moved]


def _around(axes: Axes, point: tuple[float, float]) -> Bbox:
    right, up = axes.transData.transform(point)
    return Bbox.from_extents(right - 4, up - 4, right + 4, up + 4)


def _place(
    axes: Axes,
    point: tuple[float, float],
    name: str,
    size: float,
    taken: list[Bbox],
    accent: bool,
) -> Bbox | None:
    """Write a name where nothing that is taken lies, and return its box, None without a place."""
    frame = axes.get_window_extent()
    for right, up in _PLACES:
        text = axes.annotate(
            fill(name, LONGEST_LINE),
            point,
            xytext=(size * right, size * up),
            textcoords="offset points",
            ha="left" if right > 0 else "right",
            va="center",
            linespacing=1.1,
            # In SVG an outline would make a path of each letter.
            bbox={"boxstyle": "square,pad=0.05", "color": "white", "alpha": 0.75, "lw": 0},
            color=ACCENT if accent else "0.25",
            fontweight="bold" if accent else "normal",
            fontsize=0.9 * size,
            arrowprops={"arrowstyle": "-", "color": OTHERS, "lw": 0.6} if abs(up) > 1.5 else None,
        )
        text.set_in_layout(False)
        box = text.get_window_extent()
        inside = frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0
        if inside and box.y1 <= frame.y1 and box.count_overlaps(taken) == 0:
            return box
        text.remove()
    return None
