"""What a study, or one of its sections, left: its trials, its variants, and what was compared."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from emnist_lab.config import Section
from emnist_lab.evidence.comparison import study_comparisons
from emnist_lab.evidence.statistics import best_on_validation
from emnist_lab.evidence.summary import of_task, variant_summary
from emnist_lab.evidence.verdict import Comparisons, Pair
from emnist_lab.profile import Profile


@dataclass(frozen=True)
class SectionResults:
    """A section and its trials: a row a trial, a row a variant, and the study's comparisons.

    `sections` holds, by name, those that a study is parted into.
    """

    section: Section
    results: pd.DataFrame
    summary: pd.DataFrame
    comparisons: Comparisons
    sections: dict[str, "SectionResults"] = field(default_factory=dict)

    @property
    def comparable(self) -> pd.DataFrame:
        """The variants that validation chooses among: they read the section's own split."""
        return of_task(self.summary, self.section.split, self.section.task)

    @property
    def choice(self) -> str | None:
        """The variant that validation chooses, None where none completed."""
        return best_on_validation(self.comparable)


def study_results(
    study: Section, profile: Profile, results: pd.DataFrame, also: Iterable[Pair] = ()
) -> SectionResults:
    """Return what a study left, with all its sections.

    Parameters
    ----------
    results : pandas.DataFrame
        One row a trial of the study (`emnist_lab.trials.table.RESULT_COLUMNS`); those that its
        search drew are of the study, and of no section.
    also : iterable of Pair
        Pairs to test beside those that the study names (`study_comparisons`).
    """
    comparisons = study_comparisons(study, profile, results, also)
    sections = {}
    for part in study.sections:
        names = [variant.name for variant in part.variants]
        own = results[results["variant"].isin(names)].reset_index(drop=True)
        sections[part.name] = SectionResults(part, own, variant_summary(own), comparisons)
    return SectionResults(study, results, variant_summary(results), comparisons, sections)
