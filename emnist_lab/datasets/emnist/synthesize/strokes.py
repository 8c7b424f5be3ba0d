"""Turns a template's text into curves: points in, a smooth line through them out."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

POINTS_PER_SPAN = 8
ARC_CONTROLS = 10
POINTS_PER_ARC_SPAN = 5


@dataclass(frozen=True)
class Arc:
    """A part of an ellipse, in template units (0..1) and degrees, clockwise from the right."""

    center: tuple[float, float]
    radii: tuple[float, float]
    start: float
    sweep: float
    first_control: int


@dataclass(frozen=True)
class Glyph:
    """All strokes of one template, ready to be bent and drawn.

    A curve is linear in its control points, so one product `basis @ controls` gives every
    stroke at once, and `wobble @ noise` is noise in which neighbors move together. Rows of
    `controls` that belong to `arcs` are filled in when written.
    """

    controls: np.ndarray
    wobble: np.ndarray
    basis: np.ndarray
    arcs: tuple[Arc, ...]
    stroke_starts: np.ndarray
    stroke_lengths: np.ndarray
    pieces: tuple[tuple[int, int], ...]


def parse_glyph(text: str) -> Glyph:
    """Read one template.

    Strokes are separated by semicolons. A stroke is points ``x,y`` in per cent of the box, top left
    first; ``*`` after a point makes it a sharp corner. ``@cx,cy,rx,ry,start,sweep`` is a part of an
    ellipse.
    """
    # SciPy takes long to import, and only who draws needs it.
    from scipy.linalg import block_diag

    controls: list[np.ndarray] = []
    lengths: list[int] = []
    bases, arcs, pieces = [], [], []
    for stroke in text.split(";"):
        first_control = sum(len(points) for points in controls)
        if stroke.strip().startswith("@"):
            arcs.append(_parse_arc(stroke, first_control))
            points, piece_bases = (
                np.zeros((ARC_CONTROLS, 2)),
                [_catmull_rom(np.eye(ARC_CONTROLS), POINTS_PER_ARC_SPAN)],
            )
        else:
            points, corners = _parse_points(stroke)
            piece_bases = _piece_bases(corners, len(points))
        first_row = sum(lengths)
        for piece in piece_bases:
            pieces.append((first_row, first_row + len(piece)))
            first_row += len(piece)
        controls.append(points)
        bases.append(np.vstack(piece_bases))
        lengths.append(len(bases[-1]))
    return Glyph(
        controls=np.vstack(controls),
        wobble=block_diag(*(_neighbor_weights(len(points)) for points in controls)),
        basis=block_diag(*bases),
        arcs=tuple(arcs),
        stroke_starts=np.cumsum([0, *lengths[:-1]]),
        stroke_lengths=np.array(lengths),
        pieces=tuple(pieces),
    )


def _parse_arc(stroke: str, first_control: int) -> Arc:
    cx, cy, rx, ry, start, sweep = (float(value) for value in stroke.strip()[1:].split(","))
    return Arc((cx / 100, cy / 100), (rx / 100, ry / 100), start, sweep, first_control)


def _parse_points(stroke: str) -> tuple[np.ndarray, list[int]]:
    """Return points in 0..1 and the indices at which a smooth piece begins or ends."""
    words = stroke.split()
    points = np.array([[float(v) for v in word.rstrip("*").split(",")] for word in words]) / 100
    sharp = [i for i in range(1, len(words) - 1) if words[i].endswith("*")]
    return points, [0, *sharp, len(words) - 1]


def _piece_bases(corners: list[int], controls: int) -> list[np.ndarray]:
    identity = np.eye(controls)
    return [
        _catmull_rom(identity[first : last + 1], POINTS_PER_SPAN)
        for first, last in pairwise(corners)
    ]


def _neighbor_weights(controls: int) -> np.ndarray:
    """Half of each neighbor's noise added to one's own, of unit variance."""
    index = np.arange(controls)
    weights = np.maximum(1 - 0.5 * np.abs(index[:, None] - index), 0)
    return weights / np.linalg.norm(weights, axis=1, keepdims=True)


def _catmull_rom(controls: np.ndarray, points_per_span: int) -> np.ndarray:
    """Return a smooth curve through n control points, ((n - 1) * points_per_span + 1, d).

    E. Catmull and R. Rom, "A class of local interpolating splines", 1974 (uniform form).
    """
    before, after = 2 * controls[0] - controls[1], 2 * controls[-1] - controls[-2]
    padded = np.vstack([before, controls, after])
    a, b, c, d = (padded[i : len(padded) - 3 + i, None, :] for i in range(4))
    t = np.linspace(0, 1, points_per_span, endpoint=False)[None, :, None]
    curve = b + 0.5 * (
        (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * (b - c) + d - a) * t**3
    )
    return np.vstack([curve.reshape(-1, controls.shape[1]), controls[-1:]])
