"""What the final study reports of the model that validation chooses over all studies."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.final.calibration import reliability
from analysis.final.study import STUDY
from emnist_lab.claim import Claim
from emnist_lab.config import Study
from emnist_lab.evidence.claims import (
    JudgedClaim,
    contest_sides,
    judge_claims,
    still_learning,
    time_spread,
)
from emnist_lab.evidence.comparison import compare_family
from emnist_lab.evidence.confusion import class_accuracies, confused_pairs, confusion_counts
from emnist_lab.evidence.data_seen import told_training
from emnist_lab.evidence.pool import Pool
from emnist_lab.evidence.published import published_figures, source_figures, standing_beside
from emnist_lab.evidence.reach import (
    Agreement,
    agreement_of_models,
    best_on_same_images,
    reach_of_models,
)
from emnist_lab.evidence.verdict import TOGETHER, Comparisons, Pair
from emnist_lab.reporting.values import read_comparisons
from emnist_lab.studies import studies_shown_by
from emnist_lab.training.predictions import Predictions


@dataclass(frozen=True)
class FinalFigures:
    """The test figures of the chosen model, and of those beside it.

    `label` names it, `predictions` are those of its seeds, `confusion` its counts (true by
    predicted class, all seeds together), `pairs` the most confused, `accuracies` a row a class,
    `bins` its reliability. `published` is the source's final table; `beside` names the models of it
    that were trained here, `missing` the others. `comparisons` are those of all studies, the final
    one among them. `reach` has a row for each of the best models that read
    the same images, and `agreement` is theirs. `claims` are those that span studies.
    """

    label: str
    predictions: list[Predictions]
    confusion: np.ndarray
    pairs: pd.DataFrame
    accuracies: pd.DataFrame
    bins: pd.DataFrame
    published: pd.DataFrame
    beside: list[str]
    missing: list[str]
    comparisons: Comparisons
    reach: pd.DataFrame
    agreement: Agreement
    claims: list[JudgedClaim]


def final_figures(pool: Pool, classes: tuple[str, ...]) -> FinalFigures:
    """Return what the final study reports."""
    best, *others = pool.ranking
    predictions = pool.predictions[best]
    confusion = confusion_counts(predictions, len(classes))
    studies = studies_shown_by(STUDY, pool.profile)
    variants = [variant for study in studies for variant in study.variants]
    published = standing_beside(published_figures("final/source"), variants)
    named = [name for name in published["variant"] if name != best]
    beside = [name for name in named if name in pool.predictions]
    best_models = best_on_same_images(pool.predictions, pool.ranking)
    rivals = dict.fromkeys([*others[:1], *beside, *pool.apart[:1]])
    comparisons = final_comparisons(pool, studies, [(best, name) for name in rivals])
    return FinalFigures(
        label=best,
        predictions=predictions,
        confusion=confusion,
        pairs=confused_pairs(confusion, classes),
        accuracies=class_accuracies(confusion, classes, len(predictions)),
        bins=reliability(predictions),
        published=published,
        beside=beside,
        missing=[name for name in named if name not in pool.predictions],
        comparisons=comparisons,
        reach=reach_of_models(pool.predictions, best_models, classes, pool.dataset.look_alikes),
        agreement=agreement_of_models(pool.predictions, best_models),
        claims=judge_claims(
            _claims(pool),
            lambda contest: comparisons.of(*contest_sides(contest)),
            pool.summary,
            still_learning(pool.results, by="label"),
            source_figures(studies),
            time_spread(pool.results),
        ),
    )


def final_comparisons(
    pool: Pool, studies: list[Study], pairs: list[tuple[str, str]]
) -> Comparisons:
    """Return the comparisons of all studies, and those across studies as a family of their own.

    A pair that a study tested itself keeps the p value that it has there.

    Parameters
    ----------
    pairs : list of pairs of str
        What the final study compares, by label.
    """
    tested = [
        replace(each, first=first, second=second)
        for study in studies
        for each in read_comparisons(study.name, pool.profile)
        for first, second in [[_labels(side, study, pool) for side in (each.first, each.second)]]
    ]
    known = Comparisons(tested)
    claimed = [contest_sides(contest) for claim in _claims(pool) for contest in claim.contests]
    across: dict[tuple[str, str], Pair] = {}
    for first, second in (*pairs, *claimed):
        if not known.of(first, second).family and (second, first) not in across:
            across[first, second] = tuple(first.split(TOGETHER)), tuple(second.split(TOGETHER))
    compared = compare_family(STUDY.name, pool.predictions, list(across.values()))
    return Comparisons([*tested, *told_training(compared, pool.summary)])


def _claims(pool: Pool) -> list[Claim]:
    """Return what the source claims across studies, of the pool's labels."""
    return [claim.renamed(lambda name: _labels(name, STUDY, pool)) for claim in STUDY.claims]


def _labels(side: str, study: Study, pool: Pool) -> str:
    """Return the labels of a side's variants; of namesakes the study's own, else the first's."""
    labels = list(dict.fromkeys(pool.results["label"]))
    elsewhere = _not_in_pool(study, pool)
    return TOGETHER.join(
        f"{name} of {study.name}" if name in elsewhere else _label(name, study, labels)
        for name in side.split(TOGETHER)
    )


def _not_in_pool(study: Study, pool: Pool) -> set[str]:
    """Return a study's variants that read other images than the pool's, or answer another task."""
    common = (pool.dataset.name, pool.dataset.split_names[0], pool.dataset.tasks[0].name)
    return {
        variant.name
        for variant in study.variants
        if (study.dataset.name, study.split_of(variant), variant.task) != common
    }


def _label(name: str, study: Study, labels: list[str]) -> str:
    own = f"{name} of {study.name}"
    if own in labels or name in labels:
        return own if own in labels else name
    return next((label for label in labels if label.startswith(f"{name} of ")), name)
