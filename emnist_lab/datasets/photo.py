"""Finds the one character on a photo or scan, and says what makes that doubtful."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from emnist_lab.datasets.gathering import extent, gather
from emnist_lab.datasets.parts import Part, Parts
from emnist_lab.datasets.relief import Relief, reliefs, stroke_size
from emnist_lab.errors import DataError

STROKES_TRIED = 8
WIDEST_PEN = 0.35  # of the window, which must reach over it where strokes meet, too
BLOT = 3.0  # length over width; a disk has 1.8, a short thick l 3.5
# Shares of what surrounds a part that may be as dark as it is: round ink there is paper.
SURROUNDED = 0.5
ADJOINED = 0.25
SMALLEST_CONTRAST = 0.04  # on the picture's own scale of brightness
SHADED = 0.3  # contrast in a deep shadow, of that in full light
DEEPEST_THRESHOLD = 0.7  # of a part's own depth; above that only its core is seen
SMALLEST_MAIN_PART = 0.2  # of all ink; grain has a thousand parts
NEARLY = 0.7
HALF = 0.5
GREY_EDGE_PX = 2
PEN_WITHOUT_GRAIN_PX = 4.0
WIDEST_CHARACTER = 1.9  # width over height; 99 in 100 of EMNIST's are narrower
THICKEST_PEN = 0.3  # of the length


@dataclass(frozen=True)
class FoundCharacter:
    """Ink 0..1, (height, width), from 0.5 on a stroke, and what in words makes it doubtful."""

    ink: np.ndarray
    doubts: tuple[str, ...]


@dataclass(frozen=True)
class _Candidate:
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
        return float(_contrast(self.relief, self.part)[self.mask].mean())

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


def find_character(brightness: np.ndarray) -> FoundCharacter:
    """Find the character of a photo, whatever paper, light and frame surround it.

    Parameters
    ----------
    brightness : ndarray, (height, width)
        0 black to 1 white; dark on light or light on dark.

    Returns
    -------
    FoundCharacter
        The character alone, without paper, frames and specks.

    Raises
    ------
    DataError
        Nothing is written on it.
    """
    candidates = [found for relief in reliefs(brightness) for found in _candidates(relief)]
    dark, light = (_best([c for c in candidates if c.relief.is_turned == t]) for t in (0, 1))
    found = [candidate for candidate in (dark, light) if candidate]
    if not found:
        raise DataError(
            "no character stands out on this image",
            mend="Give an image of one character, dark on light or light on dark.",
        )
    return _whole_character(max(found, key=lambda c: c.fineness))


def _best(candidates: list[_Candidate]) -> _Candidate | None:
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


def _candidates(relief: Relief) -> list[_Candidate]:
    found, frames = [], np.zeros(relief.depth.shape, bool)
    for threshold in relief.thresholds():
        parts = Parts((relief.depth > threshold) & ~frames)
        ink = {p.label: (_contrast(relief, p)[parts.mask(p)] ** 2).sum() for p in parts.all}
        all_ink = sum(ink[p.label] for p in parts.all if not p.lines_rim)
        for part in parts.all[:STROKES_TRIED]:
            mask = parts.mask(part)
            if parts.encloses(part):
                # From a greater depth on its line may be broken, but it is a frame still.
                frames[part.box] |= mask
            elif (
                ink[part.label] >= SMALLEST_MAIN_PART * all_ink
                and threshold <= DEEPEST_THRESHOLD * _clear_depth(relief, part, mask)
                and _is_on_paper(relief, part, mask)
            ):
                length, pen = stroke_size(mask)
                candidate = _Candidate(relief, frames, threshold, part, mask, length, pen)
                if pen <= WIDEST_PEN * relief.window and candidate.contrast > SMALLEST_CONTRAST:
                    found.append(candidate)
    return found


def _contrast(relief: Relief, part: Part) -> np.ndarray:
    """How much darker than the paper each pixel of the part's box is, as the camera saw it."""
    return relief.paper[part.box] - relief.brightness[part.box]


