"""Gathers the strokes and dots of one character, and tells other characters apart from them."""

from emnist_lab.datasets.parts import Part, Parts

# In EMNIST's test images no part of a character is farther beside the others than a tenth of its
# length; dots and the bars of E, I and J are farther above.
PART_BESIDE = 0.1
PART_ABOVE = 0.65
DOT_BESIDE = 0.15
DOT = 0.35  # of the character's length; a larger part is another character
BAR = 0.35  # height over width of a bar that belongs to the strokes above or below
SPECK_AREA = 0.02  # of the largest part; the dot of an i is some 10 %


def gather(parts: Parts, strokes: list[Part]) -> tuple[list[Part], list[Part]]:
    """Return the parts of the character that some strokes belong to, and other characters.

    Parameters
    ----------
    parts : Parts
        All parts of the picture.
    strokes : list of Part
        Those of them that are known to be of the character.

    Returns
    -------
    members, others : list of Part
        Parts of the character, and parts too far from it that are as large as characters.
    """
    members = list(strokes)
    speck = SPECK_AREA * max(part.area for part in members)
    rest = [p for p in parts.all if p not in members and p.area >= speck and not parts.encloses(p)]
    joined = members
    while joined:
        character = extent(members)
        joined = [part for part in rest if _belongs(part, character)]
        members = members + joined
        rest = [part for part in rest if part not in joined]
    length = extent(members).side
    return members, [part for part in rest if part.side > DOT * length and not part.lines_rim]


def extent(members: list[Part]) -> Part:
    """Return all members as one part."""
    return Part(
        label=0,
        rows=slice(min(p.rows.start for p in members), max(p.rows.stop for p in members)),
        columns=slice(min(p.columns.start for p in members), max(p.columns.stop for p in members)),
        area=sum(p.area for p in members),
        contact=sum(p.contact for p in members),
        spans=any(p.spans for p in members),
    )


def _belongs(part: Part, character: Part) -> bool:
    if part.lines_rim and not character.contact:
        return False
    beside = _gap(part.columns, character.columns) / character.side
    above = _gap(part.rows, character.rows) / character.side
    if part.side <= DOT * character.side:
        return beside <= DOT_BESIDE and above <= PART_ABOVE
    is_bar = min(part.height, character.height) <= BAR * max(part.width, character.width)
    return beside <= PART_BESIDE and above <= (PART_ABOVE if is_bar else PART_BESIDE)


def _gap(one: slice, other: slice) -> int:
    return max(0, one.start - other.stop, other.start - one.stop)
