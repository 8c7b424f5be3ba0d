"""What the documents quote of the candidates alone: its ranking and its two rounds."""

from typing import Any

import pandas as pd

from analysis.candidates.ranking import ROUNDING
from analysis.candidates.study import (
    FIRST_ROUND,
    LEARNER,
    MOMENTUM_PAIRS,
    SECOND_ROUND,
    THIRD_ROUND,
)
from emnist_lab.evidence.section import SectionResults
from emnist_lab.evidence.statistics import ranked_on_validation
from emnist_lab.reporting.study_values import (
    names_by_verdict,
    pair_values,
    trials_of,
    variant_values,
)
from emnist_lab.reporting.values import Figure

LEADERS = 3
# What the rounding of a score's three parts may add up to.
CLOSE = 3 * ROUNDING


def own_values(
    found: SectionResults, histories: pd.DataFrame, gradients: pd.DataFrame, classes: int
) -> dict[str, Any]:
    """Return what the two rounds of trained networks show.

    Parameters
    ----------
    histories : pandas.DataFrame
        One row an epoch (`emnist_lab.trials.histories.read_histories`).
    gradients : pandas.DataFrame
        From `emnist_lab.evidence.gradients.gradient_summary`; may be empty.
    classes : int
        How many there are, all equally frequent.
    """
    return {
        "learning": learning_values(found, [variant.name for variant in FIRST_ROUND], classes),
        "gradients": gradient_values(gradients, LEARNER),
        "momentum": {pair[0]: momentum_values(found, histories, pair) for pair in MOMENTUM_PAIRS},
        "base": base_values(found, [variant.name for variant in SECOND_ROUND]),
        "third": names_by_verdict(
            found.comparisons.tested((variant.name, LEARNER) for variant in THIRD_ROUND)
        ),
    }


def ranking_values(catalog: pd.DataFrame, ranking: pd.DataFrame) -> dict[str, Any]:
    """Return who leads the ranking of published models, and how far the source's agrees.

    Parameters
    ----------
    catalog, ranking : pandas.DataFrame
        The catalog, and `analysis.candidates.ranking.catalog_ranking` of it.
    """
    leaders = ranking["score"].head(LEADERS)
    return {
        "models": Figure(len(catalog), "count"),
        "ranked": Figure(len(ranking), "count"),
        "leaders": [
            {"model": model, "score": Figure(score, "score")} for model, score in leaders.items()
        ],
        "exact": Figure((ranking["off"] <= ROUNDING).sum(), "count"),
        "close": Figure((ranking["off"] <= CLOSE).sum(), "count"),
        "farthest": ranking["off"].idxmax(),
        "farthest_published": Figure(ranking["published"][ranking["off"].idxmax()], "loss"),
        "farthest_score": Figure(ranking["score"][ranking["off"].idxmax()], "loss"),
    }


def contradiction_values(printed: pd.DataFrame, wrong: pd.DataFrame) -> dict[str, Any]:
    """Return where the source's normalized figures do not follow from its own catalog.

    Parameters
    ----------
    printed : pandas.DataFrame
        The normalized figures that it prints, a row each.
    wrong : pandas.DataFrame
        From `analysis.candidates.ranking.contradicted_columns`.

    Returns
    -------
    dict
        Counts: `printed`, `for_missing` figures, `checked`, and of these `wrong`; `exchanged`, the
        figures that are another model's: `model`, `printed`, `computed`.
    """
    computed = wrong[wrong["computed"].notna()]
    exchanged = computed[computed["printed_for"].notna()]
    for_missing = len(wrong) - len(computed)
    return {
        "printed": Figure(len(printed), "count"),
        "for_missing": Figure(for_missing, "count"),
        "checked": Figure(len(printed) - for_missing, "count"),
        "wrong": Figure(len(computed), "count"),
        "exchanged": [
            {
                "model": row["model"],
                "printed": Figure(row["printed"], "loss"),
                "computed": Figure(row["computed"], "loss"),
            }
            for _, row in exchanged.iterrows()
        ],
    }


def learning_values(found: SectionResults, names: list[str], classes: int) -> dict[str, Any]:
    """Return which of some variants read no more than guessing would.

    Parameters
    ----------
    classes : int
        How many classes there are, all equally frequent.

    Returns
    -------
    dict
        `names`; `guessing`, a share; `failed`, the names that cannot be told from it, and `read`,
        the others with their figures (`variant_values`).
    """
    present = [name for name in names if name in found.summary.index]
    done = found.summary.loc[present].query("completed > 0")
    guessing = 1 / classes
    return {
        "names": names,
        "guessing": Figure(guessing, "share"),
        "failed": list(done.index[done["test_low"] <= guessing]),
        "read": [variant_values(found, name) for name in done.index[done["test_low"] > guessing]],
    }


