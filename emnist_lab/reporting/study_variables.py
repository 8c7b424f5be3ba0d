"""What the documents' prose quotes of each study, and of the sections of a study."""

import pandas as pd

from emnist_lab.config import Study
from emnist_lab.evidence.pool import Pool
from emnist_lab.evidence.published import published_together
from emnist_lab.evidence.section import SectionResults, study_results
from emnist_lab.evidence.statistics import best_on_validation
from emnist_lab.evidence.summary import of_task
from emnist_lab.figures.numbers import milliseconds, percent, percent_range, size
from emnist_lab.profile import Profile
from emnist_lab.reporting.findings import (
    best_finding,
    contrast,
    differences_finding,
    lost_trials,
    runner_up_finding,
)
from emnist_lab.reporting.findings_source import agreement, published_contrast, scale_difference
from emnist_lab.reporting.sizes import trial_sizes
from emnist_lab.studies import study_module


def study_variables(
    study: Study, profile: Profile, results: pd.DataFrame, pool: Pool | None, kind: str
) -> dict:
    """Return what the prose says of one study, and by name of each of its sections.

    Parameters
    ----------
    study : Study
        The study.
    profile : Profile
        The profile, whose trials left their predictions.
    results : pandas.DataFrame
        One row a trial.
    pool : Pool or None
        The trials of all studies.
    kind : str
        Of the images (`emnist_lab.datasets.origin.Origin`).

    Returns
    -------
    dict
        As `section_variables`, if it has variants; what this study alone says, by `findings` of the
        module `findings` of its folder, is in `own`.
    """
    whole = study_results(study, profile, results)
    variables: dict = {}
    if study.variants:
        variables |= section_variables(whole)
        variables |= {name: section_variables(found) for name, found in whole.sections.items()}
        variables["sizes"] = trial_sizes(study, results)
        variables["scale"] = scale_difference(study.source_scale, results, kind)
    if own := study_module(profile.project, study.name, "findings"):
        variables["own"] = own.findings(whole, profile, pool)
    return variables


def section_variables(found: SectionResults) -> dict:
    """Return what the prose says of a study or of one of its sections.

    Parameters
    ----------
    found : SectionResults
        The section and its trials.

    Returns
    -------
    dict
        The choice of validation and its figures, among variants that read the section's own split;
        sentences that compare variants with each other (`here`) and the same pairs as the source
        gives them (`source`).
    """
    section, comparison = found.section, found.comparison
    summary = of_task(found.summary, section.split, section.task)
    pairs = section.contrasts
    variables = {
        "question": section.question,
        "variants": str(len(found.summary)),
        "trials": lost_trials(found.results),
        **choice_variables(summary),
        "runner_up": runner_up_finding(summary, comparison),
        "differences": differences_finding(summary, comparison),
        "here": {name: contrast(found.summary, comparison, *pair) for name, pair in pairs.items()},
    }
    if section.references:
        published = published_together(section.references)
        known = set(published["variant"])
        variables["agreement"] = agreement(found.summary, published)
        variables["source"] = {
            name: published_contrast(published, *pair)
            for name, pair in pairs.items()
            if known.issuperset(pair)
        }
    return variables


def choice_variables(summary: pd.DataFrame) -> dict[str, str]:
    """Return the variant that validation chooses and its figures; test figures only report.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a variant (`emnist_lab.evidence.summary.variant_summary`).

    Returns
    -------
    dict of str to str
        Shown figures, and the sentence `finding`; it alone where no trial completed.
    """
    name = best_on_validation(summary["val_acc"])
    if name is None:
        return {"finding": best_finding(summary)}
    row = summary.loc[name]
    return {
        "best": f"`{name}`",
        "validation": percent(row["val_acc"]),
        "accuracy": percent(row["test_acc"]),
        "interval": percent_range(row["test_low"], row["test_high"]),
        "parameters": size(row["parameters"]),
        "latency": milliseconds(row["latency_ms"]),
        "finding": best_finding(summary),
    }
