"""The conversion that made EMNIST's 28 x 28 images, here for drawn characters and for photos."""

import numpy as np
from PIL import Image, ImageFilter

SIDE_PX = 28
BLUR_SIGMA_PX = 1.0
PADDING_PX = 2


def emnist_convert(frame: np.ndarray) -> np.ndarray:
    """Convert a character on a frame to an EMNIST image.

    Parameters
    ----------
    frame : ndarray, (height, width)
        White ink on black: uint8 0..255, or float 0..1. EMNIST's frames were 128 pixels
        wide with a pen of about 5 pixels; `photo_to_emnist` brings any image to that.

    Returns
    -------
    ndarray of uint8, (28, 28)
        Ink up to 255 on 0; all 0 for an empty frame.

    Notes
    -----
    G. Cohen, S. Afshar, J. Tapson, A. van Schaik, "EMNIST: an extension of MNIST to
    handwritten letters", 2017, section II: blur with sigma 1, crop to the character, centre it
    in a square, pad by 2 pixels, downsample by bicubic interpolation, scale to 0..255.
    """
    if frame.dtype != np.uint8:
        frame = np.rint(np.clip(frame, 0.0, 1.0) * 255).astype(np.uint8)
    return convert_frame(Image.fromarray(frame))


def convert_frame(frame: Image.Image) -> np.ndarray:
    """Convert as `emnist_convert` does, from a Pillow image of mode "L"."""
    empty = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    inked = frame.getbbox()
    if inked is None:
        return empty
    # Blurring the character's own box is five times faster than the frame, to the same pixels.
    left, top, right, bottom = inked
    reach = 4
    near = frame.crop((left - reach, top - reach, right + reach, bottom + reach))
    blurred = near.filter(ImageFilter.GaussianBlur(BLUR_SIGMA_PX))
    box = blurred.getbbox()
    if box is None:  # a speck too faint to outlive the blur
        return empty
    character = blurred.crop(box)
    side = max(character.size) + 2 * PADDING_PX
    square = Image.new("L", (side, side), 0)
    square.paste(character, ((side - character.width) // 2, (side - character.height) // 2))
    small = square.convert("F").resize((SIDE_PX, SIDE_PX), Image.Resampling.BICUBIC)
    ink = np.maximum(np.asarray(small), 0)
    # The thousandth keeps a pixel that is a whole number but for rounding from falling below it.
    return (ink * (255 / ink.max()) + 1e-3).astype(np.uint8)
