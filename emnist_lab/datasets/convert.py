"""Makes EMNIST images of frames, photos and scans of one character."""

from pathlib import Path

import numpy as np
from PIL import Image

from emnist_lab.datasets.frame import emnist_convert
from emnist_lab.datasets.photo import character_frame

__all__ = ["emnist_convert", "photo_to_emnist"]


def photo_to_emnist(image: str | Path | Image.Image) -> np.ndarray:
    """Turn a photo or scan of one character into an EMNIST image.

    Parameters
    ----------
    image : str, Path or PIL.Image.Image
        Any size and colour mode, dark on light or light on dark, unevenly lit.

    Returns
    -------
    ndarray of uint8, (28, 28)
        Ink up to 255 on 0.

    Raises
    ------
    DataError
        The file cannot be read, or nothing is written on it.
    """
    return emnist_convert(character_frame(image))