def _clear_depth(relief: Relief, part: Part, mask: np.ndarray) -> float:
    """Return the depth of a part's clearest tenth."""
    return float(np.quantile(relief.depth[part.box][mask], 0.9))


def _is_on_paper(relief: Relief, part: Part, mask: np.ndarray) -> bool:
    """Whether paper adjoins a part and lies round it.

    A blot too wide for the window adjoins the slice of itself that was taken for ink, as a table
    does beside a sheet; round the white inside an O there is more white.
    """
    margin = 2 * GREY_EDGE_PX + part.side // 4
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
    adjoining = (distance > GREY_EDGE_PX) & (distance <= 2 * GREY_EDGE_PX)
    beside = distance > GREY_EDGE_PX
    return _share(is_dark, adjoining) < ADJOINED and _share(is_dark, beside) < SURROUNDED


def _share(mask: np.ndarray, within: np.ndarray) -> float:
    return float(mask[within].mean()) if within.any() else 0.0


def _whole_character(candidate: _Candidate) -> FoundCharacter:
    """Gather the parts that belong to the candidate, at half its depth."""
    relief, depth, part = candidate.relief, candidate.relief.depth, candidate.part
    half = HALF * _clear_depth(relief, part, candidate.mask)
    parts, strokes = _parts_at(half, candidate)
    energy = (depth[part.box][candidate.mask] ** 2).sum()
    all_energy = sum((depth[p.box][parts.mask(p)] ** 2).sum() for p in strokes)
    joins_rim = any(p.lines_rim for p in strokes) and not part.lines_rim
    if joins_rim or all_energy > 2 * energy:
        # At half the depth lines of the paper or a shadow have joined it.
        half = candidate.threshold
        parts, strokes = _parts_at(half, candidate)
    clearness = {p.label: _contrast(relief, p)[parts.mask(p)].mean() for p in parts.all}
    rest = [
        p
        for p in parts.all
        if p not in strokes
        and clearness[p.label] > SHADED * candidate.contrast
        and not parts.encloses(p)
        and _is_on_paper(relief, p, parts.mask(p))
    ]
    members, others = gather(strokes, rest)
    # The grain of a table is never as clear as ink.
    others = [p for p in others if clearness[p.label] > HALF * candidate.contrast]
    character = np.isin(parts.labels, [p.label for p in members])
    if candidate.pen >= PEN_WITHOUT_GRAIN_PX:
        depth = ndimage.median_filter(depth, 3)
    ink = np.minimum(depth * (HALF / half), 1)
    # Grey edges are kept, so that a small image does not turn into steps when it is enlarged.
    ink[~ndimage.binary_dilation(character, iterations=GREY_EDGE_PX)] = 0
    return FoundCharacter(ink, _doubts(candidate, members, len(others)))


def _parts_at(threshold: float, candidate: _Candidate) -> tuple[Parts, list[Part]]:
    """Return all parts from a depth on, and those that the candidate is made of."""
    parts = Parts((candidate.relief.depth > threshold) & ~candidate.frames)
    labels = set(np.unique(parts.labels[candidate.part.box][candidate.mask]).tolist())
    return parts, [part for part in parts.all if part.label in labels]


def _doubts(candidate: _Candidate, members: list[Part], others: int) -> tuple[str, ...]:
    character, doubts = extent(members), []
    lies_flat = all(part.height <= 2 * candidate.pen for part in members)
    if others:
        doubts.append(f"{1 + others} characters seem to stand here; one of them was read")
    elif character.width > WIDEST_CHARACTER * character.height and not lies_flat:
        doubts.append("the writing is wider than a character; perhaps there are several")
    if candidate.pen > THICKEST_PEN * character.side:
        doubts.append("the ink is more of a blot than of strokes; perhaps it is no writing")
    if candidate.part.lines_rim:
        doubts.append("the ink runs along the rim; perhaps it is cut off, or no writing")
    return tuple(doubts)
