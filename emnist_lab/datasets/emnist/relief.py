"""Sets ink apart from paper, under any light: what is narrower and darker than its surroundings."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy import ndimage

# What is wider than this is no ink but another paper, a table or a shadow. A picture is looked at
# at several resolutions, so that pens of any width are narrower in one of them.
WINDOW_PX = 61
WIDEST_WINDOW = 0.5  # of the picture; only the pens of thumbnails are wider
SMALLEST_SIDE_PX = 64
SMALLEST_DEPTH = 0.05  # of the paper's brightness; a hard pencil has some 0.3
DEPTH_TO_NOISE = 5.0
STEP = 1.25  # from one threshold to the next
GRAIN_PX = 0.7
THUMBNAIL_PX = 100
DARKEST_PAPER = 0.1  # in black, noise would count for ink
INK_LEVEL_PX = 9


@dataclass(frozen=True)
class Relief:
    """A picture at one resolution as ink on paper.

    `brightness`, `darkest` (that of the darkest pixel nearby) and `paper` (that under the ink) are
    0..1, and turned over where `is_turned`, for light ink on dark; `depth` is the share of the
    paper's light that the ink takes, so that it is the same in a shadow. `scale` says how many
    pixels of the picture are one here, `window` how wide the ink may be, `noise` how much the
    paper's depth spreads.
    """

    is_turned: bool
    brightness: np.ndarray
    darkest: np.ndarray
    paper: np.ndarray
    depth: np.ndarray
    scale: int
    window: int
    noise: float

    def thresholds(self) -> list[float]:
        """Depths from which on something may be ink, the shallowest first."""
        lowest, highest = max(SMALLEST_DEPTH, DEPTH_TO_NOISE * self.noise), 0.95 * self.depth.max()
        count = int(np.log(max(highest / lowest, 1e-9)) / np.log(STEP)) + 1
        return [lowest * STEP**i for i in range(count)]


def reliefs(brightness: np.ndarray) -> Iterator[Relief]:
    """Yield a picture as dark on light and as light on dark, at ever half as many pixels a side."""
    scale = 1
    while scale == 1 or min(brightness.shape) >= SMALLEST_SIDE_PX:
        yield _relief(brightness, scale, is_turned=False)
        yield _relief(1 - brightness, scale, is_turned=True)
        halved = Image.fromarray(brightness.astype(np.float32)).reduce(2)
        brightness, scale = np.asarray(halved, dtype=np.float64), 2 * scale


def _relief(brightness: np.ndarray, scale: int, is_turned: bool) -> Relief:
    side = min(brightness.shape)
    window = min(WINDOW_PX, side if side < SMALLEST_SIDE_PX else int(WIDEST_WINDOW * side)) | 1
    # Thumbnails have pens as fine as the grain of large pictures.
    if side > THUMBNAIL_PX:
        brightness = ndimage.gaussian_filter(brightness, GRAIN_PX)
    paper = ndimage.grey_closing(brightness, (window, window))
    shade = np.maximum(paper, DARKEST_PAPER)
    depth = (paper - brightness) / shade
    # Paper takes up most of a picture, and of its grain the closing finds the brightest. In normal
    # noise the 5 and 30 % quantiles are 1.12 spreads apart, the median another 0.52 above.
    low, high = np.quantile(depth, [0.05, 0.3])
    noise = float(high - low) / 1.12
    depth = np.maximum(depth - (high + 0.52 * noise), 0)
    darkest = ndimage.minimum_filter(brightness, INK_LEVEL_PX)
    return Relief(is_turned, brightness, darkest, paper, depth, scale, window, noise)


def stroke_size(mask: np.ndarray) -> tuple[float, float]:
    """Return the length and the width of a mask's strokes, taken for one, in pixels."""
    # Pores of the ink do not count, and a stroke's points lie a quarter of its width from a rim.
    solid = ndimage.binary_closing(np.pad(mask, 2), np.ones((3, 3)))
    inside = ndimage.distance_transform_edt(solid)
    width = max(1.0, 4 * (float(inside[solid].mean()) - 0.5))
    return float(solid.sum()) / width, width
