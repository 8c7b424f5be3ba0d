"""The six splits of EMNIST: their classes and the sizes of the official files."""

import string
from dataclasses import dataclass

from emnist_lab.errors import DataError

IMAGE_SIDE = 28

_DIGITS = tuple(string.digits)
_CAPITALS = tuple(string.ascii_uppercase)
# The 15 small letters that look like their capitals (c, i, j, k, l, m, ...) are merged into them.
_MERGED = _DIGITS + _CAPITALS + tuple("abdefghnqrt")


@dataclass(frozen=True)
class SplitFacts:
    """What is known of a split before any file is opened.

    Parameters
    ----------
    name : str
        The split's name in the official file names.
    classes : tuple of str
        One character per class, in the order of the official labels.
    train_images, test_images : int
        Images in the official files.
    first_label : int
        The smallest label in the official files: 1 for letters, else 0.
    """

    name: str
    classes: tuple[str, ...]
    train_images: int
    test_images: int
    first_label: int = 0


# Classes: Cohen et al. (2017), EMNIST: an extension of MNIST to handwritten letters. Sizes: the
# headers of the official files; the paper's text gives letters 88,800 / 14,800 instead.
CATALOG = {
    facts.name: facts
    for facts in (
        SplitFacts("balanced", _MERGED, 112_800, 18_800),
        SplitFacts("bymerge", _MERGED, 697_932, 116_323),
        SplitFacts(
            "byclass", _DIGITS + _CAPITALS + tuple(string.ascii_lowercase), 697_932, 116_323
        ),
        SplitFacts("letters", _CAPITALS, 124_800, 20_800, first_label=1),
        SplitFacts("digits", _DIGITS, 240_000, 40_000),
        SplitFacts("mnist", _DIGITS, 60_000, 10_000),
    )
}
SPLITS = tuple(CATALOG)


def split_facts(name: str) -> SplitFacts:
    """Return what is known of a split.

    Parameters
    ----------
    name : str
        One of `SPLITS`.

    Returns
    -------
    SplitFacts
        Classes and official sizes.

    Raises
    ------
    DataError
        If EMNIST has no split of that name.
    """
    if name not in CATALOG:
        raise DataError(f"EMNIST has no split '{name}'", mend=f"choose one of {', '.join(SPLITS)}")
    return CATALOG[name]
