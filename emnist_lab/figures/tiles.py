"""Images of a data set side by side on one canvas, as figures show them."""

import numpy as np

from emnist_lab.dataset import DataSet

PAPER = 255
# Pixels between two images.
GAP = 2


def blank_canvas(dataset: DataSet, height: int, width: int) -> np.ndarray:
    """Return a white canvas for images of a data set, uint8 (height, width) or with colours."""
    return np.full((height, width, *dataset.shape[2:]), PAPER, np.uint8)


def place_images(
    canvas: np.ndarray, dataset: DataSet, images: np.ndarray, top: int, left: int
) -> None:
    """Put images of a data set on a canvas, in a line from left to right.

    Parameters
    ----------
    canvas : ndarray of uint8
        From `blank_canvas`; it is written to.
    dataset : DataSet
        Whether light strokes are shown as ink on paper.
    images : ndarray of uint8, (n, side, side) or (n, side, side, 3)
        The images.
    top, left : int
        Where the first one begins, in pixels.
    """
    side = dataset.side
    for number, image in enumerate(images):
        x = left + number * (side + GAP)
        canvas[top : top + side, x : x + side] = PAPER - image if dataset.light_on_dark else image
