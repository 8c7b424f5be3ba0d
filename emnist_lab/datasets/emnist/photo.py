"""Finds the one character on a photo or scan, and says what makes that doubtful."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from emnist_lab.datasets.emnist.candidates import (
    Candidate,
    candidates_in,
    clear_depth,
    contrast_of,
    is_on_paper,
)
from emnist_lab.datasets.emnist.gathering import extent, gather
from emnist_lab.datasets.emnist.parts import Part, Parts
from emnist_lab.datasets.emnist.relief import reliefs
from emnist_lab.errors import DataError

NEARLY = 0.7
HALF = 0.5
SHADED = 0.3  # contrast in a deep shadow, of that in full light
GRAY_EDGE_PX = 2
PEN_WITHOUT_GRAIN_PX = 4.0
WIDEST_CHARACTER = 2.0  # width over height; 99 in 100 of EMNIST's have less than 1.9
THICKEST_PEN = 0.3  # of the length


@dataclass(frozen=True)
class FoundCharacter:
    """Ink 0..1, (height, width), from 0.5 on a stroke, and what in words makes it doubtful."""

    ink: np.ndarray
    doubts: tuple[str, ...]


def find_character(brightness: np.ndarray) -> FoundCharacter:
    """Find the character of a photo, whatever paper, light and frame surround it.

    Parameters
    ----------
    brightness : ndarray, (height, width)
        0 black to 1 white; dark on light or light on dark.

    Raises
    ------
    DataError
        Nothing is written on it.
    """
    candidates = [found for relief in reliefs(brightness) for found in candidates_in(relief)]
    dark, light = (_best([c for c in candidates if c.relief.is_turned == t]) for t in (0, 1))
    found = [candidate for candidate in (dark, light) if candidate]
    if not found:
        raise DataError(
            "no character stands out on this image",
            fix="Give an image of one character, dark on light or light on dark.",
        )
    return _whole_character(max(found, key=lambda c: c.fineness))


def _best(candidates: list[Candidate]) -> Candidate | None:
    """Return what shows the most writing, at the finest resolution that shows nearly as much."""
    strokes = [c for c in candidates if not c.is_blot]
    free = [c for c in strokes if not c.part.lines_rim]
    # Only on a tight crop does a character line the rim.
    candidates = free or strokes or [c for c in candidates if not c.part.lines_rim]
    most = max((c.writing for c in candidates), default=0)
    near = [c for c in candidates if c.writing >= NEARLY * most]
    finest = min((c.relief.scale for c in near), default=0)
    finest_near = [c for c in near if c.relief.scale == finest]
    return max(finest_near, key=lambda c: c.writing, default=None)


def _whole_character(candidate: Candidate) -> FoundCharacter:
    """Gather the parts that belong to the candidate, at half its depth."""
    relief, depth, part = candidate.relief, candidate.relief.depth, candidate.part
    half = HALF * clear_depth(relief, part, candidate.mask)
    parts, strokes = _parts_at(half, candidate)
    energy = (depth[part.box][candidate.mask] ** 2).sum()
    all_energy = sum((depth[p.box][parts.mask(p)] ** 2).sum() for p in strokes)
    joins_rim = any(p.lines_rim for p in strokes) and not part.lines_rim
    if joins_rim or all_energy > 2 * energy or not strokes:
        # At half the depth lines of the paper or a shadow have joined it.
        half = candidate.threshold
        parts, strokes = _parts_at(half, candidate)
    clearness = {p.label: contrast_of(relief, p)[parts.mask(p)].mean() for p in parts.all}
    rest = [
        p
        for p in parts.all
        if p not in strokes
        and clearness[p.label] > SHADED * candidate.contrast
        and not parts.encloses(p)
        and is_on_paper(relief, p, parts.mask(p))
    ]
    members, others = gather(strokes, rest)
    # The grain of a table is never as clear as ink.
    others = [p for p in others if clearness[p.label] > HALF * candidate.contrast]
    character = np.isin(parts.labels, [p.label for p in members])
    if candidate.pen >= PEN_WITHOUT_GRAIN_PX:
        depth = ndimage.median_filter(depth, 3)
    ink = np.minimum(depth * (HALF / half), 1)
    # Gray edges are kept, so that a small image does not turn into steps when it is enlarged.
    ink[~ndimage.binary_dilation(character, iterations=GRAY_EDGE_PX)] = 0
    return FoundCharacter(ink, _doubts(candidate, members, others))


def _parts_at(threshold: float, candidate: Candidate) -> tuple[Parts, list[Part]]:
    """Return all parts from a depth on, and those that the candidate is made of."""
    parts = Parts((candidate.relief.depth > threshold) & ~candidate.frames)
    labels = set(np.unique(parts.labels[candidate.part.box][candidate.mask]).tolist())
    return parts, [part for part in parts.all if part.label in labels]


def _doubts(candidate: Candidate, members: list[Part], others: list[Part]) -> tuple[str, ...]:
    character, doubts = extent(members), []
    lies_flat = all(part.height <= 2 * candidate.pen for part in members)
    if others:
        doubts.append("more than one character seems to stand here; one of them was read")
    elif character.width > WIDEST_CHARACTER * character.height and not lies_flat:
        doubts.append("the writing is wider than a character; perhaps there are several")
    if candidate.pen > THICKEST_PEN * character.side:
        doubts.append("the ink is more of a blot than of strokes; perhaps it is no writing")
    if candidate.part.lines_rim:
        doubts.append("the ink runs along the rim; perhaps it is cut off, or no writing")
    return tuple(doubts)
