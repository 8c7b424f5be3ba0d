"""Synthetic handwriting in the format of EMNIST, drawn by this package from hand-made strokes.

The way an image takes: `templates` (strokes as points, several shapes per character) ->
`strokes` (smooth curves) -> `writer` (one hand's slant, width, wobble) -> `raster` (a pen,
scanned) -> `emnist_lab.datasets.emnist.frame` (the conversion that made EMNIST).

How often each shape of a character is drawn, and each character's usual width, slant and length,
were fitted on aggregate statistics of real EMNIST. No real image is contained or copied.
"""

from pathlib import Path

from emnist_lab.code_digests import code_digests
from emnist_lab.datasets.emnist.synthesize.images import synthesize_images
from emnist_lab.datasets.emnist.synthesize.splits import SEED, synthesize_split

__all__ = ["DESCRIPTION", "NOTICE", "synthesis_key", "synthesize_images", "synthesize_split"]

DESCRIPTION = (
    "The images are synthetic: this project's program drew them, nobody wrote them by hand."
)

NOTICE = "They cannot say how well a network reads people's handwriting."


def synthesis_key() -> list:
    """Return what changes with the code and the shapes that the images are drawn by."""
    templates = sorted(Path(__file__).parent.glob("*.json"))
    return [SEED, code_digests(__name__), *(file.read_bytes() for file in templates)]
