"""Reads the brightness of a picture file, whatever its size and color mode."""

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from emnist_lab.dataset import DataSet
from emnist_lab.errors import DataError

LARGEST_SIDE_PX = 1200
# An A3 sheet at 1200 dpi has 278; in color, 500 take 2 GB while they are read, and so does a third
# of them where a pixel has more than eight bits.
LARGEST_MEGAPIXELS = 500
# Pillow would start Ghostscript for an EPS, whatever its name.
FORMATS = ("BMP", "GIF", "JPEG", "PNG", "PPM", "TIFF", "WEBP")
_EXIF_ORIENTATION = 0x0112


def read_brightness(picture: str | Path | Image.Image) -> np.ndarray:
    """Return how bright a picture is at each pixel, upright, large pictures made smaller.

    Parameters
    ----------
    picture : str, Path or PIL.Image.Image
        Any size and color mode; what is transparent counts as paper.

    Returns
    -------
    ndarray, (height, width)
        0 black to 1 white, at most 1200 pixels on the longer side.

    Raises
    ------
    DataError
        There is no such file, it may not be read, it is no picture, or it is too large.
    """
    return _read(picture, _brightness)


def _read(
    picture: str | Path | Image.Image, convert: Callable[[Image.Image], np.ndarray]
) -> np.ndarray:
    if isinstance(picture, Image.Image):
        return convert(picture)
    try:
        with _scanners_limit(), Image.open(picture, formats=FORMATS) as opened:
            _check_size(opened, picture)
            return convert(opened)
    except FileNotFoundError:
        raise DataError("there is no such file", picture, "Give the path of a picture.") from None
    except PermissionError:
        fix = f"Make it readable: chmod u+r {shlex.quote(str(picture))}"
        raise DataError("may not be read by you (permission denied)", picture, fix) from None
    except IsADirectoryError:
        raise DataError("is a folder", picture, "Give the pictures in it, one by one.") from None
    except UnidentifiedImageError:
        fix = "Give a PNG, JPEG, TIFF or similar of one character."
        raise DataError("is no picture of a kind that can be read", picture, fix) from None
    except MemoryError:
        fix = "Save the picture at a lower resolution, or crop it to the character."
        raise DataError("does not fit into this machine's memory", picture, fix) from None
    except (OSError, SyntaxError, ValueError) as error:
        fix = "Save or copy the picture once more, and give the whole file."
        raise DataError(f"the picture is damaged ({error})", picture, fix) from error


def show_scaled(
    dataset: DataSet, picture: str | Path | Image.Image
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return a picture as an image of a data set, scaled to its side, with no doubt about it.

    Raises
    ------
    DataError
        As `read_brightness`.
    """
    if dataset.channels == 1:
        gray = Image.fromarray((255 * read_brightness(picture)).astype(np.uint8))
        return np.asarray(gray.resize((dataset.side, dataset.side))), ()
    size = (dataset.side, dataset.side)
    return _read(picture, lambda image: np.asarray(_upright(image).resize(size))), ()


def _upright(image: Image.Image) -> Image.Image:
    return ImageOps.exif_transpose(image).convert("RGB")


@contextmanager
def _scanners_limit() -> Iterator[None]:
    """Let Pillow open what scanners make: it takes more than 179 megapixels for an attack."""
    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    try:
        yield
    finally:
        Image.MAX_IMAGE_PIXELS = limit


def _check_size(image: Image.Image, file: str | Path) -> None:
    megapixels = image.width * image.height / 1e6
    most = LARGEST_MEGAPIXELS // (3 if image.mode[0] in "IF" else 1)
    if megapixels > most:
        raise DataError(
            f"the picture has {megapixels:,.0f} megapixels, and at most {most} are read",
            file,
            "Save it at a lower resolution, or crop it to the character.",
        )


def _brightness(image: Image.Image) -> np.ndarray:
    # A JPEG can be decoded at a half, a quarter or an eighth of its size, in less memory.
    image.draft(None, (LARGEST_SIDE_PX, LARGEST_SIDE_PX))
    image.load()  # Pillow turns TIFFs itself
    orientation = image.getexif().get(_EXIF_ORIENTATION)
    image = _shrunk(image)
    if orientation is not None:
        image.getexif()[_EXIF_ORIENTATION] = orientation
        image = ImageOps.exif_transpose(image)
    if image.mode == "F":
        values = np.asarray(image, dtype=np.float64)
        # Scanners put 10 or 12 bits into 16: only the range that is used means anything.
        return (values - values.min()) / max(np.ptp(values), 1e-9)
    if image.mode == "RGBA":
        return _over_paper(image)
    return np.asarray(image.convert("L"), dtype=np.float64) / 255


def _shrunk(image: Image.Image) -> Image.Image:
    """Return a picture of mode L, RGB, RGBA or F, each pixel the mean of those it stands for."""
    if image.mode == "I" or image.mode.startswith("I;16"):
        image = image.convert("I").convert("F") if image.mode != "I" else image.convert("F")
    elif "A" in image.getbands() or "transparency" in image.info:
        # Of one that is RGBA already, Pillow would make a copy.
        image = image if image.mode == "RGBA" else image.convert("RGBA")
    elif image.mode not in ("L", "RGB", "F"):
        image = image.convert("L" if image.mode == "1" else "RGB")
    return image.reduce(-(-max(image.size) // LARGEST_SIDE_PX))


def _over_paper(image: Image.Image) -> np.ndarray:
    """Transparent parts become white paper, or black where the ink itself is light."""
    gray = np.asarray(image.convert("RGB").convert("L"), dtype=np.float64) / 255
    opacity = np.asarray(image.getchannel("A"), dtype=np.float64) / 255
    ink_is_light = (gray * opacity).sum() > 0.5 * opacity.sum()
    return gray * opacity + (1 - opacity) * (0.0 if ink_is_light else 1.0)
