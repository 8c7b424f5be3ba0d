"""What the documents quote of the chosen model: its errors, its rivals, and the claims."""

from functools import partial
from typing import Any

import pandas as pd

from analysis.final.calibration import expected_calibration_error, overconfidence
from analysis.final.choice import FinalFigures
from analysis.final.study import STUDY
from analysis.frontier.study import REFERENCE
from emnist_lab.evidence.placebo import placebo_tests
from emnist_lab.evidence.pool import Pool
from emnist_lab.evidence.reach import Agreement
from emnist_lab.evidence.section import SectionResults
from emnist_lab.evidence.statistics import tied_on_validation
from emnist_lab.reporting.claim_values import claim_values
from emnist_lab.reporting.study_values import pair_values, trials_of, variant_values
from emnist_lab.reporting.values import Figure
from emnist_lab.studies import studies_shown_by
from emnist_lab.trials.interleaved import (
    INTERLEAVED_TIMES,
    shares_of_time,
    with_interleaved_times,
)

# A class read at least this often is called easy.
EASY = 0.95
HARDEST = 3


def own_values(
    figures: FinalFigures, pool: Pool, layers: pd.DataFrame, classes: tuple[str, ...]
) -> dict[str, Any]:
    """Return what the documents quote of the model that validation chooses over all studies.

    Parameters
    ----------
    layers : pandas.DataFrame
        One row a layer of the model (`emnist_lab.training.structure.read_structure`).
    """
    timed = with_interleaved_times(pool.summary, _interleaved_times(pool))
    found = SectionResults(STUDY, pool.results, timed, figures.comparisons)
    trials = trials_of(pool.results, figures.label, by="label")
    second = pool.ranking[1:2]
    return {
        "choice": variant_values(found, figures.label, by="label")
        | {"ties": tied_on_validation(pool.summary.loc[pool.ranking], figures.label)}
        | {"study": pool.summary["study"][figures.label]},
        "runner_up": pair_values(found, figures.label, *second, by="label") if second else None,
        "reference": _reference_values(figures.label, timed, pool),
        "points": _points(found, figures.label, pool),
        "candidates": _candidate_values(pool),
        "apart": _apart_values(found, figures.label, pool),
        "structure": structure_values(layers, trials),
        "confusion": _confusion_values(figures, classes, trials),
        "classes": _class_values(figures, trials),
        "calibration": _calibration_values(figures, trials),
        "beside": [pair_values(found, figures.label, name, by="label") for name in figures.beside],
        "missing": figures.missing,
        "reach": _reach_values(figures, pool, trials),
        "agreement": agreement_values(figures.agreement),
        "claims": claim_values(figures.claims, partial(trials_of, pool.results, by="label")),
        "placebo": placebo_values(placebo_tests(pool.predictions)),
    }


def _candidate_values(pool: Pool) -> dict[str, Any]:
    """Return which models are ranked: their number, studies, images and epochs, and the others."""
    ranked = pool.results[pool.results["label"].isin(pool.ranking)]
    return {
        "models": Figure(len(pool.ranking), "count"),
        "studies": list(dict.fromkeys(ranked["study"])),
        "images": Figure(pool.summary["train_images"][pool.ranking[0]], "count"),
        "epochs": Figure(pool.summary["most_epochs"][pool.ranking[0]], "count"),
        "apart": Figure(len(pool.apart), "count"),
    }


def _apart_values(found: SectionResults, chosen: str, pool: Pool) -> dict[str, Any] | None:
    """Return the chosen model and the best on validation of those that are not ranked with it.

    Returns
    -------
    dict or None
        `pair_values`, and `on_base`, whether that one fine-tunes a base.
    """
    if not pool.apart:
        return None
    best = pool.apart[0]
    return pair_values(found, chosen, best, by="label") | {
        "on_base": bool(pool.summary["base_images"][best] != 0)
    }


def _reference_values(chosen: str, summary: pd.DataFrame, pool: Pool) -> dict[str, Any] | None:
    """Return what the chosen model needs of the source's small network, by the same trials' task.

    Returns
    -------
    dict or None
        `name` of the reference; `parameters`, the share of its parameters; `time`, the share of its
        time for one image with its `interval`, None where the two were not timed interleaved. None
        as a whole where the reference was not trained, or is the choice itself.
    """
    labels = pool.results.loc[pool.results["variant"] == REFERENCE.name, "label"]
    label = next((name for name in summary.index if name in set(labels)), None)
    if label is None or label == chosen:
        return None
    trials = trials_of(pool.results, chosen, label, by="label")
    shares = shares_of_time(_all_interleaved(pool), _networks(pool), label)
    size = summary["parameters"][chosen] / summary["parameters"][label]
    time = None
    if chosen in shares.index:
        row = shares.loc[chosen]
        time = {
            "share": Figure(row["share"], "share", trials),
            "interval": [Figure(row[end], "share", trials) for end in ("low", "high")],
        }
    return {"name": REFERENCE.name, "parameters": Figure(size, "share", trials), "time": time}


