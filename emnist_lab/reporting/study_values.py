"""What documents quote of every study: its choice, its comparisons, its trials, its sizes."""

from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from emnist_lab.evidence.published import agreement_with_published, published_beside
from emnist_lab.evidence.section import SectionResults
from emnist_lab.evidence.statistics import (
    ranked_on_validation,
    shared_error_bounds,
    tied_on_validation,
)
from emnist_lab.evidence.verdict import Comparison, Reason
from emnist_lab.reporting.claim_values import claim_values, claims_of_study
from emnist_lab.reporting.sizes import size_values
from emnist_lab.reporting.values import Figure, difference_values, write_values
from emnist_lab.search.run import StudyRun
from emnist_lab.trials.record import TrialKey

# So many standard errors are 95 % of a normal distribution.
TWO_SIDED = 1.96
UNIT_OF = {
    "parameters": "parameters",
    "latency_ms": "ms",
    "val_acc": "share",
    "val_images": "count",
    "test_acc": "share",
    "test_images": "count",
    "epochs": "count",
}


def leave_values(run: StudyRun, found: SectionResults, **own: Any) -> None:
    """Leave what the documents quote of a study; the last cell of its notebook.

    Parameters
    ----------
    **own
        What only this study has to say, by name (`emnist_lab.reporting.values.write_values`).
    """
    values = section_values(found) | {
        name: section_values(part) for name, part in found.sections.items()
    }
    values["sizes"] = size_values(found)
    judged = claims_of_study(run.study, run.profile, found)
    values["claims"] = claim_values(judged, partial(trials_of, found.results))
    values["source_scale"] = run.study.source_scale
    values["image_kind"] = run.split.origin.kind
    write_values(run.study.name, run.profile, values | own, found.comparisons)


def section_values(found: SectionResults) -> dict[str, Any]:
    """Return what documents quote of a study, or of one of its sections.

    Returns
    -------
    dict
        `question`; `trials` (`_trial_values`); `choice`, the variant that validation chooses
        (`chosen_values`), `runner_up`, the pair of it and the second, and `differences`, the
        variants by what the test says of them beside it, each None where there is none; `here`,
        the contrasts by name (`pair_values`), `source`, the same pairs as the source gives them,
        and `agreement` with its figures.
    """
    section, summary = found.section, found.summary
    ranked = ranked_on_validation(found.comparable)
    values: dict[str, Any] = {
        "question": section.question,
        "variants": Figure(len(summary), "count", trials_of(found.results)),
        "trials": _trial_values(found.results),
        "choice": chosen_values(found, ranked[0]) if ranked else None,
        "runner_up": pair_values(found, *ranked[:2]) if len(ranked) > 1 else None,
        "differences": _difference_values(found, ranked[0]) if ranked else None,
        "here": {name: pair_values(found, *pair) for name, pair in section.contrasts.items()},
    }
    if section.references:
        published = published_beside(section)
        values["agreement"] = agreement_values(summary, published)
        known = set(published.dropna(subset=["test_acc", "test_images"])["named"])
        rows = {variant.name: variant.repeats or variant.name for variant in section.variants}
        named = {
            name: tuple(rows.get(variant, variant) for variant in pair)
            for name, pair in section.contrasts.items()
        }
        values["source"] = {
            name: published_pair(published, *pair)
            for name, pair in named.items()
            if known.issuperset(pair)
        }
    return values


def trials_of(results: pd.DataFrame, *variants: str, by: str = "variant") -> list[str]:
    """Return the trials of some variants, of all where none is named, as figures name them."""
    own = results[results[by].isin(variants)] if variants else results
    return [TrialKey(one.study, one.variant, one.seed).name for one in own.itertuples()]


def variant_values(found: SectionResults, variant: str, by: str = "variant") -> dict[str, Any]:
    """Return what documents quote of a variant.

    These are `name`, `completed`, `device` (on which its time was taken, or that it was taken
    interleaved), `earlier` (whether it has an earlier recipe than today's), the figures of
    `UNIT_OF`, and the `test_interval`.

    Parameters
    ----------
    found : SectionResults
        What has the variant; one without any trial has its name alone.
    by : str
        The column that tells variants apart.
    """
    if variant not in found.summary.index:
        return {"name": variant, "completed": False, "earlier": False}
    row, trials = found.summary.loc[variant], trials_of(found.results, variant, by=by)
    ends = [Figure(row[end], "share", trials) for end in ("test_low", "test_high")]
    figures = {name: Figure(row[name], unit, trials) for name, unit in UNIT_OF.items()}
    completed = bool(row["completed"])
    about = {
        "name": variant,
        "completed": completed,
        "device": row["device"],
        "earlier": bool(row["earlier"]),
    }
    return about | figures | {"test_interval": ends}


def chosen_values(found: SectionResults, variant: str, by: str = "variant") -> dict[str, Any]:
    """Return what documents quote of the variant that validation chooses.

    Returns
    -------
    dict
        As `variant_values`, and `ties`, those that its validation images cannot tell from it.
    """
    ties = tied_on_validation(found.comparable, variant)
    return variant_values(found, variant, by) | {"ties": ties}


