"""A pen on a frame like those of NIST Special Database 19: white ink, black paper."""

import math

import numpy as np
from PIL import Image, ImageDraw

from emnist_lab.datasets.synthesise.strokes import Glyph

FRAME_PX = 128
# Spread of sizes and pens, fitted so that stroke width and blur match EMNIST's on average.
MEAN_LOG_LENGTH = math.log(51.0)  # of the longer side, in pixels of the frame
LOG_LENGTH_SPREAD = 0.30
LENGTH_RANGE_PX = (20.0, 112.0)
MEAN_LOG_PEN = math.log(6.7)
LOG_PEN_SPREAD = 0.19
PEN_RANGE_PX = (2.2, 14.0)
WIDEST_PEN = 0.24  # part of the longer side; a wider one closes every loop


def draw_frame(
    points: np.ndarray, glyph: Glyph, usual_length: float, rng: np.random.Generator
) -> Image.Image:
    """Draw a written character in the middle of an empty frame.

    Parameters
    ----------
    points : ndarray, (m, 2)
        Points of all strokes in any unit, y downward.
    glyph : Glyph
        Says where strokes begin and end.
    usual_length : float
        Natural logarithm of the character's usual longer side, relative to the average: an M
        is larger than an i. The pen is the same for both.
    rng : numpy.random.Generator
        Source of size and pen.

    Returns
    -------
    PIL.Image.Image
        Mode "L", 128 x 128, ink 255 on 0.
    """
    length_draw, pen_draw = rng.standard_normal(2).tolist()
    low, high = points.min(0), points.max(0)
    length = math.exp(MEAN_LOG_LENGTH + usual_length + LOG_LENGTH_SPREAD * length_draw)
    length = _clip(length, *LENGTH_RANGE_PX)
    thinnest, thickest = PEN_RANGE_PX
    pen = math.exp(MEAN_LOG_PEN + LOG_PEN_SPREAD * pen_draw)
    pen = _clip(pen, thinnest, min(thickest, WIDEST_PEN * length))
    scale = length / max((high - low).max(), 1e-3)
    placed = (points - (low + high) / 2) * scale + FRAME_PX / 2
    return _ink(placed, glyph, pen)


def _ink(points: np.ndarray, glyph: Glyph, pen: float) -> Image.Image:
    frame = Image.new("L", (FRAME_PX, FRAME_PX), 0)
    draw = ImageDraw.Draw(frame)
    xy = points.ravel().tolist()
    for first, last in glyph.pieces:
        draw.line(xy[2 * first : 2 * last], fill=255, width=max(2, round(pen)))
        # A round pen: Pillow's lines end flat and leave notches at corners.
        for i in (first, last - 1):
            x, y = xy[2 * i], xy[2 * i + 1]
            draw.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), fill=255)
    return frame


def _clip(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