def gradient_values(summary: pd.DataFrame, learner: str) -> dict[str, Any]:
    """Return whose gradients vanish beside those of a network that learns.

    Parameters
    ----------
    summary : pandas.DataFrame
        From `emnist_lab.evidence.gradients.gradient_summary`; may be empty.

    Returns
    -------
    dict
        `learner` and its `median`, None where its gradients were not noted; `vanishing` and
        `others`: `name`, `median`, `less` (how many times, None where it is no less) and `drop`,
        how many times the first layer has less than the last.
    """
    if learner not in summary.index:
        return {"learner": learner, "median": None, "vanishing": [], "others": []}
    others = summary.drop(index=learner)
    return {
        "learner": learner,
        "median": Figure(summary["median"][learner], "number"),
        "vanishing": [_norms(*row) for row in others[others["vanishes"]].iterrows()],
        "others": [_norms(*row) for row in others[~others["vanishes"]].iterrows()],
    }


def step_cost_values(costs: pd.DataFrame) -> dict[str, Any] | None:
    """Return how many times a training step of VGG16 at the larger side costs that at the smaller.

    Parameters
    ----------
    costs : pandas.DataFrame
        From `analysis.candidates.step_costs.step_costs`; may be empty.

    Returns
    -------
    dict or None
        `images` of a step; `small` and `large`: `side`, `seconds` and `memory` in MB; `slower` and
        `more_memory`, how many times. None where nothing was measured.
    """
    if costs.empty:
        return None
    small, large = (row for _, row in costs.sort_values("side").iterrows())
    return {
        "images": Figure(small["images"], "count"),
        **{name: _step_cost(row) for name, row in (("small", small), ("large", large))},
        "slower": Figure(large["step_s"] / small["step_s"], "times"),
        "more_memory": Figure(large["memory_mb"] / small["memory_mb"], "times"),
    }


def momentum_values(
    found: SectionResults, histories: pd.DataFrame, pair: tuple[str, str]
) -> dict[str, Any] | None:
    """Return what slow batch-normalization statistics do to a network that is otherwise the same.

    Parameters
    ----------
    pair : tuple of str
        The network with the momentum chosen by the steps, and with 0.99.

    Returns
    -------
    dict or None
        `chosen` and `slow`: `accuracy` and `val_accuracy` in the last epoch; and `pair`
        (`pair_values`). None where one finished no epoch.
    """
    lasts = [_last_epoch(found, histories, name) for name in pair]
    if None in lasts:
        return None
    chosen, slow = lasts
    return {"chosen": chosen, "slow": slow, "pair": pair_values(found, *pair)}


def base_values(found: SectionResults, names: list[str]) -> dict[str, Any] | None:
    """Return which network of a round validation chooses as a base, and the others by verdict.

    Returns
    -------
    dict or None
        `ranked` (names), the `choice` (`variant_values`), and what the test says of each other one
        beside it (`names_by_verdict`). None where fewer than two completed.
    """
    ranked = ranked_on_validation(found.summary.reindex(names))
    if len(ranked) < 2:
        return None
    best, *others = ranked
    compared = [found.comparisons.of(name, best) for name in others]
    return {
        "ranked": ranked,
        "choice": variant_values(found, best),
        **names_by_verdict(compared),
    }


def _step_cost(row: pd.Series) -> dict[str, Figure]:
    return {
        "side": Figure(row["side"], "count"),
        "seconds": Figure(row["step_s"], "s"),
        "memory": Figure(row["memory_mb"], "count"),
    }


def _norms(name: str, row: pd.Series) -> dict[str, Any]:
    return {
        "name": name,
        "median": Figure(row["median"], "number"),
        "less": Figure(1 / row["ratio"], "times") if row["ratio"] < 1 else None,
        "drop": Figure(row["output"] / row["input"], "times"),
    }


def _last_epoch(
    found: SectionResults, histories: pd.DataFrame, variant: str
) -> dict[str, Any] | None:
    epochs = histories[histories["variant"] == variant] if len(histories) else histories
    if epochs.empty:
        return None
    last = epochs.sort_values("epoch").groupby("seed").tail(1)
    trials = trials_of(found.results, variant)
    return {
        name: Figure(last[name].mean(), "share", trials) for name in ("accuracy", "val_accuracy")
    }
