"""What the documents quote of the hyperparameters alone: learning rates, and the collapse."""

import math
from typing import Any

import pandas as pd

from analysis.hyperparameters.study import AUGMENTATION_CONTRASTS, BATCH_CONTRASTS
from emnist_lab.evidence.published import published_figures
from emnist_lab.evidence.section import SectionResults
from emnist_lab.evidence.statistics import tied_on_validation
from emnist_lab.reporting.study_values import names_by_verdict, trials_of, variant_values
from emnist_lab.reporting.values import Figure

# A network that reads less than this many times the share of one class is called near chance.
NEAR_CHANCE = 3


def own_values(found: SectionResults, histories: pd.DataFrame, classes: int) -> dict[str, Any]:
    """Return the learning rates that validation prefers, and why one augmentation collapsed.

    `batches` and `augmented` are the larger batches beside the smaller, and the augmentations
    beside none, by what the test says of them (`names_by_verdict`).

    Parameters
    ----------
    histories : pandas.DataFrame
        One row an epoch of every trial (`emnist_lab.trials.histories.read_histories`).
    """
    grid, experiment = found.sections["optimizer"], found.sections["brightness"]
    augmentation = published_figures(found.sections["augmentation"].section.reference)
    return {
        "rates": rate_values(grid.results, published_figures(grid.section.reference)),
        "collapse": collapse_values(experiment, histories, classes),
        "published_collapse": published_collapse(augmentation, classes),
        "batches": names_by_verdict(found.comparisons.tested(BATCH_CONTRASTS.values())),
        "augmented": names_by_verdict(found.comparisons.tested(AUGMENTATION_CONTRASTS.values())),
    }


def rate_values(results: pd.DataFrame, published: pd.DataFrame) -> list[dict[str, Any]]:
    """Return how many optimizers validation prefers which learning rate for, here and there.

    Parameters
    ----------
    results : pandas.DataFrame
        One row a trial: `variant`, `val_acc`.
    published : pandas.DataFrame
        The source's figures: `variant`, `batch_size`, `learning_rate`, `optimizer`, `val_acc`.

    Returns
    -------
    list of dict
        One a `batch` size of the source: `here` and `source`, lists of `rate` and `optimizers`, of
        the largest rate first; `unsure`, how many of the optimizers here have two rates that
        their validation `images` cannot tell apart in front. An optimizer that completed at fewer
        than two rates here, or whose best two are equal, has no preference.
    """
    here = results.groupby("variant")[["val_acc", "val_images"]].mean().astype(float)
    ours = published.drop(columns="val_acc").join(here, on="variant").dropna(subset=["val_acc"])
    ours = ours.groupby(["batch_size", "optimizer"]).filter(lambda rates: len(rates) > 1)
    return [
        {
            "batch": Figure(batch, "count"),
            "here": _preferred(ours[ours["batch_size"] == batch]),
            "unsure": Figure(_unsure(ours[ours["batch_size"] == batch]), "count"),
            "images": Figure(ours["val_images"].min(), "count"),
            "source": _preferred(theirs),
        }
        for batch, theirs in published.groupby("batch_size", sort=False)
    ]


def collapse_values(
    found: SectionResults, histories: pd.DataFrame, classes: int
) -> dict[str, Any] | None:
    """Return which ways of changing the brightness leave the network near chance.

    Parameters
    ----------
    found : SectionResults
        The experiment; its first variant leaves the brightness alone.

    Returns
    -------
    dict or None
        `limit`, a share, and the `classes` that it is `times` the share of one of; the `control`
        (`variant_values`) and whether it `learned`; `collapsed`, with the last epoch's `training`
        accuracy and the validation `loss`, and `unharmed`. None without a trial.
    """
    if found.summary.empty:
        return None
    limit = NEAR_CHANCE / classes
    control, *ways = found.summary.index
    tested = found.summary["test_acc"]
    return {
        "limit": Figure(limit, "share"),
        "times": Figure(NEAR_CHANCE, "count"),
        "control": variant_values(found, control),
        "learned": bool(tested[control] >= limit),
        "collapsed": [_collapsed(way, found, histories) for way in ways if tested[way] < limit],
        "unharmed": [variant_values(found, way) for way in ways if tested[way] >= limit],
    }


def published_collapse(published: pd.DataFrame, classes: int) -> dict[str, Any]:
    """Return what the source's figures tell of its collapsed augmentation.

    Parameters
    ----------
    published : pandas.DataFrame
        The source's augmentations: `variant`, `test_acc`, `val_loss`.
    """
    worst = published.loc[published["test_acc"].idxmin()]
    return {
        "variant": worst["variant"],
        "accuracy": Figure(worst["test_acc"], "share"),
        "loss": Figure(worst["val_loss"], "loss"),
        "classes": Figure(classes, "count"),
        "chance": Figure(1 / classes, "share"),
        "chance_loss": Figure(math.log(classes), "loss"),
    }


def _preferred(figures: pd.DataFrame) -> list[dict[str, Figure]]:
    known = figures.dropna(subset=["val_acc"])
    if known.empty:
        return []
    best = known[known["val_acc"] == known.groupby("optimizer")["val_acc"].transform("max")]
    best = best.drop_duplicates("optimizer", keep=False)["learning_rate"]
    shares = best.value_counts().sort_index(ascending=False)
    return [
        {"rate": Figure(rate, "rate"), "optimizers": Figure(number, "count")}
        for rate, number in shares.items()
    ]


def _unsure(figures: pd.DataFrame) -> int:
    """Return of how many optimizers validation cannot tell the best rate from another."""
    by_optimizer = (rates.set_index("variant") for _, rates in figures.groupby("optimizer"))
    return sum(bool(tied_on_validation(rates, rates["val_acc"].idxmax())) for rates in by_optimizer)


def _collapsed(way: str, found: SectionResults, histories: pd.DataFrame) -> dict[str, Any]:
    last = histories[histories["variant"] == way].groupby("seed").last()["accuracy"].mean()
    loss = found.results.loc[found.results["variant"] == way, "val_loss"].mean()
    trials = trials_of(found.results, way)
    return variant_values(found, way) | {
        "training": Figure(last, "share", trials),
        "loss": Figure(loss, "number", trials),
    }
