"""Sentences that one study alone has something to say with."""

import pandas as pd

from emnist_lab.config import Profile, Study
from emnist_lab.datasets.catalog import split_facts
from emnist_lab.reference import published_figures
from emnist_lab.reporting.findings_candidates import (
    base_finding,
    contradiction_finding,
    gradient_finding,
    learning_finding,
    momentum_finding,
    ranking_finding,
)
from emnist_lab.results.gradients import gradient_summary, trial_gradients
from emnist_lab.results.histories import read_histories
from emnist_lab.results.ranking import catalogue_ranking, contradicted_columns
from emnist_lab.studies.candidates import FIRST_ROUND, LEARNER, MOMENTUM_PAIRS, SECOND_ROUND


def candidates_findings(
    study: Study,
    profile: Profile,
    results: pd.DataFrame,
    summary: pd.DataFrame,
    comparison: pd.DataFrame,
) -> dict[str, str]:
    """Return what the candidates study says of its catalogue and of its two rounds.

    Parameters
    ----------
    study, profile : Study, Profile
        The study and its size.
    results, summary, comparison : pandas.DataFrame
        One row a trial, one a variant, one a tested pair.

    Returns
    -------
    dict of str to str
        Markdown sentences by name.
    """
    catalogue = published_figures("candidates_catalog")
    ranking = catalogue_ranking(catalogue, published_figures("candidates_ranking"))
    contradictions = contradicted_columns(catalogue, published_figures("candidates_normalised"))
    first, second = ([variant.name for variant in each] for each in (FIRST_ROUND, SECOND_ROUND))
    histories = read_histories(profile.name, results)
    gradients = gradient_summary(trial_gradients(profile.name, results), LEARNER)
    return {
        "ranking": ranking_finding(catalogue, ranking),
        "contradiction": contradiction_finding(ranking, contradictions),
        "learning": learning_finding(summary, first, len(split_facts(study.split).classes)),
        "gradients": gradient_finding(gradients, LEARNER),
        "base": base_finding(summary, comparison, second),
        **{
            f"{pair[0]}_momentum": momentum_finding(summary, comparison, histories, pair)
            for pair in MOMENTUM_PAIRS
        },
    }


OWN_FINDINGS = {"candidates": candidates_findings}
