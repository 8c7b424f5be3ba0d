"""What the documents quote of the layers study alone: two recipes, and what was repeated."""

from typing import Any

import pandas as pd

from analysis.layers.study import CONFUSED, NETWORKS, by_source
from emnist_lab.evidence.claims import still_learning
from emnist_lab.evidence.section import SectionResults
from emnist_lab.reporting.study_values import trials_of
from emnist_lab.reporting.values import Figure


def recipe_values(found: SectionResults) -> dict[str, Any] | None:
    """Return what either recipe reached of the networks that both trained, None without any.

    Returns
    -------
    dict
        `networks`, a dict each: `short` and `source` (names) with their test accuracies `short_acc`
        and `source_acc`; of the trainings by the source's recipe `epochs`, the numbers that they
        made, those `still_learning` when they ended, and `others` that completed; `lost`, those
        that did not.
    """
    completed = found.results[found.results["status"] == "completed"]
    summary = found.summary[found.summary["completed"] > 0]
    pairs = [
        (network.name, source)
        for network in NETWORKS
        if {network.name, source := by_source(network).name} <= set(summary.index)
    ]
    by_recipe = {by_source(network).name for network in NETWORKS}
    lost = [name for name in found.summary.index if name in by_recipe - set(summary.index)]
    if not pairs and not lost:
        return None
    by_source_alone = completed[completed["variant"].isin([source for _, source in pairs])]
    learning = still_learning(by_source_alone)
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
        "still_learning": sorted(learning),
        "others": sorted(set(by_source_alone["variant"]) - learning),
        "lost": lost,
    }


def supplemented_values(results: pd.DataFrame) -> list[str]:
    """Return which classes a trial repeated the images of, and how many: a text a seed."""
    own = results.loc[results["variant"] == CONFUSED.name, "supplemented"]
    return list(own.dropna())


def _accuracy(found: SectionResults, name: str) -> Figure:
    return Figure(found.summary.loc[name, "test_acc"], "share", trials_of(found.results, name))


def _numbers(values: pd.Series) -> list[Figure]:
    return [Figure(number, "count") for number in sorted(values.astype(float).unique())]
