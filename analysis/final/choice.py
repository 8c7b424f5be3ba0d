"""What the final study reports of the model that validation chooses over all studies."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.final.study import STUDY
from emnist_lab.evidence.calibration import reliability
from emnist_lab.evidence.claims import judge_claims
from emnist_lab.evidence.comparison import compare_pairs
from emnist_lab.evidence.confusion import class_accuracies, confused_pairs, confusion_counts
from emnist_lab.evidence.pool import Pool
from emnist_lab.evidence.published import published_figures
from emnist_lab.evidence.reach import (
    Agreement,
    agreement_of_models,
    best_on_same_images,
    reach_of_models,
)
from emnist_lab.studies import studies_shown_by
from emnist_lab.training.predictions import Predictions


@dataclass(frozen=True)
class FinalFigures:
    """The test figures of the chosen model, and of those beside it.

    `label` names it, `predictions` are those of its seeds, `confusion` its counts (true by
    predicted class, all seeds together), `pairs` the most confused, `accuracies` a row a class,
    `bins` its reliability. `published` is the source's final table and `comparison` tests the same
    variants here against the chosen one. `reach` has a row for each of the best models that read
    the same images, and `agreement` is theirs. `claims` has a row for each claim of the source.
    """

    label: str
    predictions: list[Predictions]
    confusion: np.ndarray
    pairs: pd.DataFrame
    accuracies: pd.DataFrame
    bins: pd.DataFrame
    published: pd.DataFrame
    comparison: pd.DataFrame
    reach: pd.DataFrame
    agreement: Agreement
    claims: pd.DataFrame


def final_figures(pool: Pool, classes: tuple[str, ...]) -> FinalFigures:
    """Return what the final study reports.

    Parameters
    ----------
    pool : Pool
        The trials of all studies.
    classes : tuple of str
        The characters of the split that they learned.

    Returns
    -------
    FinalFigures
        Of the first of the pool's ranking, which validation alone made.
    """
    best = pool.ranking[0]
    predictions = pool.predictions[best]
    confusion = confusion_counts(predictions, len(classes))
    published = published_figures("final/source")
    beside = [name for name in published["variant"] if name in pool.predictions and name != best]
    best_models = best_on_same_images(pool.predictions, pool.ranking)
    return FinalFigures(
        label=best,
        predictions=predictions,
        confusion=confusion,
        pairs=confused_pairs(confusion, classes),
        accuracies=class_accuracies(confusion, classes, len(predictions)),
        bins=reliability(predictions),
        published=published,
        comparison=compare_pairs(pool.predictions, [(name, best) for name in beside]),
        reach=reach_of_models(pool.predictions, best_models, classes, pool.dataset.look_alikes),
        agreement=agreement_of_models(pool.predictions, best_models),
        claims=judge_claims(studies_shown_by(STUDY, pool.profile), pool.predictions),
    )
