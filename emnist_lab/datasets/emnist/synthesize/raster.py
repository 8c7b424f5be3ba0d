"""A pen on paper, scanned like NIST Special Database 19: ink or no ink, about 45 pixels high."""

import math

import numpy as np
from PIL import Image, ImageDraw

from emnist_lab.datasets.emnist.synthesize.strokes import Glyph

# Spread of sizes and pens in pixels of NIST's scans, fitted so that stroke width, blur and size
# match EMNIST's on average.
MEAN_LOG_LENGTH = math.log(44.5)  # of the longer side
LOG_LENGTH_SPREAD = 0.29
LENGTH_RANGE_PX = (20.0, 112.0)
MEAN_LOG_PEN = math.log(5.7)
LOG_PEN_SPREAD = 0.21
PEN_RANGE_PX = (2.2, 14.0)
WIDEST_PEN = 0.24  # part of the longer side; a wider one closes every loop
OVERSAMPLING = 2


def draw_frame(
    points: np.ndarray, glyph: Glyph, usual_length: float, rng: np.random.Generator
) -> np.ndarray:
    """Draw a written character as a scanner sees it.

    Parameters
    ----------
    points : ndarray, (m, 2)
        Points of all strokes in any unit, y downward.
    usual_length : float
        Natural logarithm of the character's usual longer side, relative to the average: an M
        is larger than an i. The pen is the same for both.

    Returns
    -------
    ndarray of uint8
        Ink 1 on 0, just large enough for the character.
    """
    length_draw, pen_draw = rng.standard_normal(2).tolist()
    low, high = points.min(0), points.max(0)
    length = math.exp(MEAN_LOG_LENGTH + usual_length + LOG_LENGTH_SPREAD * length_draw)
    length = float(np.clip(length, *LENGTH_RANGE_PX))
    thinnest, thickest = PEN_RANGE_PX
    pen = math.exp(MEAN_LOG_PEN + LOG_PEN_SPREAD * pen_draw)
    pen = float(np.clip(pen, thinnest, min(thickest, WIDEST_PEN * length)))
    scale = length / max((high - low).max(), 1e-3)
    margin = pen / 2 + 1
    return _ink((points - low) * scale + margin, glyph, pen, (high - low) * scale + 2 * margin)


def _ink(points: np.ndarray, glyph: Glyph, pen: float, size: np.ndarray) -> np.ndarray:
    """Draw enlarged, since Pillow draws whole pixels, and scan that in black and white."""
    width, height = (OVERSAMPLING * math.ceil(side) for side in size.tolist())
    paper = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(paper)
    xy = (OVERSAMPLING * points).ravel().tolist()
    radius = OVERSAMPLING * pen / 2
    for first, last in glyph.pieces:
        draw.line(xy[2 * first : 2 * last], fill=255, width=round(2 * radius))
        # A round pen: Pillow's lines end flat and leave notches at corners.
        for i in (first, last - 1):
            x, y = xy[2 * i], xy[2 * i + 1]
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return (np.asarray(paper.reduce(OVERSAMPLING)) > 127).view(np.uint8)
