"""The shapes that people write for each of the 62 characters, read from templates.json.

The file lists the shapes under EMNIST's merged classes: "C" holds shapes of C (case "upper"), of
c ("lower") and those that either can take ("both"). A weight says how often a shape is written
among those of its character; weights and the usual aspect (natural logarithm of the stretch),
slant and length (natural logarithm of the longer side, relative to the average) were fitted on
aggregate statistics of real EMNIST, the strokes drawn by hand.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from emnist_lab.datasets.emnist.synthesize.strokes import Glyph, parse_glyph


@dataclass(frozen=True)
class Habit:
    """How a character is usually written, as offsets to the average hand."""

    aspect: float
    slant: float
    length: float


@dataclass(frozen=True)
class Allographs:
    """The shapes of one character and how often each is written."""

    glyphs: tuple[Glyph, ...]
    cumulative_weight: np.ndarray
    habit: Habit

    def choose(self, uniform: float) -> Glyph:
        """Shape for a number drawn uniformly from 0..1."""
        return self.glyphs[int(np.searchsorted(self.cumulative_weight, uniform, side="right"))]


@cache
def load_templates() -> dict[str, Allographs]:
    """Shapes of all 62 characters.

    Returns
    -------
    dict of str to Allographs
        By character: "0".."9", "A".."Z", "a".."z".
    """
    merged = json.loads((files(__package__) / "templates.json").read_text(encoding="utf-8"))
    characters = {}
    for name, entry in merged.items():
        habit = Habit(entry["aspect"], entry["slant"], entry["length"])
        # One Glyph for both cases: parsing is most of the loading time.
        shapes = [(s["case"], s["weight"], parse_glyph(s["strokes"])) for s in entry["allographs"]]
        for case, character in (("upper", name.upper()), ("lower", name.lower())):
            own = [(weight, glyph) for tag, weight, glyph in shapes if tag in (case, "both")]
            if own:
                characters[character] = _allographs(own, habit)
    return characters


def _allographs(weighted: list[tuple[float, Glyph]], habit: Habit) -> Allographs:
    weights, glyphs = zip(*weighted, strict=True)
    cumulative = np.cumsum(weights) / sum(weights)
    cumulative[-1] = 1.0
    return Allographs(glyphs, cumulative, habit)
