"""Pictures of executed notebooks, as small as they can be without a difference to the eye."""

import base64
import io
import re

from PIL import Image

# How nbformat writes a picture that a cell shows.
_PICTURE = re.compile(r'("image/png": ")([A-Za-z0-9+/=]+)((?:\\n)?")')
# Drawings have few colors; more would only tell apart the shades along the edges of letters.
_COLORS = 128


def with_small_pictures(notebook: str) -> str:
    """Return a notebook's text with its PNGs in a palette: about a third of the size.

    A picture that cannot be read stays as it is; who shows it says so.
    """
    return _PICTURE.sub(lambda found: found[1] + _smaller(found[2]) + found[3], notebook)


def _smaller(encoded: str) -> str:
    content = io.BytesIO()
    try:
        with Image.open(io.BytesIO(base64.b64decode(encoded)), formats=["PNG"]) as picture:
            palette = picture.convert("RGB").quantize(
                _COLORS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
            )
            dots = {"dpi": picture.info["dpi"]} if "dpi" in picture.info else {}
            palette.save(content, "PNG", compress_level=9, **dots)
    except (ValueError, TypeError, OSError, SyntaxError, Image.DecompressionBombError):
        return encoded
    smaller = base64.b64encode(content.getvalue()).decode()
    return min(encoded, smaller, key=len)
