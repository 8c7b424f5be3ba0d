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
from emnist_lab.reporting.findings_front import frontier_findings
from emnist_lab.reporting.findings_source import published_contrast
from emnist_lab.reporting.findings_stages import (
    pairs_finding,
    tasks_finding,
    time_finding,
    transfer_finding,
)
from emnist_lab.results.gradients import gradient_summary, trial_gradients
from emnist_lab.results.histories import read_histories
from emnist_lab.results.ranking import catalogue_ranking, contradicted_columns
from emnist_lab.studies.bymerge import ABLATIONS
from emnist_lab.studies.candidates import FIRST_ROUND, LEARNER, MOMENTUM_PAIRS, SECOND_ROUND

# The source's own model without transfer, and its final one.
SOURCE_TRANSFER = ("transfer_2", "layer_4_1")


def bymerge_findings(
    study: Study,
    profile: Profile,
    results: pd.DataFrame,
    summary: pd.DataFrame,
    comparison: pd.DataFrame,
) -> dict[str, str]:
    """Return what the ByMerge study says of its limit, tasks and ablations.

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
    changed = [variant.name for of_part in ABLATIONS.values() for variant in of_part]
    return {
        "time": time_finding(study, profile, results),
        "tasks": tasks_finding(summary, "convnet_digit_letter", "convnet_47"),
        "ablations": pairs_finding(comparison, [(name, "convnet_47") for name in changed]),
    }


def transfer_findings(
    study: Study,
    profile: Profile,
    results: pd.DataFrame,
    summary: pd.DataFrame,
    comparison: pd.DataFrame,
) -> dict[str, str]:
    """Return what the transfer study says of its bases; parameters as for `bymerge_findings`."""
    tables = [published_figures(name) for name in ("transfer", "layers")]
    return {
        "transfer": transfer_finding(study, summary, comparison),
        "source_transfer": published_contrast(pd.concat(tables), *SOURCE_TRANSFER),
    }


def candidates_findings(
    study: Study,
    profile: Profile,
    results: pd.DataFrame,
    summary: pd.DataFrame,
    comparison: pd.DataFrame,
) -> dict[str, str]:
    """Return what the candidates study says of its catalogue and rounds; see `bymerge_findings`."""
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


OWN_FINDINGS = {
    "bymerge": bymerge_findings,
    "candidates": candidates_findings,
    "transfer": transfer_findings,
    "frontier": frontier_findings,
}
