"""Three ways in which Keras changes the brightness of images in 0..1 as if they were in 0..255.

None is a fault for images in 0..255, for which they were made:

- Up to version 1.1.2 of keras-preprocessing, `ImageDataGenerator(brightness_range=...)` stretches
  every image to 0..255 and leaves it there (its issues 114 and 327).
- Since its pull request 328, and in Keras to this day, it stores the image as bytes without
  stretching it: of gray values in 0..1 it keeps the whole numbers.
- `keras.layers.RandomBrightness` adds a share of 255 unless it is given `value_range=(0, 1)`.
"""

import numpy as np

LARGEST_BYTE = 255


def mistaken_brightness(images: np.ndarray, change: np.ndarray, way: str) -> np.ndarray:
    """Change the brightness of images in 0..1 in one of the ways described above.

    Parameters
    ----------
    images : numpy.ndarray
        float32 (n, height, width, channels), values in 0..1; they are in 0..255 afterwards.
    change : numpy.ndarray
        float32 (n, 1, 1, 1): the factor less one, or the share of 255 that is added.
    way : str
        "stretched_to_255", "cut_to_integers" or "shifted_by_255", in the order above.
    """
    if way == "shifted_by_255":
        return np.clip(images + LARGEST_BYTE * change, 0, LARGEST_BYTE)
    if way == "stretched_to_255":
        images = images - images.min(axis=(1, 2, 3), keepdims=True)
        brightest = images.max(axis=(1, 2, 3), keepdims=True)
        images = LARGEST_BYTE * images / np.where(brightest > 0, brightest, 1)
    return _bytes(_bytes(images) * (1 + change))


def _bytes(images: np.ndarray) -> np.ndarray:
    return np.floor(np.clip(images, 0, LARGEST_BYTE)).astype(np.float32)
