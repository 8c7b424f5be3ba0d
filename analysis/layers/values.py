"""What the documents quote of the layers study alone: the same networks by two recipes."""

from typing import Any

import pandas as pd

from analysis.layers.study import NETWORKS, by_source
from emnist_lab.evidence.section import SectionResults
from emnist_lab.reporting.study_values import trials_of
from emnist_lab.reporting.values import Figure


def recipe_values(found: SectionResults) -> dict[str, Any] | None:
    """Return what either recipe reached of the networks that both trained, None without any.

    Returns
    -------
    dict
        `networks`, a dict each: `short` and `source` (names) with their test accuracies `short_acc`
        and `source_acc`; `epochs`, the numbers that the trainings by the source's recipe made;
        `still_learning`, those of them whose best epoch was the last that they were allowed.
    """
    completed = found.results[found.results["status"] == "completed"]
    summary = found.summary[found.summary["completed"] > 0]
    pairs = [
        (network.name, source)
        for network in NETWORKS
        if {network.name, source := by_source(network).name} <= set(summary.index)
    ]
    if not pairs:
        return None
    by_source_alone = completed[completed["variant"].isin([source for _, source in pairs])]
    return {
        "networks": [
            {
                "short": short,
                "source": source,
                "short_acc": _accuracy(found, short),
                "source_acc": _accuracy(found, source),
            }
            for short, source in pairs
        ],
        "epochs": _numbers(by_source_alone["epochs"]),
        "still_learning": sorted(by_source_alone.loc[_still_learning(by_source_alone), "variant"]),
    }


def _accuracy(found: SectionResults, name: str) -> Figure:
    return Figure(found.summary.loc[name, "test_acc"], "share", trials_of(found.results, name))


def _numbers(values: pd.Series) -> list[Figure]:
    return [Figure(number, "count") for number in sorted(values.astype(float).unique())]


def _still_learning(trials: pd.DataFrame) -> pd.Series:
    """Return whether the last epoch that a trial was allowed was its best one."""
    return trials["best_epoch"] == trials["most_epochs"]
