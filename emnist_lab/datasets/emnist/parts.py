"""The connected parts of a mask: where they lie, and which of them only frame the others."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

EIGHT_NEIGHBORS = np.ones((3, 3))
SMALLEST_AREA_PX = 6
MOST_PARTS = 60  # of a paper's grain there are thousands
INNER_SIDE = 0.3  # of the frame's; what is smaller is a speck in an O, no character in a box
GAP = 0.03  # of the frame's side, where its line may be broken
MOSTLY = 0.9  # of the inner part's area; lines of the paper reach up to the stroke round them


@dataclass(frozen=True)
class Part:
    """Connected pixels: their label, box and number, and how they meet the picture's rim.

    `contact` counts those on the rim; `spans` tells parts that reach from rim to rim.
    """

    label: int
    rows: slice
    columns: slice
    area: int
    contact: int
    spans: bool

    @property
    def box(self) -> tuple[slice, slice]:
        return self.rows, self.columns

    @property
    def height(self) -> int:
        return self.rows.stop - self.rows.start

    @property
    def width(self) -> int:
        return self.columns.stop - self.columns.start

    @property
    def side(self) -> int:
        return max(self.height, self.width)

    @property
    def lines_rim(self) -> bool:
        """Whether it runs along the picture's rim or across: border, table, ruled line."""
        return self.spans or self.contact > self.side / 2

    def inside(self, other: "Part") -> bool:
        return (
            other.rows.start < self.rows.start
            and self.rows.stop < other.rows.stop
            and other.columns.start < self.columns.start
            and self.columns.stop < other.columns.stop
        )


class Parts:
    """The largest connected parts of a mask, the largest first."""

    def __init__(self, mask: np.ndarray):
        self.labels, count = ndimage.label(mask, structure=EIGHT_NEIGHBORS)
        area = np.bincount(self.labels.ravel(), minlength=count + 1)
        rim = (self.labels[0], self.labels[-1], self.labels[1:-1, 0], self.labels[1:-1, -1])
        contact = np.bincount(np.concatenate(rim), minlength=count + 1)
        boxes = ndimage.find_objects(self.labels)
        largest = 1 + np.argsort(-area[1:], kind="stable")[:MOST_PARTS]
        self.all = [
            Part(int(i), rows, columns, int(area[i]), int(contact[i]), self._spans((rows, columns)))
            for i in largest
            for rows, columns in [boxes[i - 1]]
            if area[i] >= SMALLEST_AREA_PX
        ]

    def _spans(self, box: tuple[slice, slice]) -> bool:
        return any(s.stop - s.start == side for s, side in zip(box, self.labels.shape, strict=True))

    def mask(self, part: Part) -> np.ndarray:
        """Return the part's pixels within its box."""
        return self.labels[part.box] == part.label

    def encloses(self, part: Part) -> bool:
        """Whether another part of some size lies within the part's closed line, as in a form."""
        inner = [p for p in self.all if p.side > INNER_SIDE * part.side and p.inside(part)]
        if not inner:
            return False
        gap = max(2, round(GAP * part.side))
        line = ndimage.binary_dilation(np.pad(self._closed_at_rim(part), gap), iterations=gap)
        within = (ndimage.binary_fill_holes(line) & ~line)[gap:-gap, gap:-gap]
        labels = self.labels[part.box]
        return any((within & (labels == p.label)).sum() > MOSTLY * p.area for p in inner)

    def _closed_at_rim(self, part: Part) -> np.ndarray:
        """Return the part's pixels, and the rim where it is cut off: half a box is a box."""
        line = self.mask(part).copy()
        height, width = self.labels.shape
        line[0] |= part.rows.start == 0
        line[-1] |= part.rows.stop == height
        line[:, 0] |= part.columns.start == 0
        line[:, -1] |= part.columns.stop == width
        return line
