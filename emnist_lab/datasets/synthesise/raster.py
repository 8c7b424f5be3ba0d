"""A pen on a frame like those of NIST Special Database 19: white ink, black paper."""

import math

import numpy as np
from PIL import Image, ImageDraw

from emnist_lab.datasets.synthesise.strokes import Glyph

FRAME_PX = 128
MEAN_LOG_HEIGHT = math.log(38.0)  # of the longer side, in pixels of the frame
LOG_HEIGHT_SPREAD = 0.22
HEIGHT_RANGE_PX = (20.0, 84.0)
MEAN_LOG_PEN = math.log(5.2)
LOG_PEN_SPREAD = 0.27
PEN_RANGE_PX = (2.2, 12.0)
WIDEST_PEN = 0.24  # part of the longer side; a wider one closes every loop


def draw_frame(
    points: np.ndarray, glyph: Glyph, usual_pen: float, rng: np.random.Generator
) -> Image.Image:
    """Draw a written character in the middle of an empty frame.

    Parameters
    ----------
    points : ndarray, (m, 2)
        Points of all strokes in any unit, y downward.
    glyph : Glyph
        Says where strokes begin and end.
    usual_pen : float
        Natural logarithm of the character's usual pen thickness, relative to the average.
    rng : numpy.random.Generator
        Source of size and pen.

    Returns
    -------
    PIL.Image.Image
        Mode "L", 128 x 128, ink 255 on 0.
    """
    size_draw, pen_draw = rng.standard_normal(2).tolist()
    low, high = points.min(0), points.max(0)
    side = _clip(math.exp(MEAN_LOG_HEIGHT + LOG_HEIGHT_SPREAD * size_draw), *HEIGHT_RANGE_PX)
    thinnest, thickest = PEN_RANGE_PX
    pen = math.exp(MEAN_LOG_PEN + usual_pen + LOG_PEN_SPREAD * pen_draw)
    pen = _clip(pen, thinnest, min(thickest, WIDEST_PEN * side))
    scale = side / max((high - low).max(), 1e-3)
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
