"""Sentences that one study alone has something to say with."""

import pandas as pd

from emnist_lab.config import Profile
from emnist_lab.datasets.catalog import split_facts
from emnist_lab.evidence.gradients import gradient_summary, trial_gradients
from emnist_lab.evidence.published import published_figures
from emnist_lab.evidence.ranking import catalogue_ranking, contradicted_columns
from emnist_lab.evidence.section import SectionResults
from emnist_lab.reporting.findings_candidates import (
    base_finding,
    contradiction_finding,
    gradient_finding,
    learning_finding,
    momentum_finding,
    ranking_finding,
)
from emnist_lab.reporting.findings_front import frontier_findings
from emnist_lab.reporting.findings_hyperparameters import (
    collapse_finding,
    published_collapse,
    rates_finding,
)
from emnist_lab.reporting.findings_source import published_contrast
from emnist_lab.reporting.findings_stages import (
    pairs_finding,
    tasks_finding,
    time_finding,
    transfer_finding,
)
from emnist_lab.studies.bymerge import ABLATIONS
from emnist_lab.studies.candidates import FIRST_ROUND, LEARNER, MOMENTUM_PAIRS, SECOND_ROUND
from emnist_lab.trials.histories import read_histories

# The source's own model without transfer, and its final one.
SOURCE_TRANSFER = ("transfer_2", "layer_4_1")


def bymerge_findings(found: SectionResults, profile: Profile) -> dict[str, str]:
    """Return what the ByMerge study says of its limit, tasks and ablations.

    Parameters
    ----------
    found : SectionResults
        The study and its trials.
    profile : Profile
        Its size.

    Returns
    -------
    dict of str to str
        Markdown sentences by name.
    """
    changed = [
        variant.name
        for of_part in ABLATIONS.values()
        for variant in of_part
        if variant.name in found.summary.index
    ]
    return {
        "time": time_finding(found.section, profile, found.results),
        "tasks": tasks_finding(found.summary, "convnet_digit_letter", "convnet_47"),
        "ablations": pairs_finding(found.comparison, [(name, "convnet_47") for name in changed]),
    }


def transfer_findings(found: SectionResults, profile: Profile) -> dict[str, str]:
    """Return what the transfer study says of its bases; parameters as for `bymerge_findings`."""
    tables = [published_figures(name) for name in ("transfer", "layers")]
    return {
        "transfer": transfer_finding(found.section, found.summary, found.comparison),
        "source_transfer": published_contrast(pd.concat(tables), *SOURCE_TRANSFER),
    }


def candidates_findings(found: SectionResults, profile: Profile) -> dict[str, str]:
    """Return what the candidates study says of its catalogue and rounds; see `bymerge_findings`."""
    catalogue = published_figures("candidates_catalog")
    ranking = catalogue_ranking(catalogue, published_figures("candidates_ranking"))
    contradictions = contradicted_columns(catalogue, published_figures("candidates_normalised"))
    first, second = ([variant.name for variant in each] for each in (FIRST_ROUND, SECOND_ROUND))
    figures = found.summary, found.comparison, read_histories(profile.name, found.results)
    gradients = gradient_summary(trial_gradients(profile.name, found.results), LEARNER)
    return {
        "ranking": ranking_finding(catalogue, ranking),
        "contradiction": contradiction_finding(ranking, contradictions),
        "learning": learning_finding(found.summary, first, _classes(found)),
        "gradients": gradient_finding(gradients, LEARNER),
        "base": base_finding(found.summary, found.comparison, second),
        **{f"{pair[0]}_momentum": momentum_finding(*figures, pair) for pair in MOMENTUM_PAIRS},
    }


def hyperparameters_findings(found: SectionResults, profile: Profile) -> dict[str, str]:
    """Return what the hyperparameters study says: learning rates, and why one run collapsed."""
    grid, experiment = found.sections["optimizer"], found.sections["brightness"]
    histories = read_histories(profile.name, experiment.results)
    augmentation = published_figures(found.section.section("augmentation").reference)
    return {
        "rates": rates_finding(grid.results, published_figures(grid.section.reference)),
        "collapse": collapse_finding(experiment, histories, _classes(found)),
        "published_collapse": published_collapse(augmentation, _classes(found)),
    }


def _classes(found: SectionResults) -> int:
    return len(split_facts(found.section.split).classes)


OWN_FINDINGS = {
    "bymerge": bymerge_findings,
    "candidates": candidates_findings,
    "hyperparameters": hyperparameters_findings,
    "transfer": transfer_findings,
    "frontier": frontier_findings,
}
