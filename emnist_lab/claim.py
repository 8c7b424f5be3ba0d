"""What a source claims of its variants, as data that a study states and the test images judge."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Contest:
    """Variants that a claim puts before others, which it calls its rival.

    Of several on a side the images that they read are added up: a gain is greater than another if
    its better variant and the other's worse one together read more than the two others.
    """

    better: tuple[str, ...]
    worse: tuple[str, ...]
    rival: str


@dataclass(frozen=True)
class Claim:
    """A sentence of the source, and the contests that all have to be won for it to hold."""

    says: str
    contests: tuple[Contest, ...]


def best_of(says: str, best: str, rivals: Iterable[str]) -> Claim:
    """Return the claim that one variant reads more than each of its rivals."""
    return Claim(says, tuple(Contest((best,), (name,), name) for name in rivals))


def each_better(says: str, pairs: Iterable[tuple[str, str]]) -> Claim:
    """Return the claim that the first of each pair reads more than the second."""
    return Claim(says, tuple(Contest((better,), (worse,), worse) for better, worse in pairs))


def greatest_gain(says: str, gain: tuple[str, str], others: Iterable[tuple[str, str]]) -> Claim:
    """Return the claim that one step gains more than others; steps are pairs (after, before)."""
    first, second = gain
    return Claim(
        says,
        tuple(
            Contest((first, before), (second, after), f"{after} over {before}")
            for after, before in others
        ),
    )
