"""Draw accuracy against time as a small SVG in a page, with a point's values where one hovers."""

import math
from html import escape
from typing import Any

from markupsafe import Markup

from emnist_lab.evidence.verdict import OF_STUDY
from emnist_lab.figures import numbers
from emnist_lab.figures.labels import labeled
from emnist_lab.reporting.values import Figure

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 56, 14, 34, 48
# So far below the best, in shares, a picture of the best still tells them apart.
DEPTH = 0.16
# Names closer than this, across and down, would touch.
ROOM = (260, 22)
# How wide a letter of a name is.
LETTER = 9
_TIME_TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200)


def hover_chart(points: list[dict[str, Any]]) -> Markup:
    """Return the models within 16 points of the best as a picture, on one line of Markdown.

    Each point tells its values in the picture's top line while one hovers over or focuses it.

    Parameters
    ----------
    points : list of dict
        Each with `name`, `test_acc` and `latency_ms` (figures), `test_interval` (a pair of these)
        and `kind`: `chosen`, `ranked` (trained like the chosen one), or `apart`.

    Returns
    -------
    markupsafe.Markup
        Raw HTML for Pandoc, drawn in `currentColor` and the classes of `report/page.css`; empty
        where there are no points.
    """
    best = max((point["test_acc"] for point in points), default=0.0)
    shown = [point for point in points if point["test_acc"] >= best - DEPTH]
    if not shown:
        return Markup("")
    axes = _Axes(shown)
    # The chosen one comes last, on top of the others.
    order = {"apart": 0, "ranked": 1, "chosen": 2}
    drawn = [
        axes.frame(),
        *(_point(p, axes) for p in sorted(shown, key=lambda p: order[p["kind"]])),
    ]
    drawn += _names(shown, axes)
    chosen = next((p for p in shown if p["kind"] == "chosen"), shown[0])
    label = f"{_told(chosen)}. {len(shown)} models by the time for one image and test accuracy."
    svg = (
        f'<svg class="hover-chart" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="group" aria-label="{escape(label)}">{"".join(drawn)}</svg>'
    )
    return Markup(f"`{svg.replace('`', '&#96;')}`{{=html}}")


class _Axes:
    """Where a time and an accuracy stand: time by its logarithm, both with a little room around."""

    def __init__(self, points: list[dict[str, Any]]):
        times = [point["latency_ms"] for point in points]
        self.first, self.last = min(times) / 1.3, max(times) * 1.3
        ends = [end for point in points for end in point["test_interval"]]
        self.low, self.high = min(ends) - 0.005, max(ends) + 0.005

    def x(self, time: float) -> float:
        """Return how far to the right a time in ms stands."""
        share = math.log(time / self.first) / math.log(self.last / self.first)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, accuracy: float) -> float:
        """Return how far down an accuracy stands."""
        share = (accuracy - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def frame(self) -> str:
        """Return the grid, its numbers and the names of the axes."""
        step = 0.05 if self.high - self.low > 0.1 else 0.02
        levels = [k * step for k in range(math.ceil(self.low / step), int(self.high / step) + 1)]
        parts = []
        for level in levels:
            y = self.y(level)
            parts.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
            parts.append(
                f'<text x="{LEFT - 8}" y="{y + 5:.1f}" class="end">{100 * level:.0f}</text>'
            )
        for time in (time for time in _TIME_TICKS if self.first <= time <= self.last):
            x = self.x(time)
            parts.append(f'<path class="grid" d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}"/>')
            parts.append(
                f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 20}" class="middle">{time:g}</text>'
            )
        middle = (LEFT + WIDTH - RIGHT) / 2
        parts.append(
            f'<text x="{middle:.0f}" y="{HEIGHT - 6}" class="middle">'
            "time for one image (ms), faster to the left</text>"
        )
        parts.append(f'<text x="4" y="{TOP - 16}" class="axis">test accuracy (%)</text>')
        return "".join(parts)


def _names(points: list[dict[str, Any]], axes: _Axes) -> list[str]:
    """Return the names of the ranked models beside their points, the choice's first, where free."""
    named: list[str] = []
    taken: list[tuple[float, float]] = []
    ranked = (point for point in points if point["kind"] != "apart")
    for point in sorted(ranked, key=lambda point: point["kind"] != "chosen"):
        x, y = axes.x(point["latency_ms"]), axes.y(point["test_acc"])
        if any(abs(x - other) < ROOM[0] and abs(y - above) < ROOM[1] for other, above in taken):
            continue
        taken.append((x, y))
        # Beside the point the variant alone is told from others; all of it is told on top.
        name = labeled(point["name"].partition(OF_STUDY)[0])
        fits = x + 12 + LETTER * len(name) < WIDTH
        place = f'x="{x + 12:.1f}" class="name"' if fits else f'x="{x - 12:.1f}" class="end name"'
        named.append(f'<text {place} y="{y - 8:.1f}">{escape(name)}</text>')
    return named


def _point(point: dict[str, Any], axes: _Axes) -> str:
    x, y = axes.x(point["latency_ms"]), axes.y(point["test_acc"])
    high, low = (axes.y(end) for end in reversed(point["test_interval"]))
    told = escape(_told(point))
    return (
        f'<g class="point {point["kind"]}" tabindex="0" role="img" aria-label="{told}">'
        f'<path class="interval" d="M{x:.1f} {high:.1f}V{low:.1f}"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{4 if point["kind"] == "apart" else 7}"/>'
        f'<text class="told" x="{WIDTH - RIGHT}" y="{TOP - 16}">{told}</text></g>'
    )


def _told(point: dict[str, Any]) -> str:
    accuracy: Figure = point["test_acc"]
    return (
        f"{labeled(point['name'])}: {numbers.percent(accuracy)} "
        f"({numbers.percent_range(*point['test_interval'])}), "
        f"{numbers.milliseconds(point['latency_ms'])}"
    )
