"""Makes EMNIST images of drawn characters, photos and scans."""

from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

from emnist_lab.datasets.emnist.frame import emnist_convert
from emnist_lab.datasets.emnist.photo import find_character
from emnist_lab.datasets.picture import read_brightness
from emnist_lab.errors import DataError

CHARACTER_PX = 45  # longer side on NIST's frames, about
PEN_RANGE_PX = (4.0, 8.0)  # nine in ten of the pens of synthetic images
OVERSAMPLING = 4
MARGIN_PX = 2


def photo_to_emnist(image: str | Path | Image.Image) -> tuple[np.ndarray, tuple[str, ...]]:
    """Turn a photo or scan of one character into an EMNIST image.

    Parameters
    ----------
    image : str, Path or PIL.Image.Image
        Any size and color mode, dark on light or light on dark, unevenly lit.

    Returns
    -------
    image : ndarray of uint8, (28, 28)
        Ink up to 255 on 0.
    doubts : tuple of str
        What makes it doubtful, in words.

    Raises
    ------
    DataError
        The file cannot be read, or nothing is written on it.
    """
    try:
        character = find_character(read_brightness(image))
    except DataError as error:
        if error.where is None and not isinstance(image, Image.Image):
            raise DataError(error.problem, image, error.fix) from None
        raise
    return ink_to_emnist(character.ink), character.doubts


def ink_to_emnist(ink: np.ndarray) -> np.ndarray:
    """Turn a drawn or found character into an EMNIST image, as if NIST had scanned it.

    Parameters
    ----------
    ink : ndarray, (height, width)
        0 no ink to 1 ink; a stroke is where it is above 0.5.

    Returns
    -------
    ndarray of uint8, (28, 28)
        Ink up to 255 on 0, of a size and a pen usual for EMNIST; all 0 without ink.
    """
    boxes = ndimage.find_objects((ink > 0.5).astype(np.uint8))
    if not boxes:
        return emnist_convert(np.zeros((1, 1)))
    length = max(side.stop - side.start for side in boxes[0])
    with_margin = (slice(side.start, side.stop + 2 * MARGIN_PX) for side in boxes[0])
    ink = np.pad(ink, MARGIN_PX)[tuple(with_margin)]
    enlarging = max(1.0, OVERSAMPLING * CHARACTER_PX / length)
    scale = CHARACTER_PX / (length * enlarging)
    # Before a picture is made smaller, since a thin pen would go in it.
    drawn = _with_usual_pen(_resized(ink, enlarging) > 0.5, scale)
    return emnist_convert(_resized(drawn, scale) > 0.5)


def _resized(ink: np.ndarray, scale: float) -> np.ndarray:
    size = tuple(max(1, round(side * scale)) for side in reversed(ink.shape))
    resampling = Image.Resampling.BICUBIC if scale > 1 else Image.Resampling.BOX
    return np.asarray(Image.fromarray(ink.astype(np.float32)).resize(size, resampling))


def _with_usual_pen(mask: np.ndarray, scale: float) -> np.ndarray:
    """Return strokes no thinner and no thicker than EMNIST's writers drew them, once scaled."""
    thinnest, thickest = (width / scale for width in PEN_RANGE_PX)
    mask = np.pad(mask, round(thinnest))
    inside, outside = (ndimage.distance_transform_edt(m) for m in (mask, ~mask))
    # Points of a bar lie a quarter of its width from its rim, on average.
    pen = 4 * (inside[mask].mean() - 0.5) + 1
    return np.clip(inside - outside + (np.clip(pen, thinnest, thickest) - pen) / 2 + 0.5, 0, 1)
