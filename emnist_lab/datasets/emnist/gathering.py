"""Gathers the strokes and dots of one character, and tells other characters apart from them."""

from emnist_lab.datasets.emnist.parts import Part

# In EMNIST's test images no part of a character is farther beside the others than a tenth of its
# length; dots and the bars of E, I and J are farther above.
PART_BESIDE = 0.1
BAR_ABOVE = 0.3
BARS_APART = 0.5
DOT_BESIDE = 0.15
DOT_ABOVE = 0.65
DOT = 0.35  # of the character's length; a larger part is another character
BAR = 0.35  # height over width of a bar, as of an E or a T
SPECK_AREA = 0.02  # of the largest part; the dot of an i is some 10 %


def gather(strokes: list[Part], rest: list[Part]) -> tuple[list[Part], list[Part]]:
    """Return the parts of the character that some strokes belong to, and other characters.

    `strokes` are known to be of the character, parts in `rest` may be; the others are those too far
    from it that are as large as characters.
    """
    members, speck = strokes, SPECK_AREA * max(part.area for part in strokes)
    rest = joined = [part for part in rest if part.area >= speck]
    while joined:
        character = extent(members)
        joined = [part for part in rest if _belongs(part, character)]
        members = members + joined
        rest = [part for part in rest if part not in joined]
    character = extent(members)
    dots = [part for part in rest if _is_dot_above(part, character) and _is_alone(part, rest)]
    members = members + dots
    return members, [part for part in rest if _is_character(part, character)]


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
    apart = _gap(part.rows, character.rows) / character.side
    if part.side <= DOT * character.side:
        return max(beside, apart) <= DOT_BESIDE
    bar, other = sorted((part, character), key=lambda p: p.height)
    if not _is_flat(bar):
        allowed = PART_BESIDE
    elif _is_flat(other):
        allowed = BARS_APART
    else:
        # The bar over a T; one below may be an underline.
        allowed = BAR_ABOVE if bar.rows.start < other.rows.start else PART_BESIDE
    return beside <= PART_BESIDE and apart <= allowed


def _is_dot_above(part: Part, character: Part) -> bool:
    beside = _gap(part.columns, character.columns) / character.side
    above = (character.rows.start - part.rows.stop) / character.side
    is_small = part.side <= DOT * character.side and not part.lines_rim
    return is_small and beside <= DOT_BESIDE and 0 < above <= DOT_ABOVE


def _is_alone(dot: Part, rest: list[Part]) -> bool:
    """Whether nothing else is at a dot's height: a line of print above a character is no dot."""
    return all(part is dot or _gap(part.rows, dot.rows) for part in rest)


def _is_character(part: Part, character: Part) -> bool:
    return part.side > DOT * character.side and not part.lines_rim and not _is_flat(part)


def _is_flat(part: Part) -> bool:
    return part.height <= BAR * part.width


def _gap(one: slice, other: slice) -> int:
    return max(0, one.start - other.stop, other.start - one.stop)
