"""What the documents quote of the ByMerge study alone: its time limit, its tasks, its ablations."""

from typing import Any

import pandas as pd

from analysis.bymerge.study import LISTING, PROPOSED, STEPS, TRIED
from emnist_lab.evidence.section import SectionResults
from emnist_lab.evidence.verdict import Reason
from emnist_lab.reporting.study_values import names_by_verdict, trials_of, variant_values
from emnist_lab.reporting.values import Figure

UNCHANGED = "convnet_47"
BINARY = "convnet_digit_letter"


def own_values(found: SectionResults) -> dict[str, Any]:
    """Return the time that trials had, one network in two tasks, and the changes by verdict.

    A group of changes without a trial is None. `earlier_networks` are those that trials of another
    version have in place of the report's listing.
    """
    convnets = found.results[found.results["variant"].isin([BINARY, UNCHANGED])]
    groups = {"steps": STEPS, "tried": TRIED, "proposed": PROPOSED}
    compared = {
        group: [
            found.comparisons.of(variant.name, UNCHANGED)
            for variant in variants
            if variant.name in found.summary.index
        ]
        for group, variants in groups.items()
    }
    changed = [each for of_group in compared.values() for each in of_group]
    return {
        "time": time_values(found.results),
        "earlier_networks": sorted(set(convnets["model"]) - {LISTING}),
        "tasks": [variant_values(found, name) for name in (BINARY, UNCHANGED)],
        "ablations": names_by_verdict(changed),
        **{group: names_by_verdict(each) if each else None for group, each in compared.items()},
        "unchanged": [each.first for each in changed if each.reason == Reason.SAME_TRAINING],
    }


def time_values(results: pd.DataFrame) -> dict[str, Any] | None:
    """Return the time limit of some trials, those that it ended, and the longest training.

    Parameters
    ----------
    results : pandas.DataFrame
        One row a trial of a study whose recipes have a time limit.

    Returns
    -------
    dict or None
        `limit` and `longest` in seconds, `stopped` (variants) and `stopped_trials`; None without a
        trial.
    """
    if results.empty:
        return None
    stopped = results[results["out_of_time"].eq(True)]
    trials = trials_of(results)
    return {
        "limit": Figure(results["time_limit_s"].max(), "s"),
        "longest": Figure(results["train_time_s"].astype(float).max(), "s", trials),
        "stopped": list(stopped["variant"].unique()),
        "stopped_trials": Figure(len(stopped), "count", trials_of(stopped)),
    }
