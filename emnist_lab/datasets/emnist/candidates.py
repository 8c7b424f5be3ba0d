"""Looks for parts of a photo that may be its character: fine, clear, on paper, and no frame."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from emnist_lab.datasets.emnist.parts import Part, Parts
from emnist_lab.datasets.emnist.relief import Relief, stroke_size

STROKES_TRIED = 8
WIDEST_PEN = 0.35  # of the window, which must reach over it where strokes meet, too
BLOT = 3.0  # length over width; a disk has 1.8, a short thick l 3.5
# Shares of what surrounds a part that may be as dark as it is: round ink there is paper.
SURROUNDED = 0.5
ADJOINED = 0.25
EDGE_PX = 2
SMALLEST_CONTRAST = 0.04  # on the picture's own scale of brightness
DEEPEST_THRESHOLD = 0.7  # of a part's own depth; above that only its core is seen
SMALLEST_MAIN_PART = 0.2  # of all ink; grain has a thousand parts


@dataclass(frozen=True)
class Candidate:
    """A part that may be the character: in one relief, from one depth on, without its frames."""

    relief: Relief
    frames: np.ndarray
    threshold: float
    part: Part
    mask: np.ndarray
    length: float
    pen: float

    @property
    def contrast(self) -> float:
        return float(contrast_of(self.relief, self.part)[self.mask].mean())

    @property
    def is_blot(self) -> bool:
        return self.length < BLOT * self.pen

    @property
    def writing(self) -> float:
        """How much is written here: how long the strokes are, and how clearly they stand out."""
        return self.length * self.relief.scale * self.contrast**2

    @property
    def fineness(self) -> float:
        """How much it looks like strokes: a pen is finer than the white between its strokes."""
        return self.length / self.pen * self.contrast**2


def candidates_in(relief: Relief) -> list[Candidate]:
    """Return the parts, from every depth on, that may be the character.

    They are on paper, stand out, are finer than the window and frame nothing.
    """
    found, frames = [], np.zeros(relief.depth.shape, bool)
    for threshold in relief.thresholds():
        parts = Parts((relief.depth > threshold) & ~frames)
        ink = {p.label: (contrast_of(relief, p)[parts.mask(p)] ** 2).sum() for p in parts.all}
        all_ink = sum(ink[p.label] for p in parts.all if not p.lines_rim)
        for part in parts.all[:STROKES_TRIED]:
            mask = parts.mask(part)
            if parts.encloses(part):
                # From a greater depth on its line may be broken, but it is a frame still.
                frames[part.box] |= mask
            elif (
                ink[part.label] >= SMALLEST_MAIN_PART * all_ink
                and threshold <= DEEPEST_THRESHOLD * clear_depth(relief, part, mask)
                and is_on_paper(relief, part, mask)
            ):
                length, pen = stroke_size(mask)
                candidate = Candidate(relief, frames, threshold, part, mask, length, pen)
                if pen <= WIDEST_PEN * relief.window and candidate.contrast > SMALLEST_CONTRAST:
                    found.append(candidate)
    return [c for c in found if not frames[c.part.box][c.mask].any()]


def contrast_of(relief: Relief, part: Part) -> np.ndarray:
    """Return how much darker than the paper each pixel of a part's box is, on the picture."""
    return relief.paper[part.box] - relief.brightness[part.box]


def clear_depth(relief: Relief, part: Part, mask: np.ndarray) -> float:
    """Return the depth of a part's clearest tenth."""
    return float(np.quantile(relief.depth[part.box][mask], 0.9))


def is_on_paper(relief: Relief, part: Part, mask: np.ndarray) -> bool:
    """Return whether paper adjoins a part and lies round it.

    A blot too wide for the window adjoins the slice of itself that was taken for ink, as a table
    does beside a sheet; round the white inside an O there is more white.
    """
    margin = 2 * EDGE_PX + part.side // 4
    rows = slice(max(0, part.rows.start - margin), part.rows.stop + margin)
    columns = slice(max(0, part.columns.start - margin), part.columns.stop + margin)
    brightness = relief.brightness[rows, columns]
    ink = np.zeros(brightness.shape, bool)
    top, left = part.rows.start - rows.start, part.columns.start - columns.start
    ink[top : top + part.height, left : left + part.width] = mask
    # As dark as the ink nearest to it: in a shadow, paper may be as dark as ink in full light.
    distance, nearest = ndimage.distance_transform_edt(~ink, return_indices=True)
    middle = (relief.darkest[rows, columns] + relief.paper[rows, columns]) / 2
    is_dark = brightness < middle[tuple(nearest)]
    adjoining = (distance > EDGE_PX) & (distance <= 2 * EDGE_PX)
    beside = distance > EDGE_PX
    return _share(is_dark, adjoining) < ADJOINED and _share(is_dark, beside) < SURROUNDED


def _share(mask: np.ndarray, within: np.ndarray) -> float:
    return float(mask[within].mean()) if within.any() else 0.0
