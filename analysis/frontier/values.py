"""What the documents quote of the Pareto front: what passes the source's choice, what was drawn."""

from typing import Any

import pandas as pd

from analysis.frontier.pareto import best_no_slower_than
from analysis.frontier.study import REFERENCE, STUDY
from emnist_lab.evidence.section import SectionResults
from emnist_lab.evidence.statistics import best_on_validation
from emnist_lab.evidence.summary import of_task, variant_summary
from emnist_lab.evidence.verdict import Pair, single_pair
from emnist_lab.profile import Profile
from emnist_lab.recipe import Augmentation, Recipe
from emnist_lab.reporting.study_values import pair_values, trials_of
from emnist_lab.reporting.values import Figure
from emnist_lab.trials.interleaved import (
    INTERLEAVED_TIMES,
    shares_of_time,
    with_interleaved_times,
)


def passing_pair(summary: pd.DataFrame) -> list[Pair]:
    """Return the model that validation chooses of those no slower than the source's choice, and it.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a variant of this study (`timed_summary`).

    Returns
    -------
    list of Pair
        One pair, or none where none is as fast or the source's choice did not complete. Models that
        fine-tune a base are left out: they saw more data.
    """
    helped = [variant.name for variant in STUDY.variants if variant.base]
    comparable = of_task(summary, STUDY.split, STUDY.task).drop(index=helped, errors="ignore")
    name = best_no_slower_than(comparable, REFERENCE.name)
    return [] if name is None else [single_pair(name, REFERENCE.name)]


def timed_summary(results: pd.DataFrame, profile: Profile) -> pd.DataFrame:
    """Return a row a variant of this study, with its interleaved time where it has one."""
    return with_interleaved_times(variant_summary(results), _shares(results, profile))


def _shares(results: pd.DataFrame, profile: Profile) -> pd.DataFrame:
    networks = results.drop_duplicates("variant").set_index("variant")["network"]
    return shares_of_time(INTERLEAVED_TIMES.read(STUDY.name, profile), networks, REFERENCE.name)


def own_values(found: SectionResults, profile: Profile) -> dict[str, Any]:
    """Return what passes the source's choice, what the search drew, and the recipe in figures.

    Parameters
    ----------
    found : SectionResults
        The study and its trials, with `passing_pair` among its comparisons and the summary of
        `timed_summary`.

    Returns
    -------
    dict
        `reference`; `passes` (`pair_values`), with `size`, the share of the reference's parameters,
        and `time` beside it, None where nothing is as fast; `search`.
    """
    shares = _shares(found.results, profile)
    passing = passing_pair(found.summary)
    return {
        "reference": REFERENCE.name,
        "passes": _passing_values(found, shares, passing[0][0][0]) if passing else None,
        "search": _search_values(found),
    }


def _search_values(found: SectionResults) -> dict[str, Any]:
    """Return how many variants a search drew, how long they trained, and which came first.

    Returns
    -------
    dict
        `drawn`; `rungs`, each with the `epochs` of so many `variants`; `best`, what validation puts
        first of those that trained longest, None where none of these completed.
    """
    own = {variant.name for variant in STUDY.variants}
    drawn = found.summary[~found.summary.index.isin(own)]
    longest = drawn[drawn["epochs"] == drawn["epochs"].max()]
    return {
        "drawn": Figure(len(drawn), "count"),
        "rungs": [
            {"epochs": Figure(epochs, "count"), "variants": Figure(number, "count")}
            for epochs, number in drawn["epochs"].value_counts().sort_index().items()
        ],
        "best": best_on_validation(longest),
    }


def recipe_values(recipe: Recipe) -> dict[str, Any]:
    """Return what a modern recipe adds to optimizer, rate and epochs, each None where it does not.

    Returns
    -------
    dict
        `optimizer`, `weight_decay`, `warmup_epochs` of a cosine schedule, `label_smoothing`,
        `mixing` with its `method` and `share`, `averaged_epochs`, `moves` of the images, and
        `plain_share`, of the last epochs that see them as they are.
    """
    mixing, moves = recipe.mixing, recipe.augmentation
    return {
        "optimizer": recipe.optimizer,
        "weight_decay": _figure(recipe.weight_decay, "rate"),
        "warmup_epochs": _figure(
            recipe.warmup_epochs if recipe.schedule == "cosine" else None, "rate"
        ),
        "label_smoothing": _figure(recipe.label_smoothing or None, "share"),
        "mixing": mixing and {"method": mixing.method, "share": Figure(mixing.share, "share")},
        "averaged_epochs": _figure(recipe.averaged_epochs, "rate"),
        "moves": moves and _moves(moves),
        "plain_share": _figure(recipe.plain_share or None, "share"),
    }


def _moves(augmentation: Augmentation) -> dict[str, Figure | None]:
    units = {
        "rotation": "rate",
        "shift": "share",
        "shear": "rate",
        "zoom": "share",
        "elastic": "share",
    }
    return {name: _figure(getattr(augmentation, name) or None, u) for name, u in units.items()}


def _figure(value: float | None, unit: str) -> Figure | None:
    return None if value is None else Figure(value, unit)


def _passing_values(found: SectionResults, shares: pd.DataFrame, name: str) -> dict[str, Any]:
    summary, trials = found.summary, trials_of(found.results, name, REFERENCE.name)
    row, other = summary.loc[name], summary.loc[REFERENCE.name]
    if interleaved := name in shares.index:
        time = shares.loc[name]
    else:
        share = row["latency_ms"] / other["latency_ms"]
        time = pd.Series({"latency_ms": row["latency_ms"], "share": share})
    return {
        **pair_values(found, name, REFERENCE.name),
        "size": Figure(row["parameters"] / other["parameters"], "share", trials),
        "time": {
            "interleaved": interleaved,
            "latency": Figure(time["latency_ms"], "ms", trials),
            "share": Figure(time["share"], "share", trials),
            "interval": [Figure(time.get(end), "share", trials) for end in ("low", "high")],
        },
    }
