"""Images of one size side by side on one canvas, as figures show them."""

import numpy as np

PAPER = 255
# Pixels between two images.
GAP = 2


def blank_canvas(height: int, width: int, colors: tuple[int, ...]) -> np.ndarray:
    """Return a white canvas, uint8 (height, width, *colors), where `colors` is (3,) or ()."""
    return np.full((height, width, *colors), PAPER, np.uint8)


def as_ink(images: np.ndarray, light_on_dark: bool) -> np.ndarray:
    """Return uint8 images with their strokes dark, as on paper."""
    return PAPER - images if light_on_dark else images


def place_images(canvas: np.ndarray, images: np.ndarray, top: int, left: int) -> None:
    """Put images on a canvas, in a line from left to right.

    Parameters
    ----------
    canvas : ndarray of uint8
        From `blank_canvas`; it is written to.
    images : ndarray of uint8, (n, side, side) or (n, side, side, 3)
        The images.
    top, left : int
        Where the first one begins, in pixels.
    """
    for number, image in enumerate(images):
        side = len(image)
        x = left + number * (side + GAP)
        canvas[top : top + side, x : x + side] = image
