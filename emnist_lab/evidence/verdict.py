"""The comparison of a pair of models and its verdict, and how tested pairs are found again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

# One model, or several whose images are added up (`emnist_lab.claim.Contest`).
Side = tuple[str, ...]
Pair = tuple[Side, Side]
# Between the models of a side, in its name.
TOGETHER = " + "
# Between a variant and its study, where two studies have one of its name.
OF_STUDY = " of "


class Verdict(StrEnum):
    """What the test images say of the first of a pair; beyond chance means a corrected p < 0.05."""

    BETTER = "better"
    WORSE = "worse"
    WITHIN_NOISE = "within noise"
    NOT_COMPARABLE = "not comparable"


class Reason(StrEnum):
    """Why two models are not comparable."""

    NOT_TRAINED = "never ran here"
    NOT_COMPLETED = "did not complete here"
    OTHER_IMAGES = "read other test images"
    NOT_TESTED = "were not tested against each other"
    SAME_TRAINING = "were trained alike, since what sets them apart never took effect"


@dataclass(frozen=True)
class Comparison:
    """Two models on the test images that both read, first minus second.

    `difference` is a share with its 95 % interval `low` to `high`, which is not adjusted for other
    comparisons; `first_only` and `second_only` count the images that speak for one. `p_value` is
    that of the test (`emnist_lab.evidence.paired`), `p` the same corrected by Holm for the `tests`
    of its `family`. `seeds` is the fewest that a model has: with one, the verdict is on trained
    networks. Of one that is not comparable `reason` says why, and `lost` names those that did not
    complete.

    `first_trained` and `second_trained` say on which images, and for how many epochs, each side was
    trained (`emnist_lab.evidence.data_seen`), `alike` whether both had the same. `earlier` names
    the models whose recipe is not today's, so that what is claimed of today's is not theirs.
    """

    first: str
    second: str
    verdict: Verdict = Verdict.NOT_COMPARABLE
    reason: Reason | None = None
    lost: tuple[str, ...] = ()
    images: int = 0
    seeds: int = 0
    difference: float = np.nan
    low: float = np.nan
    high: float = np.nan
    first_only: int = 0
    second_only: int = 0
    p_value: float = np.nan
    p: float = np.nan
    family: str = ""
    tests: int = 0
    first_trained: str = ""
    second_trained: str = ""
    alike: bool = True
    earlier: tuple[str, ...] = ()

    @property
    def comparable(self) -> bool:
        """Whether the two were tested on the same images."""
        return self.verdict != Verdict.NOT_COMPARABLE

    @property
    def beyond_chance(self) -> bool:
        """Whether chance alone rarely gives such a difference."""
        return self.verdict in (Verdict.BETTER, Verdict.WORSE)

    def turned(self) -> "Comparison":
        """Return the same comparison, second minus first."""
        opposite = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER}
        return replace(
            self,
            first=self.second,
            second=self.first,
            verdict=opposite.get(self.verdict, self.verdict),
            difference=-self.difference,
            low=-self.high,
            high=-self.low,
            first_only=self.second_only,
            second_only=self.first_only,
            first_trained=self.second_trained,
            second_trained=self.first_trained,
        )


class Comparisons:
    """Tested pairs, each found in either order.

    Parameters
    ----------
    tested : iterable of Comparison
        Of a pair that is there twice, the first counts.
    """

    def __init__(self, tested: Iterable[Comparison]):
        self._by_pair: dict[tuple[str, str], Comparison] = {}
        for comparison in tested:
            pair = (comparison.first, comparison.second)
            if pair not in self._by_pair and pair[::-1] not in self._by_pair:
                self._by_pair[pair] = comparison

    def __iter__(self) -> Iterator[Comparison]:
        return iter(self._by_pair.values())

    def of(self, first: str, second: str) -> Comparison:
        """Return the comparison of two models, first minus second."""
        if (first, second) in self._by_pair:
            return self._by_pair[first, second]
        if (second, first) in self._by_pair:
            return self._by_pair[second, first].turned()
        return Comparison(first, second, reason=Reason.NOT_TESTED)

    def tested(self, pairs: Iterable[tuple[str, str]]) -> list[Comparison]:
        """Return the comparisons of those of some pairs that were tested, in their order."""
        return [found for pair in pairs if (found := self.of(*pair)).family]

    def among(self, names: Iterable[str]) -> list[Comparison]:
        """Return the comparisons of some models with each other."""
        chosen = set(names)
        return [each for each in self if {each.first, each.second} <= chosen]


def single_pair(first: str, second: str) -> Pair:
    """Return two models as a pair of sides."""
    return (first,), (second,)
