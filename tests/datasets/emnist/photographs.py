"""Makes photographs of handwritten characters, of the kinds that people hand in.

No two are alike: hand, pen, size, place, tilt, light, noise and compression follow from the seed.
"""

from collections.abc import Callable
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from emnist_lab.datasets.emnist.synthesize.templates import load_templates
from emnist_lab.datasets.emnist.synthesize.writer import write

OVERSAMPLING = 3


class Page:
    """A sheet of paper with one character, as reflectance 0..1, before any light falls on it."""

    def __init__(self, character: str, seed: int, size=(640, 760), pen=None, height=None):
        # The hand does not depend on the kind: photographs of one seed show the same writing.
        self.points, self.glyph = _written(character, np.random.default_rng([seed, ord(character)]))
        self.rng = np.random.default_rng([seed, ord(character), 1])
        self.size = size
        self.length = height or min(size) * self.rng.uniform(0.35, 0.6)
        self.pen = pen or self.length * self.rng.uniform(0.05, 0.11)
        self.paper = self.rng.uniform(0.86, 0.98)
        self.pigment = self.rng.uniform(0.08, 0.3)
        room = (np.array(size) - self.length) / 2
        self.place = np.array(size) / 2 + self.rng.uniform(-0.4, 0.4, 2) * room

    def ink(self, points=None, place=None, pen=None) -> np.ndarray:
        """Share of each pixel that the pen covers, (height, width)."""
        points = self.points if points is None else points
        place, pen = self.place if place is None else place, pen or self.pen
        return _drawn(points * self.length + place, self.glyph, pen, self.size)

    def box(self, margin: float) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the character with a margin in parts of its length."""
        half = (np.ptp(self.points, axis=0) / 2 + margin) * self.length
        left, top = self.place - half
        right, bottom = self.place + half
        return left, top, right, bottom

    def reflectance(self, ink: np.ndarray | None = None) -> np.ndarray:
        ink = self.ink() if ink is None else ink
        return self.paper + (self.pigment - self.paper) * ink


def _written(character: str, rng: np.random.Generator):
    allographs = load_templates()[character]
    glyph = allographs.choose(rng.random())
    points = write(glyph, allographs, rng)
    low, high = points.min(0), points.max(0)
    return (points - (low + high) / 2) / (high - low).max(), glyph


def _drawn(points: np.ndarray, glyph, pen: float, size: tuple[int, int]) -> np.ndarray:
    paper = Image.new("L", tuple(OVERSAMPLING * side for side in size), 0)
    draw, radius = ImageDraw.Draw(paper), OVERSAMPLING * pen / 2
    for first, last in glyph.pieces:
        stroke = [tuple(OVERSAMPLING * p) for p in points[first:last]]
        draw.line(stroke, fill=255, width=max(1, round(2 * radius)), joint="curve")
        for x, y in (stroke[0], stroke[-1]):
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(paper.reduce(OVERSAMPLING), dtype=float) / 255


def _photo(brightness: np.ndarray, rng: np.random.Generator, noise=0.012) -> Image.Image:
    """Light from one side, the sensor's noise and a JPEG's losses."""
    height, width = brightness.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    slope = rng.uniform(-0.12, 0.12, 2)
    light = 1 + slope[0] * x + slope[1] * y - rng.uniform(0, 0.08) * (x * x + y * y)
    lit = brightness * (light if brightness.ndim == 2 else light[..., None])
    lit = lit + rng.normal(0, noise, lit.shape)
    picture = Image.fromarray((np.clip(lit, 0, 1) * 255).round().astype(np.uint8))
    file = BytesIO()
    picture.save(file, "JPEG", quality=int(rng.integers(75, 95)))
    return Image.open(file)


def _lines(size, draw_lines: Callable, width: float) -> np.ndarray:
    """Share of each pixel that ruled or printed lines cover, (height, width)."""
    picture = Image.new("L", tuple(OVERSAMPLING * side for side in size), 0)
    draw_lines(ImageDraw.Draw(picture), max(1, round(OVERSAMPLING * width)))
    return np.asarray(picture.reduce(OVERSAMPLING), dtype=float) / 255


def _scaled(corners) -> list[tuple[float, float]]:
    return [(OVERSAMPLING * x, OVERSAMPLING * y) for x, y in corners]


def _turned(corners, degrees: float) -> list[tuple[float, float]]:
    corners = np.array(corners, dtype=float)
    center, angle = corners.mean(0), np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return [tuple(corner) for corner in (corners - center) @ turn + center]


def _rectangle(left, top, right, bottom):
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def plain(character: str, seed: int) -> Image.Image:
    page = Page(character, seed)
    return _photo(page.reflectance(), page.rng)


def border(character: str, seed: int) -> Image.Image:
    """A dark border at the rim, on all sides or on some."""
    page = Page(character, seed)
    sheet, rng = page.reflectance(), page.rng
    sides = [rng.integers(1, 40) if rng.random() < 0.8 else 0 for _ in range(4)]
    dark = rng.uniform(0, 0.35)
    top, bottom, left, right = (int(side) or (seed + i) % 4 == 0 for i, side in enumerate(sides))
    height, width = sheet.shape
    sheet[: int(top)] = sheet[height - int(bottom) :] = dark
    sheet[:, : int(left)] = sheet[:, width - int(right) :] = dark
    return _photo(sheet, rng)


def form_box(character: str, seed: int) -> Image.Image:
    """A printed box round the character, thin or thick, a little askew."""
    page = Page(character, seed)
    rng = page.rng
    corners = _turned(_rectangle(*page.box(rng.uniform(0.12, 0.35))), rng.uniform(-4, 4))
    corners = _scaled([*corners, corners[0], corners[1]])
    lines = _lines(
        page.size,
        lambda draw, width: draw.line(corners, fill=255, width=width, joint="curve"),
        rng.uniform(1.5, 9),
    )
    sheet = page.reflectance()
    return _photo(sheet + (rng.uniform(0.05, 0.5) - sheet) * lines, rng)


def dark_table(character: str, seed: int) -> Image.Image:
    """A white sheet askew on a dark table with a grain; it may leave the picture on one side."""
    page = Page(character, seed, size=(900, 900), height=260 + 30 * (seed % 5))
    rng = page.rng
    page.place = np.array([450, 450]) + rng.uniform(-60, 60, 2)
    reach = rng.uniform(250, 400, 4)
    reach[3] += 200 * (seed % 3 == 0)
    x, y = page.place
    sheet = _rectangle(x - reach[0], y - reach[1], x + reach[2], y + reach[3])
    corners = [tuple(c + rng.uniform(-25, 25, 2)) for c in _turned(sheet, rng.uniform(-15, 15))]
    covered = _lines(page.size, lambda draw, _: draw.polygon(_scaled(corners), fill=255), 1)
    grain = np.cumsum(rng.normal(0, 0.01, (900, 1)), axis=0) + rng.normal(0, 0.02, (900, 900))
    grain -= grain.mean()
    table = rng.uniform(0.12, 0.4) + np.clip(grain, -0.1, 0.1)
    return _photo(table + (page.reflectance() - table) * covered, rng)


def hard_shadow(character: str, seed: int) -> Image.Image:
    """The edge of a shadow runs across the character."""
    page = Page(character, seed)
    rng = page.rng
    angle = rng.uniform(0, 2 * np.pi)
    y, x = np.mgrid[: page.size[1], : page.size[0]]
    offset = page.place + rng.uniform(-0.2, 0.2, 2) * page.length
    distance = (x - offset[0]) * np.cos(angle) + (y - offset[1]) * np.sin(angle)
    shade = 0.5 + 0.5 * np.tanh(distance / rng.uniform(1, 8))
    light = 1 - (1 - rng.uniform(0.4, 0.7)) * shade
    return _photo(page.reflectance() * light, rng)


def pencil(character: str, seed: int) -> Image.Image:
    """A thin pencil in a picture of 12 megapixels."""
    length = 500 + 200 * (seed % 7)
    page = Page(character, seed, size=(4000, 3000), pen=3.0 + seed % 5, height=length)
    page.pigment = page.paper - page.rng.uniform(0.3, 0.6)
    return _photo(page.reflectance(), page.rng, noise=0.02)


def ruled(character: str, seed: int) -> Image.Image:
    return _on_lines(character, seed, across=False)


def graph(character: str, seed: int) -> Image.Image:
    return _on_lines(character, seed, across=True)


def _on_lines(character: str, seed: int, across: bool) -> Image.Image:
    page = Page(character, seed)
    rng, (width, height) = page.rng, page.size
    step = rng.uniform(25, 45) if across else rng.uniform(60, 110)
    tilt = np.tan(np.radians(rng.uniform(-2, 2)))

    def draw_lines(draw, pen):
        for y in np.arange(-height, 2 * height, step):
            draw.line(_scaled([(0, y), (width, y + tilt * width)]), fill=255, width=pen)
        for x in np.arange(-width, 2 * width, step) if across else ():
            draw.line(_scaled([(x, 0), (x - tilt * height, height)]), fill=255, width=pen)

    lines = _lines(page.size, draw_lines, rng.uniform(1, 2.5))
    sheet = page.reflectance()
    return _photo(sheet * (1 - rng.uniform(0.12, 0.35) * lines), rng)


def chalk(character: str, seed: int) -> Image.Image:
    page = Page(character, seed)
    page.paper, page.pigment = page.rng.uniform(0.1, 0.3), page.rng.uniform(0.7, 0.95)
    dust = 1 - 0.3 * (page.rng.random(page.size[::-1]) < 0.3)
    return _photo(page.reflectance(page.ink() * dust), page.rng)


def blurred(character: str, seed: int) -> Image.Image:
    page = Page(character, seed)
    radius = page.rng.uniform(4, 9)
    return _photo(page.reflectance(), page.rng).filter(ImageFilter.GaussianBlur(radius))


def transparent(character: str, seed: int) -> Image.Image:
    page = Page(character, seed)
    alpha = Image.fromarray((page.ink() * 255).astype(np.uint8))
    color = 255 if seed % 3 == 0 else 20
    return Image.merge("LA", (Image.new("L", alpha.size, color), alpha))


def stamped(character: str, seed: int) -> Image.Image:
    """The camera's small orange date in a corner."""
    page = Page(character, seed)
    picture = plain(character, seed).convert("RGB")
    width, height = picture.size
    ImageDraw.Draw(picture).text(
        (width - 120, height - 30), f"2024-{1 + seed % 12:02}-17 12:3{seed % 10}", (255, 140, 0)
    )
    assert page.place[1] + page.length / 2 < height - 30
    return picture


