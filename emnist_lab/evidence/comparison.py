"""Which models differ beyond chance: each pair is tested once, in one family, with one verdict."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from types import MappingProxyType

import numpy as np
import pandas as pd

from emnist_lab.claim import Claim
from emnist_lab.config import Section
from emnist_lab.evidence.statistics import (
    SIGNIFICANCE,
    best_on_validation,
    holm_corrected,
    paired_difference,
)
from emnist_lab.evidence.summary import of_task
from emnist_lab.profile import Profile
from emnist_lab.training.predictions import Predictions, read_predictions

# One model, or several whose images are added up (`emnist_lab.claim.Contest`).
Side = tuple[str, ...]
Pair = tuple[Side, Side]
# Between the models of a side, in its name.
TOGETHER = " + "
# A recipe without any decay of its learning rate by epochs or by validation.
NO_DECAY = {"plateau_patience": None, "plateau_factor": 0.2, "step_every": None, "step_factor": 0.5}


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
    SAME_TRAINING = "were trained alike, since their learning rate never fell"


@dataclass(frozen=True)
class Comparison:
    """Two models on the test images that both read, first minus second.

    `difference` is a share with its 95 % interval `low` to `high`; `first_only` and `second_only`
    count the images that speak for one. `p_value` is that of McNemar's test, `p` the same corrected
    by Holm for the `tests` of its `family`. `least_accuracy` is that of the weakest model. Of one
    that is not comparable `reason` says why, and `lost` names those that did not complete.
    """

    first: str
    second: str
    verdict: Verdict = Verdict.NOT_COMPARABLE
    reason: Reason | None = None
    lost: tuple[str, ...] = ()
    images: int = 0
    difference: float = np.nan
    low: float = np.nan
    high: float = np.nan
    first_only: int = 0
    second_only: int = 0
    p_value: float = np.nan
    p: float = np.nan
    family: str = ""
    tests: int = 0
    least_accuracy: float = np.nan

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


def study_comparisons(
    study: Section, profile: Profile, results: pd.DataFrame, also: Iterable[Pair] = ()
) -> Comparisons:
    """Test every pair of a study that any document quotes, on the images that both read.

    Parameters
    ----------
    results : pandas.DataFrame
        One row a trial (`emnist_lab.trials.table.RESULT_COLUMNS`).
    also : iterable of Pair
        Pairs that only these trials name, beside those of `study_families`.
    """
    predictions = read_by_variant(profile, results)
    trainings = _trainings_without_decay(study, results)
    return Comparisons(
        comparison
        for family, pairs in study_families(study, results, also).items()
        for comparison in compare_family(family, predictions, pairs, trainings)
    )


def study_families(
    study: Section, results: pd.DataFrame, also: Iterable[Pair] = ()
) -> dict[str, list[Pair]]:
    """Return the pairs that a study tests, by the family that they are corrected in.

    A study without sections is one family, and each section of another one is; pairs across
    sections are the study's. A family has each variant beside the one that validation chooses,
    the contrasts, what a source claims of its variants, and other pairs that are asked for.

    Parameters
    ----------
    study : Section
        The study; its contrasts and claims name variants.
    results : pandas.DataFrame
        One row a trial; its validation accuracies choose.
    """
    parts = {f"{study.name}/{part.name}": part for part in study.sections} or {study.name: study}
    names = {family: {variant.name for variant in part.variants} for family, part in parts.items()}
    families = {
        family: _pairs_with_choice(part, results, names[family] if study.sections else None)
        for family, part in parts.items()
    }
    families.setdefault(study.name, [])
    trained = set(results["variant"])
    contrasts = [pair for part in (*study.sections, study) for pair in part.contrasts.values()]
    named = [single_pair(*pair) for pair in contrasts]
    for pair in (*named, *claimed_pairs(getattr(study, "claims", ())), *also):
        models = {*pair[0], *pair[1]}
        own = (family for family in names if study.sections and models <= names[family])
        pairs = families[next(own, study.name)]
        if models <= trained and pair not in pairs and pair[::-1] not in pairs:
            pairs.append(pair)
    return families


def claimed_pairs(claims: Iterable[Claim]) -> list[Pair]:
    """Return what claims put before what, as pairs to test."""
    return [
        (tuple(contest.better), tuple(contest.worse))
        for claim in claims
        for contest in claim.contests
    ]


def compare_family(
    family: str,
    predictions: dict[str, list[Predictions]],
    pairs: Sequence[Pair],
    trainings: Mapping[str, str] = MappingProxyType({}),
) -> list[Comparison]:
    """Test pairs on the test images that both sides read, and correct for their number.

    Parameters
    ----------
    predictions : dict of str to list of Predictions
        By model, one a seed.
    trainings : mapping of str to str
        By model, what tells its training from others; two of one training are not compared.
    """
    measured = [_measured(pair, predictions, trainings) for pair in pairs]
    corrected = holm_corrected(pd.Series([each.p_value for each in measured], dtype=float))
    tests = int(corrected.notna().sum())
    return [
        replace(each, family=family, tests=tests, p=float(p), verdict=_verdict(each.difference, p))
        for each, p in zip(measured, corrected, strict=True)
    ]


def read_by_variant(
    profile: Profile, results: pd.DataFrame, by: str = "variant"
) -> dict[str, list[Predictions]]:
    """Read the predictions of completed trials, by variant.

    Parameters
    ----------
    by : str
        The column that tells variants apart.

    Returns
    -------
    dict of str to list of Predictions
        One a seed that left any, for variants with a completed trial.
    """
    found: dict[str, list[Predictions]] = {}
    completed = results[results["status"] == "completed"]
    for _, trial in completed.iterrows():
        folder = profile.trial_dir(trial["study"], trial["variant"], trial["seed"])
        predictions = read_predictions(folder)
        found.setdefault(trial[by], []).extend([predictions] if predictions else [])
    return found


def _pairs_with_choice(part: Section, results: pd.DataFrame, names: set[str] | None) -> list[Pair]:
    """Return each variant beside the one that validation chooses, of those that compare with it."""
    # Bases and other tasks are tested on other images; a study without sections has drawn variants.
    own = results if names is None else results[results["variant"].isin(names)]
    own = of_task(own, part.split, part.task)
    completed = own[own["status"] == "completed"]
    validation = completed.groupby("variant", sort=False)["val_acc"].mean().dropna()
    best = best_on_validation(validation)
    if best is None:
        return []
    return [single_pair(name, best) for name in dict.fromkeys(own["variant"]) if name != best]


def _trainings_without_decay(study: Section, results: pd.DataFrame) -> dict[str, str]:
    """Return what tells a training from others, of the variants whose learning rate never fell.

    A change of a decay that had not acted when a time limit came is no change.
    """
    rates = results.groupby("variant")[["first_learning_rate", "lowest_learning_rate"]].min()
    constant = rates["first_learning_rate"] == rates["lowest_learning_rate"]
    own = {"name": "", "change": ""}
    return {
        variant.name: variant.model_copy(
            update=own | {"recipe": variant.recipe.model_copy(update=NO_DECAY)}
        ).model_dump_json()
        for variant in study.variants
        if constant.get(variant.name, False)
    }


def _measured(
    pair: Pair, predictions: dict[str, list[Predictions]], trainings: Mapping[str, str]
) -> Comparison:
    one, other = (TOGETHER.join(side) for side in pair)
    models = dict.fromkeys(name for side in pair for name in side)
    lost = tuple(name for name in models if not predictions.get(name))
    if lost:
        return Comparison(one, other, reason=Reason.NOT_COMPLETED, lost=lost)
    if len({trainings.get(name, name) for name in models}) == 1:
        return Comparison(one, other, reason=Reason.SAME_TRAINING)
    true = predictions[next(iter(models))][0].true
    if not all(np.array_equal(of.true, true) for name in models for of in predictions[name]):
        return Comparison(one, other, reason=Reason.OTHER_IMAGES)
    shares = {name: _correct_shares(predictions[name]) for name in models}
    first, second = (np.sum([shares[name] for name in side], axis=0) for side in pair)
    return Comparison(
        one,
        other,
        **asdict(paired_difference(first, second)),
        least_accuracy=float(min(share.mean() for share in shares.values())),
    )


def _correct_shares(of_seeds: list[Predictions]) -> np.ndarray:
    """Return the share of a model's seeds that read each image correctly, float (n,)."""
    return np.mean([predictions.correct for predictions in of_seeds], axis=0)


def _verdict(difference: float, p: float) -> Verdict:
    if not np.isfinite(p):
        return Verdict.NOT_COMPARABLE
    if p >= SIGNIFICANCE:
        return Verdict.WITHIN_NOISE
    return Verdict.BETTER if difference > 0 else Verdict.WORSE
