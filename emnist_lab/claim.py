"""What a source claims, as data that a study states; test images and figures judge it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

# "About twice", or "about ten times", is taken for at least four fifths of that.
ABOUT = 0.8
# What a source calls little, or the same level, is taken for at most one point of accuracy.
LITTLE = 0.01
LESS_IS_BETTER = ("parameters", "latency_ms", "val_loss", "test_loss")


@dataclass(frozen=True)
class Contest:
    """Variants that a claim puts before others.

    Of several on a side the images that they read are added up: a gain is greater than another if
    its better variant and the other's worse one together read more than the two others. Where
    `at_most` is given, the claim is that the first read at most such a share more than the second.
    """

    better: tuple[str, ...]
    worse: tuple[str, ...]
    at_most: float | None = None


@dataclass(frozen=True)
class Relation:
    """Figures that a claim puts before others, each side added up.

    The first are `factor` times as good as the second: less where less is better (times, losses,
    parameters), else more.
    """

    column: str
    better: tuple[str, ...]
    worse: tuple[str, ...]
    factor: float = 1.0

    @property
    def less_is_better(self) -> bool:
        """Whether a smaller figure is the better one."""
        return self.column in LESS_IS_BETTER or self.column.endswith("_time_s")


Judge = TypeVar("Judge", Contest, Relation)


@dataclass(frozen=True)
class Claim:
    """A sentence of a source, its place there, and what judges it.

    All its `contests` (on the test images of a run) and `measured` relations (of a run's figures)
    have to hold for it to hold in that run; all its `published` relations for it to hold by the
    source's own figures. `untestable` says why neither can judge it.
    """

    name: str
    says: str
    where: str
    contests: tuple[Contest, ...] = ()
    measured: tuple[Relation, ...] = ()
    published: tuple[Relation, ...] = ()
    untestable: str | None = None

    def and_figures(self, *relations: Relation) -> "Claim":
        """Return the claim with relations that both a run's and the source's figures judge."""
        return replace(
            self,
            measured=(*self.measured, *relations),
            published=(*self.published, *relations),
        )

    def renamed(self, name: Callable[[str], str]) -> "Claim":
        """Return the claim with other names for the variants of a run."""

        def of(each: Judge) -> Judge:
            better, worse = (tuple(map(name, side)) for side in (each.better, each.worse))
            return replace(each, better=better, worse=worse)

        return replace(
            self,
            contests=tuple(map(of, self.contests)),
            measured=tuple(map(of, self.measured)),
        )


def best_of(
    name: str, says: str, where: str, best: str, rivals: Iterable[str], column: str = "test_acc"
) -> Claim:
    """Return the claim that a variant reads more than each rival, here and in a source's column."""
    rivals = tuple(rivals)
    return Claim(
        name,
        says,
        where,
        contests=better_than(best, rivals),
        published=figures_of(column, best, rivals),
    )


def better_than(better: str, rivals: Iterable[str]) -> tuple[Contest, ...]:
    """Return that a variant reads more than each rival."""
    return tuple(Contest((better,), (name,)) for name in rivals)


def greater_gain(gain: tuple[str, str], others: Iterable[tuple[str, str]]) -> tuple[Contest, ...]:
    """Return that one step gains more than others; steps are pairs (after, before)."""
    first, second = gain
    return tuple(Contest((first, before), (second, after)) for after, before in others)


def at_most(gain: float, pairs: Iterable[tuple[str, str]]) -> tuple[Contest, ...]:
    """Return that the first of each pair reads at most a share of the images more."""
    return tuple(Contest((first,), (second,), gain) for first, second in pairs)


def figures_of(
    column: str, better: str, rivals: Iterable[str], factor: float = 1.0
) -> tuple[Relation, ...]:
    """Return that a row's figure is so many times as good as that of each rival."""
    return tuple(Relation(column, (better,), (name,), factor) for name in rivals)
