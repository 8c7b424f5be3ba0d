"""Which models differ beyond chance: each pair is tested once, in one family, with one verdict."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from types import MappingProxyType

import numpy as np
import pandas as pd

from emnist_lab.claim import Claim
from emnist_lab.config import Section
from emnist_lab.evidence.as_trained import Training, are_alike, trainings_as_made
from emnist_lab.evidence.data_seen import told_training
from emnist_lab.evidence.paired import paired_difference
from emnist_lab.evidence.statistics import SIGNIFICANCE, best_on_validation, holm_corrected
from emnist_lab.evidence.summary import of_task, variant_summary
from emnist_lab.evidence.verdict import (
    TOGETHER,
    Comparison,
    Comparisons,
    Pair,
    Reason,
    Verdict,
    single_pair,
)
from emnist_lab.profile import Profile
from emnist_lab.training.predictions import Predictions, read_predictions


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
    trainings = trainings_as_made(study, results)
    tested = [
        comparison
        for family, pairs in study_families(study, results, also).items()
        for comparison in compare_family(family, predictions, pairs, trainings)
    ]
    return Comparisons(told_training(tested, variant_summary(results)))


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
    return [(contest.better, contest.worse) for claim in claims for contest in claim.contests]


def compare_family(
    family: str,
    predictions: dict[str, list[Predictions]],
    pairs: Sequence[Pair],
    trainings: Mapping[str, Training] = MappingProxyType({}),
) -> list[Comparison]:
    """Test pairs on the test images that both sides read, and correct for their number.

    Parameters
    ----------
    predictions : dict of str to list of Predictions
        By model, one a seed.
    trainings : mapping of str to Training
        By model, what tells its training from others; models that were trained alike are not
        compared.
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
    figures = completed.groupby("variant", sort=False)[["val_acc", "parameters"]]
    best = best_on_validation(figures.mean())
    if best is None:
        return []
    return [single_pair(name, best) for name in dict.fromkeys(own["variant"]) if name != best]


def _measured(
    pair: Pair, predictions: dict[str, list[Predictions]], trainings: Mapping[str, Training]
) -> Comparison:
    one, other = (TOGETHER.join(side) for side in pair)
    models = dict.fromkeys(name for side in pair for name in side)
    lost = tuple(name for name in models if not predictions.get(name))
    if lost:
        return Comparison(one, other, reason=Reason.NOT_COMPLETED, lost=lost)
    if are_alike(models, trainings):
        return Comparison(one, other, reason=Reason.SAME_TRAINING)
    true = predictions[next(iter(models))][0].true
    if not all(np.array_equal(of.true, true) for name in models for of in predictions[name]):
        return Comparison(one, other, reason=Reason.OTHER_IMAGES)
    readings = {name: np.array([of.correct for of in predictions[name]]) for name in models}
    weights = {name: pair[0].count(name) - pair[1].count(name) for name in models}
    counted = [name for name in models if weights[name]]
    found = paired_difference([readings[n] for n in counted], [weights[n] for n in counted])
    return Comparison(one, other, **asdict(found))


def _verdict(difference: float, p: float) -> Verdict:
    if not np.isfinite(p):
        return Verdict.NOT_COMPARABLE
    if p >= SIGNIFICANCE:
        return Verdict.WITHIN_NOISE
    return Verdict.BETTER if difference > 0 else Verdict.WORSE