def yellow(character: str, seed: int) -> Image.Image:
    """A yellow sheet under a lamp."""
    page = Page(character, seed)
    color = np.array([1.0, 0.85, page.rng.uniform(0.2, 0.6)])
    return _photo(page.reflectance()[..., None] * color, page.rng)


def two_characters(character: str, seed: int) -> Image.Image:
    """Another character beside the first, as large or somewhat smaller."""
    page = Page(character, seed, size=(900, 640), height=260)
    other = Page(
        "ABDEGKMRS2345678"[seed % 16], seed + 1, size=(900, 640), height=200 + 80 * seed % 3
    )
    page.place = np.array([260.0, 320.0])
    gap = page.rng.uniform(0.15, 0.8) * page.length
    widths = [np.ptp(p.points, axis=0)[0] * p.length / 2 for p in (page, other)]
    x, y = page.place
    other.place = np.array([x + sum(widths) + gap + page.pen, y + page.rng.uniform(-30, 30)])
    ink = np.maximum(page.ink(), other.ink(pen=page.pen))
    return _photo(page.reflectance(ink), page.rng)


ON_PLAIN_PAPER = {
    kind.__name__: kind for kind in (border, form_box, dark_table, hard_shadow, pencil)
}
EASIER = {
    kind.__name__: kind
    for kind in (plain, ruled, graph, chalk, blurred, transparent, stamped, yellow)
}
KINDS = EASIER | ON_PLAIN_PAPER
