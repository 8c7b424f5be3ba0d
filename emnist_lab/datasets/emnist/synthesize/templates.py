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
class Allographs:
    """The shapes of one character, how often each is written, and how, on average."""

    glyphs: tuple[Glyph, ...]
    cumulative_weight: np.ndarray
    aspect: float
    slant: float
    length: float

    def choose(self, uniform: float) -> Glyph:
        """Return the shape for a number drawn uniformly from 0..1."""
        return self.glyphs[int(np.searchsorted(self.cumulative_weight, uniform, side="right"))]


@cache
def load_templates() -> dict[str, Allographs]:
    """Return the shapes of all 62 characters, "0".."9", "A".."Z" and "a".."z"."""
    merged = json.loads((files(__package__) / "templates.json").read_text(encoding="utf-8"))
    characters = {}
    for name, entry in merged.items():
        # One Glyph for both cases: parsing is most of the loading time.
        shapes = [(s["case"], s["weight"], parse_glyph(s["strokes"])) for s in entry["allographs"]]
        for case, character in (("upper", name.upper()), ("lower", name.lower())):
            own = [(weight, glyph) for tag, weight, glyph in shapes if tag in (case, "both")]
            if own:
                weights, glyphs = zip(*own, strict=True)
                cumulative = np.cumsum(weights) / sum(weights)
                cumulative[-1] = 1.0
                characters[character] = Allographs(
                    glyphs, cumulative, entry["aspect"], entry["slant"], entry["length"]
                )
    return characters
