"""Pieces of sentences that the findings share."""

from collections.abc import Iterable

from emnist_lab.figures import numbers
from emnist_lab.figures.numbers import NO_BREAK, points


def listed(words: list[str], last: str = "and") -> str:
    """Return words as a list in a sentence: `a, b and c`, or with another word before the last."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def seeds_in_words(seeds: Iterable[int]) -> str:
    """Return `seed 0` or `seeds 0, 1 and 2`."""
    shown = [str(seed) for seed in seeds]
    return f"seed{'s' if len(shown) > 1 else ''} {listed(shown)}"


def amount(difference: float) -> str:
    """Return a difference of shares as `1.2 points more than`, or `as much as`."""
    if abs(difference) < 0.0005:
        return "as much as"
    word = "more" if difference > 0 else "less"
    return f"{size_of(difference)} points {word} than"


def size_of(difference: float) -> str:
    """Return a difference of shares in points without its sign."""
    return points(abs(difference)).removeprefix("+")


def is_or_are(number: int) -> str:
    """Return the verb that goes with a number."""
    return "is" if number == 1 else "are"


def probability(p_value: float) -> str:
    """Return `p = 0.03`, or `p < 0.001`."""
    shown = numbers.p_value(p_value)
    return f"p{NO_BREAK}{shown}" if shown.startswith("<") else f"p{NO_BREAK}={NO_BREAK}{shown}"
