"""What one section of a study left, taken from the study's trials."""

from dataclasses import dataclass, field

import pandas as pd

from emnist_lab.config import Section
from emnist_lab.evidence.comparison import study_comparison
from emnist_lab.evidence.summary import variant_summary
from emnist_lab.profile import Profile


@dataclass(frozen=True)
class SectionResults:
    """A section and its trials: a row a trial, a row a variant, and the pairs that were tested.

    The pairs of a section are a family of their own for Holm's correction: each answers the
    section's question. `sections` holds, by name, those that a study is parted into.
    """

    section: Section
    results: pd.DataFrame
    summary: pd.DataFrame
    comparison: pd.DataFrame
    sections: dict[str, "SectionResults"] = field(default_factory=dict)


def section_results(section: Section, profile: Profile, results: pd.DataFrame) -> SectionResults:
    """Return the part of a study's trials that belongs to a section.

    Parameters
    ----------
    section : Section
        A section of a study.
    profile : Profile
        The profile, whose trials left their predictions.
    results : pandas.DataFrame
        One row a trial of the study (`emnist_lab.trials.table.RESULT_COLUMNS`).

    Returns
    -------
    SectionResults
        In the order of the trials.
    """
    names = [variant.name for variant in section.variants]
    own = results[results["variant"].isin(names)].reset_index(drop=True)
    return study_results(section, profile, own)


def study_results(study: Section, profile: Profile, results: pd.DataFrame) -> SectionResults:
    """Return all of a study's trials, those that its search drew too; see `section_results`."""
    comparison = study_comparison(study, profile, results)
    sections = {part.name: section_results(part, profile, results) for part in study.sections}
    return SectionResults(study, results, variant_summary(results), comparison, sections)