def _points(found: SectionResults, chosen: str, pool: Pool) -> list[dict[str, Any]]:
    """Return every model for a picture: its values, and how it stands to the choice."""
    completed = found.summary.index[found.summary["completed"] > 0]
    return [
        variant_values(found, name, by="label")
        | {"kind": "chosen" if name == chosen else "ranked" if name in pool.ranking else "apart"}
        for name in completed
    ]


def _networks(pool: Pool) -> pd.Series:
    return pool.results.drop_duplicates("label").set_index("label")["network"]


def _all_interleaved(pool: Pool) -> pd.DataFrame:
    studies = studies_shown_by(STUDY, pool.profile)
    return pd.concat([INTERLEAVED_TIMES.read(study.name, pool.profile) for study in studies])


def _interleaved_times(pool: Pool) -> pd.DataFrame:
    """Return the time for one image of those models whose network some study timed interleaved."""
    medians = _all_interleaved(pool).groupby("network")["latency_ms"].median()
    return _networks(pool).map(medians).dropna().to_frame("latency_ms")


def structure_values(layers: pd.DataFrame, trials: list[str]) -> dict[str, Any]:
    """Return how many layers and parameters a model has, and the part that has most of these."""
    by_part = layers.groupby(layers["layer"].str.partition("_")[0], sort=False)["parameters"].sum()
    return {
        "layers": Figure(len(layers), "count", trials),
        "with_parameters": Figure((layers["parameters"] > 0).sum(), "count", trials),
        "parameters": Figure(by_part.sum(), "parameters", trials),
        "largest": by_part.idxmax(),
        "share": Figure(by_part.max() / by_part.sum(), "share", trials),
    }


def _confusion_values(
    figures: FinalFigures, classes: tuple[str, ...], trials: list[str]
) -> dict[str, Any] | None:
    """Return which classes are taken for each other most often, None without an error."""
    if figures.pairs.empty:
        return None
    worst = figures.pairs.iloc[0]
    return {
        "first": classes[worst["first"]],
        "second": classes[worst["second"]],
        "first_as_second": Figure(worst["first_as_second"], "count", trials),
        "second_as_first": Figure(worst["second_as_first"], "count", trials),
        "pairs": Figure(len(figures.pairs), "count"),
        "share": Figure(figures.pairs["share"].sum(), "share", trials),
        "possible": Figure(len(classes) * (len(classes) - 1) / 2, "count"),
    }


def _class_values(figures: FinalFigures, trials: list[str]) -> dict[str, Any]:
    """Return the hardest classes with their accuracy, and how many are easy."""
    accuracies = figures.accuracies.sort_values("accuracy", kind="stable")
    return {
        "hardest": [
            {
                "name": row.character,
                "accuracy": Figure(row.accuracy, "share", trials),
                "interval": [Figure(end, "share", trials) for end in (row.low, row.high)],
            }
            for row in accuracies.head(HARDEST).itertuples()
        ],
        "easy": Figure((accuracies["accuracy"] >= EASY).sum(), "count", trials),
        "limit": Figure(EASY, "percent"),
        "all": Figure(len(accuracies), "count"),
    }


def _calibration_values(figures: FinalFigures, trials: list[str]) -> dict[str, Figure]:
    """Return how far the model's probabilities are from how often it is right, in points."""
    return {
        "error": Figure(expected_calibration_error(figures.bins), "points", trials),
        "excess": Figure(overconfidence(figures.bins), "points", trials),
    }


def _reach_values(figures: FinalFigures, pool: Pool, trials: list[str]) -> dict[str, Any]:
    """Return how far milder questions raise the chosen model's accuracy."""
    row = figures.reach.loc[figures.label]
    return {
        "look_alikes": [" ".join(group) for group in pool.dataset.look_alikes],
        **{name: Figure(share, "share", trials) for name, share in row.items()},
    }


def agreement_values(agreement: Agreement) -> dict[str, Any]:
    """Return which share of the images no model reads, and whether they err alike."""
    lost = agreement.same_mistake + agreement.other_mistakes
    shares = {
        "all_right": agreement.all_right,
        "any_right": agreement.any_right,
        "lost": lost,
        "alike": agreement.same_mistake / lost if lost else 0.0,
        "same_mistake": agreement.same_mistake,
        "read_by_another": agreement.read_by_another,
    }
    return {
        "models": list(agreement.models),
        "images": Figure(agreement.images, "count"),
        **{name: Figure(share, "share") for name, share in shares.items()},
    }


def placebo_values(found: pd.DataFrame) -> dict[str, Figure] | None:
    """Return how often trainings that differ in their seeds alone are called different.

    Parameters
    ----------
    found : pandas.DataFrame
        From `emnist_lab.evidence.placebo.placebo_tests`.

    Returns
    -------
    dict or None
        `variants` of several seeds; `pairs` of trainings, and `partings` of a variant's seeds, each
        with the share that is called different: `networks`, and `recipes`, None without a parting.
        None where no variant has several seeds.
    """
    if found.empty:
        return None
    total = found.sum()
    parted = total["partings"] > 0
    return {
        "variants": Figure(len(found), "count"),
        "pairs": Figure(total["pairs"], "count"),
        "networks": Figure(total["networks"] / total["pairs"], "share"),
        "partings": Figure(total["partings"], "count"),
        "recipes": Figure(total["recipes"] / total["partings"], "share") if parted else None,
    }
