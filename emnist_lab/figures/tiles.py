"""Images of one size side by side on one canvas, as figures show them."""

from typing import Protocol

import numpy as np

PAPER = 255
# Pixels between two images.
GAP = 2


class Kind(Protocol):
    """Images of one size: a data set, or what a user holds of any."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Height and width of an image, and 3 if it is in color."""

    @property
    def light_on_dark(self) -> bool:
        """Whether light strokes are shown as ink on paper."""


def blank_canvas(kind: Kind, height: int, width: int) -> np.ndarray:
    """Return a white canvas for images of a kind, uint8 (height, width) or with colors."""
    return np.full((height, width, *kind.shape[2:]), PAPER, np.uint8)


def place_images(canvas: np.ndarray, kind: Kind, images: np.ndarray, top: int, left: int) -> None:
    """Put images of a kind on a canvas, in a line from left to right.

    Parameters
    ----------
    canvas : ndarray of uint8
        From `blank_canvas`; it is written to.
    kind : Kind
        Their size, and whether light strokes are shown as ink on paper.
    images : ndarray of uint8, (n, side, side) or (n, side, side, 3)
        The images.
    top, left : int
        Where the first one begins, in pixels.
    """
    side = kind.shape[0]
    for number, image in enumerate(images):
        x = left + number * (side + GAP)
        canvas[top : top + side, x : x + side] = PAPER - image if kind.light_on_dark else image
