"""The six splits of EMNIST: their classes and the sizes of the official files."""

import string

from emnist_lab.dataset import SplitFacts

IMAGE_SIDE = 28
# As NIST names its archive of all splits.
ARCHIVE_NAME = "gzip.zip"

_DIGITS = tuple(string.digits)
_CAPITALS = tuple(string.ascii_uppercase)
# The 15 small letters that look like their capitals (c, i, j, k, l, m, ...) are merged into them.
_MERGED = _DIGITS + _CAPITALS + tuple("abdefghnqrt")


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
