"""On which images, and for how long, models were trained: which of them had the same."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from emnist_lab.evidence.verdict import TOGETHER, Comparison

TIMES = "\u00d7"
# Two models with the same of these had the same data, and the same leave to train on it.
ALIKE = ["train_images", "most_epochs", "base_images"]


def data_seen(row: pd.Series) -> str:
    """Return what a model was trained on, such as `98,435 x 6 + 14,100 x 2`: images by epochs.

    Parameters
    ----------
    row : pandas.Series
        A row of `emnist_lab.evidence.summary.variant_summary`. What a base saw comes first.

    Returns
    -------
    str
        Empty where it is not known.
    """
    stages = [("base_images", "base_epochs"), ("train_images", "epochs")]
    seen = [(row[images], row[epochs]) for images, epochs in stages if row[images] != 0]
    if not np.isfinite(np.array(seen, float)).all():
        return ""
    return " + ".join(f"{images:,.0f}\u00a0{TIMES}\u00a0{epochs:.0f}" for images, epochs in seen)


def trained_alike(models: pd.DataFrame) -> bool:
    """Return whether the models of a summary had the same data, and the same leave to train."""
    return len(models[ALIKE].drop_duplicates()) <= 1


def alike_groups(summary: pd.DataFrame) -> list[list[str]]:
    """Return the models of a summary in groups that were trained on the same, in its order.

    Those that fine-tune no base come first, of these the group of most images, then of most epochs
    allowed: what says most of the models themselves.
    """
    groups = [
        ((base != 0, -images, -epochs), list(rows.index))
        for (images, epochs, base), rows in summary.groupby(ALIKE, sort=False, dropna=False)
    ]
    return [models for _, models in sorted(groups)]


def told_training(comparisons: Iterable[Comparison], summary: pd.DataFrame) -> list[Comparison]:
    """Return comparisons that carry on what both sides were trained.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a model of those compared.
    """
    return [_told(each, summary) for each in comparisons]


def _told(compared: Comparison, summary: pd.DataFrame) -> Comparison:
    sides = [side.split(TOGETHER) for side in (compared.first, compared.second)]
    models = list(dict.fromkeys(name for side in sides for name in side if name in summary.index))
    trained = summary.loc[models]
    first, second = (
        ", ".join(dict.fromkeys(data_seen(trained.loc[name]) for name in side if name in models))
        for side in sides
    )
    return replace(
        compared,
        first_trained=first,
        second_trained=second,
        alike=trained_alike(trained),
        earlier=tuple(name for name in models if trained.loc[name, "earlier"]),
    )
