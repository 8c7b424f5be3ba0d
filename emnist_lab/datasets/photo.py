"""Finds the one character on a photo or scan and sets it on a frame like those of NIST SD19."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps
from scipy import ndimage

from emnist_lab.errors import DataError

FRAME_PX = 128
CHARACTER_PX = 45  # longer side on NIST's frames, about
PEN_RANGE_PX = (4.0, 8.0)  # nine in ten of the pens of synthetic images
LARGEST_SIDE_PX = 1200
OVERSAMPLING = 4
# Ink must stand out of the paper by this part of the range, and of the paper's own noise.
SMALLEST_CONTRAST = 0.06
SMALLEST_CONTRAST_TO_NOISE = 5.0
EVENLY_LIT = 0.85  # share of the variance that two grey levels explain
SMALLEST_MAIN_PART = 0.2  # of all ink; grain has a thousand parts
SPECK_AREA = 0.02  # of the largest part; the dot of an i is some 10 %


def character_frame(image: str | Path | Image.Image) -> np.ndarray:
    """Find the character of a photo and draw it as NIST's scanner would have seen it.

    Parameters
    ----------
    image : str, Path or PIL.Image.Image
        One character, any size and colour mode, dark on light or light on dark.

    Returns
    -------
    ndarray of bool, (128, 128)
        Ink or no ink, as NIST scanned; about 45 pixels long, with a pen usual for EMNIST.

    Raises
    ------
    DataError
        The file cannot be read, or nothing is written on it.
    """
    where = None if isinstance(image, Image.Image) else image
    grey = _shrunk(_grey(_opened(image)))
    ink, threshold = _ink(grey, where)
    mask = _without_debris(ink > threshold)
    if not mask.any():
        raise _blank(where)
    return _set_on_frame(ink, mask, threshold)


def _opened(image: str | Path | Image.Image) -> Image.Image:
    if isinstance(image, Image.Image):
        return ImageOps.exif_transpose(image)
    try:
        with Image.open(image) as opened:
            return ImageOps.exif_transpose(opened)
    except FileNotFoundError:
        raise DataError("there is no such file", image, "Give the path of an image.") from None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        mend = "Give a whole PNG, JPEG, TIFF or similar of one character."
        raise DataError("not an image that can be read", image, mend) from error


def _grey(image: Image.Image) -> np.ndarray:
    """Brightness 0..1, (height, width)."""
    if image.mode in ("F", "I") or image.mode.startswith("I;16"):
        values = np.asarray(image, dtype=np.float64)
        # Scanners put 10 or 12 bits into 16: only the range that is used means anything.
        return (values - values.min()) / max(np.ptp(values), 1e-9)
    if "A" in image.getbands() or "transparency" in image.info:
        return _over_paper(image.convert("RGBA"))
    return np.asarray(image.convert("L"), dtype=np.float64) / 255


def _over_paper(image: Image.Image) -> np.ndarray:
    """Transparent parts become white paper, or black where the ink itself is light."""
    grey = np.asarray(image.convert("RGB").convert("L"), dtype=np.float64) / 255
    opacity = np.asarray(image.getchannel("A"), dtype=np.float64) / 255
    ink_is_light = (grey * opacity).sum() > 0.5 * opacity.sum()
    return grey * opacity + (1 - opacity) * (0.0 if ink_is_light else 1.0)


def _shrunk(grey: np.ndarray) -> np.ndarray:
    factor = -(-max(grey.shape) // LARGEST_SIDE_PX)
    return np.asarray(Image.fromarray(grey.astype(np.float32)).reduce(factor), dtype=np.float64)


def _ink(grey: np.ndarray, where: str | Path | None) -> tuple[np.ndarray, float]:
    """How far each pixel stands out of the paper, and from where on it is ink."""
    difference = grey - _paper(grey)
    if min(grey.shape) > 100:
        # Grain and dust go; below this size a pen may be as fine as they are.
        difference = ndimage.median_filter(difference, 3)
    # Ink is rare and strong, noise even to both sides: the heavier tail is the ink.
    if (difference**3).sum() < 0:
        difference = -difference
    ink = np.maximum(difference, 0)
    threshold, _ = _otsu_threshold(ink)
    is_ink = ink > threshold
    if not is_ink.any() or is_ink.all():
        raise _blank(where)
    contrast = ink[is_ink].mean() - ink[~is_ink].mean()
    noise = 1.4826 * np.median(np.abs(difference[~is_ink] - np.median(difference[~is_ink])))
    if contrast < max(SMALLEST_CONTRAST, SMALLEST_CONTRAST_TO_NOISE * noise):
        raise _blank(where)
    return ink, threshold


def _blank(where: str | Path | None) -> DataError:
    mend = "Give an image of one character, dark on light or light on dark."
    return DataError("no character stands out on this image", where, mend)


def _paper(grey: np.ndarray) -> np.ndarray:
    """Brightness of the paper under the ink, (height, width)."""
    threshold, parted = _otsu_threshold(grey)
    if parted < EVENLY_LIT:
        return _smooth_surface(grey)
    # On a tight crop the surface would bend into the ink; even light needs none.
    bright = grey > threshold
    rim = np.concatenate([bright[0], bright[-1], bright[:, 0], bright[:, -1]])
    paper_is_bright = rim.mean() + bright.mean() > 1
    return np.full(grey.shape, np.median(grey[bright == paper_is_bright]))


def _smooth_surface(grey: np.ndarray) -> np.ndarray:
    """Quadratic surface through most of the pixels: it follows lamps, but no pen stroke.

    It starts from the border, where paper is likeliest; then each round trusts the pixels more
    that agree with it (weights of Cauchy's distribution), so that ink, the minority, drops out.
    """
    height, width = grey.shape
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    terms = np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], axis=-1).reshape(-1, 6)
    step = max(1, len(terms) // 10_000)
    sample, values = terms[::step], grey.ravel()[::step]
    trust = (np.maximum(np.abs(sample[:, 1]), np.abs(sample[:, 2])) > 0.85).astype(float)
    for _ in range(20):
        weighted = sample * trust[:, None]
        surface = np.linalg.lstsq(weighted, values * trust, rcond=None)[0]
        residual = np.abs(values - sample @ surface)
        spread = max(1.4826 * np.median(residual), 0.005)
        trust = 1 / np.sqrt(1 + (residual / spread) ** 2)
    return (terms @ surface).reshape(grey.shape)


def _otsu_threshold(values: np.ndarray) -> tuple[float, float]:
    """Threshold that parts the values into two groups as far from each other as can be.

    Returns
    -------
    threshold, parted : float
        Where to part, and the share of the values' variance (0..1) that the parting explains.

    Notes
    -----
    N. Otsu, "A threshold selection method from gray-level histograms", 1979.
    """
    if np.ptp(values) == 0:
        return float(values.max()), 0.0
    counts, edges = np.histogram(values, bins=256)
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)[:-1]
    above = counts.sum() - below
    sums = np.cumsum(counts * middles)
    # The first and the last bin of a histogram are never empty, so neither group is.
    between = below * above * (sums[:-1] / below - (sums[-1] - sums[:-1]) / above) ** 2
    best = int(np.argmax(between))
    explained = between[best] / counts.sum() ** 2 / max(values.var(), 1e-12)
    return float(edges[best + 1]), float(explained)


def _without_debris(mask: np.ndarray) -> np.ndarray:
    """Mask without specks of dust and without the edge of the sheet."""
    labels, parts = ndimage.label(mask, structure=np.ones((3, 3)))
    if parts == 0:
        return mask
    area = np.bincount(labels.ravel(), minlength=parts + 1)[1:]
    rim = np.concatenate([labels[0], labels[-1], labels[1:-1, 0], labels[1:-1, -1]])
    contact = np.bincount(rim, minlength=parts + 1)[1:]
    boxes = ndimage.find_objects(labels)
    side = np.array([max(s.stop - s.start for s in box) for box in boxes])
    # Where the character itself reaches the rim, the image is a tight crop without a sheet's edge.
    free_area = area[contact == 0].sum()
    keep = contact < (side / 2 if free_area > 0.1 * area.sum() else np.inf)
    largest = area[keep].max()
    if largest < SMALLEST_MAIN_PART * area[keep].sum():
        return np.zeros_like(mask)  # nothing but grain
    keep &= area >= SPECK_AREA * largest
    return np.isin(labels, 1 + np.flatnonzero(keep))


def _set_on_frame(ink: np.ndarray, mask: np.ndarray, threshold: float) -> np.ndarray:
    """Scale to the usual size and pen, and scan in black and white as NIST did."""
    rows, columns = ndimage.find_objects(mask.astype(np.uint8))[0]
    margin = 2
    padded_mask, padded_ink = np.pad(mask, margin), np.pad(ink, margin)
    box = tuple(slice(s.start, s.stop + 2 * margin) for s in (rows, columns))
    # Grey edges are kept, so that a small image does not turn into steps when it is enlarged.
    grey = np.where(
        ndimage.binary_dilation(padded_mask[box], iterations=margin), padded_ink[box], 0
    )
    scale = OVERSAMPLING * CHARACTER_PX / max(rows.stop - rows.start, columns.stop - columns.start)
    size = tuple(max(1, round(side * scale)) for side in reversed(grey.shape))
    large = Image.fromarray(grey.astype(np.float32)).resize(size, Image.Resampling.BICUBIC)
    drawn = _with_usual_pen(np.pad(np.asarray(large) > threshold, 8 * OVERSAMPLING))
    room = [FRAME_PX * OVERSAMPLING - side for side in drawn.shape]
    frame = np.pad(drawn, [(extra // 2, extra - extra // 2) for extra in room])
    blocks = frame.reshape(FRAME_PX, OVERSAMPLING, FRAME_PX, OVERSAMPLING)
    return blocks.mean(axis=(1, 3)) > 0.5


def _with_usual_pen(mask: np.ndarray) -> np.ndarray:
    """Strokes no thinner and no thicker than EMNIST's writers drew them."""
    inside, outside = (ndimage.distance_transform_edt(m) for m in (mask, ~mask))
    # Points of a bar lie a quarter of its width from its rim, on average.
    pen = 4 * (inside[mask].mean() - 0.5) + 1
    wanted = np.clip(pen, *(OVERSAMPLING * np.array(PEN_RANGE_PX)))
    return np.clip(inside - outside + (wanted - pen) / 2 + 0.5, 0, 1)
