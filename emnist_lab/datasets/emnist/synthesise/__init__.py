"""Synthetic handwriting in the format of EMNIST, drawn by this package from hand-made strokes.

The way an image takes: `templates` (strokes as points, several shapes per character) ->
`strokes` (smooth curves) -> `writer` (one hand's slant, width, wobble) -> `raster` (a pen,
scanned) -> `emnist_lab.datasets.emnist.frame` (the conversion that made EMNIST).

How often each shape of a character is drawn, and each character's usual width, slant and length,
were fitted on aggregate statistics of real EMNIST. No real image is contained or copied.
"""

from emnist_lab.datasets.emnist.synthesise.images import synthesise_images
from emnist_lab.datasets.emnist.synthesise.splits import synthesise_split

__all__ = ["synthesise_images", "synthesise_split"]
