"""What a PDF's pages show, by poppler's tools."""

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftoppm") is None, reason="poppler's tools are not installed"
)
# Between the margins, above the page's number.
TOP, BOTTOM = 0.08, 0.91


def structure(pdf: Path) -> list[str]:
    """Return the kinds of the elements that a screen reader walks through, in order."""
    lines = said("pdfinfo", "-struct", pdf).splitlines()
    return [line.split()[0].rstrip(":") for line in lines if line.split()]


def letter_sizes(pdf: Path) -> dict[str, float]:
    """Return the size, in points, of each text of the pages."""
    page = said("pdftohtml", "-xml", "-i", "-stdout", "-zoom", "1", pdf)
    sizes = {name: float(size) for name, size in re.findall(r'id="(\d+)" size="(-?\d+)"', page)}
    texts = re.findall(r'<text [^>]*font="(\d+)">(.*?)</text>', page)
    return {re.sub("<[^>]+>", "", text).strip(): sizes[font] for font, text in texts}


def largest_gaps(pdf: Path) -> list[float]:
    """Return the share of each page that is white in one piece."""
    command = ["pdftoppm", "-r", "20", "-gray", pdf]
    stream = BytesIO(subprocess.run(command, capture_output=True, check=True).stdout)
    gaps = []
    while stream.tell() < len(stream.getvalue()):
        gaps.append(_largest_gap(_next_picture(stream)))
    return gaps


def _next_picture(stream: BytesIO) -> np.ndarray:
    stream.readline()
    width, height = map(int, stream.readline().split())
    stream.readline()
    pixels = np.frombuffer(stream.read(width * height), np.uint8)
    return pixels.reshape(height, width)


def _largest_gap(page: np.ndarray) -> float:
    rows = (page[int(len(page) * TOP) : int(len(page) * BOTTOM)] < 200).any(axis=1)
    gaps = "".join("x" if row else " " for row in rows).split("x")
    return max(map(len, gaps)) / len(rows)


def said(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