def pair_values(
    found: SectionResults, first: str, second: str, by: str = "variant"
) -> dict[str, Any]:
    """Return two variants and how they compare.

    Returns
    -------
    dict
        `first` and `second` (`variant_values`), and what `_comparison_values` has.
    """
    sides = {
        name: variant_values(found, variant, by)
        for name, variant in (("first", first), ("second", second))
    }
    trials = trials_of(found.results, first, second, by=by)
    compared = found.comparisons.of(first, second)
    lost = tuple(name for name in (first, second) if name not in found.summary.index)
    if lost and not compared.comparable:
        compared = replace(compared, reason=Reason.NOT_TRAINED, lost=lost)
    return sides | _comparison_values(compared, trials)


def _comparison_values(compared: Comparison, trials: list[str]) -> dict[str, Any]:
    """Return a comparison as values.

    Returns
    -------
    dict
        `alike`, whether both were trained on as many images for as long, and on what, as `trained`;
        `verdict`, `reason`, `lost`, `difference` in points with its `interval`, the corrected `p`
        and the `tests` of its `family`.
    """
    return {
        "alike": compared.alike,
        "trained": [compared.first_trained, compared.second_trained],
        "verdict": str(compared.verdict),
        "reason": compared.reason and str(compared.reason),
        "lost": list(compared.lost),
        **difference_values(compared, trials),
        "tests": Figure(compared.tests, "count"),
    }


def _difference_values(found: SectionResults, reference: str) -> dict[str, Any]:
    """Return the variants by what the test images say of them beside one: names by verdict."""
    compared = [found.comparisons.of(name, reference) for name in found.summary.index]
    return {"reference": reference, **names_by_verdict(compared, reference)}


def names_by_verdict(compared: list[Comparison], reference: str = "") -> dict[str, list[str]]:
    """Return the first of each pair, but for a reference, by its verdict.

    Returns
    -------
    dict
        `better`, `worse`, `within_noise` and `not_comparable`, lists of names.
    """
    names: dict[str, list[str]] = {
        key: [] for key in ("better", "worse", "within_noise", "not_comparable")
    }
    for each in compared:
        if each.first != reference:
            names[str(each.verdict).replace(" ", "_")].append(each.first)
    return names


def _trial_values(results: pd.DataFrame) -> dict[str, Any]:
    """Return how many trials there are, how many completed, and why the others did not.

    Returns
    -------
    dict
        `all` and `completed`; `lost`, one entry a variant and reason: `variant`, `seeds`, `status`,
        `reason`; `earlier`, the `variants` of an earlier recipe by what `differs`.
    """
    lost = results[results["status"] != "completed"]
    grouped = lost.groupby(["variant", "status", "reason"], sort=False, dropna=False)
    return {
        "all": Figure(len(results), "count", trials_of(results)),
        "completed": Figure(len(results) - len(lost), "count", trials_of(results)),
        "lost": [
            {
                "variant": variant,
                "seeds": [Figure(seed, "count") for seed in trials["seed"]],
                "status": status,
                "reason": reason if isinstance(reason, str) else None,
            }
            for (variant, status, reason), trials in grouped
        ],
        "earlier": [
            {"differs": differs, "variants": list(dict.fromkeys(trials["variant"]))}
            for differs, trials in results.groupby("earlier", sort=False)
        ],
    }


def agreement_values(summary: pd.DataFrame, published: pd.DataFrame) -> dict[str, Figure]:
    """Return how many test accuracies agree with the source's.

    Parameters
    ----------
    summary, published : pandas.DataFrame
        Our variants, and the source's figures with `variant`, `test_acc` and `test_images`.

    Returns
    -------
    dict
        Counts: `within_noise`, `lower` and `higher` here beyond chance, and `all` of these.
    """
    source = published.set_index("variant")[["test_acc", "test_images"]]
    found = [
        agreement_with_published(row, *source.loc[name])
        for name, row in summary.iterrows()
        if name in source.index and not row["earlier"]
    ]
    counts = {side: found.count(side) for side in ("within_noise", "lower", "higher")}
    counts["all"] = sum(counts.values())
    return {name: Figure(number, "count") for name, number in counts.items()}


def published_pair(published: pd.DataFrame, first: str, second: str) -> dict[str, Any]:
    """Return two of the source's test accuracies, and what its test images allow to say.

    Parameters
    ----------
    first, second : str
        What the source calls them.

    Returns
    -------
    dict
        `first`, `second`, `accuracy` of the first on so many `images`,
        the `difference` in points, and in `errors` the bounds of its standard error
        (`emnist_lab.evidence.statistics.shared_error_bounds`); `told`, what they allow to say of it
        at 5 %: `beyond chance` or `within noise` whatever the predictions, or `open`.
    """
    known = published.set_index("named")
    source, images = known["test_acc"], known["test_images"]
    difference = source[first] - source[second]
    errors = shared_error_bounds(source[first], source[second], int(images[first]))
    least, most = (TWO_SIDED * error for error in errors)
    return {
        "first": first,
        "second": second,
        "accuracy": Figure(source[first], "share"),
        "images": Figure(images[first], "count"),
        "difference": Figure(difference, "points"),
        "errors": [Figure(error, "points") for error in errors],
        "told": "beyond chance"
        if abs(difference) > most
        else "within noise"
        if abs(difference) <= least
        else "open",
    }
