"""How much of each study has been trained, and which command trains the rest."""

from dataclasses import dataclass

from emnist_lab.config import Study
from emnist_lab.evidence.pool import can_be_chosen
from emnist_lab.figures.numbers import count
from emnist_lab.profile import Profile
from emnist_lab.reporting.words import is_or_are, listed
from emnist_lab.studies import find_studies
from emnist_lab.trials.records import study_records

# The smallest profile that trains every variant.
WHOLE_PROFILE = "quick"


@dataclass(frozen=True)
class Coverage:
    """What documents can show of one study.

    `study` holds the variants that the profile trains, of the `every` that there are. `ended` names
    those of them with a record, unless their machine was to blame for it; `completed` those with a
    trial that completed. `shown` says whether the study has a section and slides of its own.
    """

    study: Study
    profile: str
    every: int
    ended: frozenset[str]
    completed: frozenset[str]
    shown: bool

    def trained(self, variant: str) -> bool:
        """Return whether a trial of a variant completed."""
        return variant in self.completed

    def compares(self, contrast: str) -> bool:
        """Return whether both variants of a contrast of the study, or of a section, completed."""
        parts = (*self.study.sections, self.study)
        pairs = {name: pair for part in parts for name, pair in part.contrasts.items()}
        return self.completed.issuperset(pairs[contrast])

    @property
    def finding(self) -> str:
        """Markdown sentences: how many variants are trained, and what trains the others."""
        planned, ended = len(self.study.variants), len(self.ended)
        said = []
        if ended < planned:
            said.append(
                f"{count(ended)} of the {count(planned)} variants that `{self.profile}` has of "
                f"this study {is_or_are(ended)} trained so far; `emnist-lab run "
                f"{self.study.name} --profile {self.profile}` trains the rest."
            )
        if planned < self.every:
            said.append(
                f"This profile has {count(planned)} of the study's {count(self.every)} variants; "
                f"`emnist-lab run {self.study.name} --profile {WHOLE_PROFILE}` trains all of them."
            )
        return " ".join(said)

    @property
    def absence(self) -> str:
        """A Markdown sentence that stands in place of the section where nothing completed."""
        command = f"`emnist-lab run {self.study.name} --profile {self.profile}`"
        if not self.study.variants:
            return f"There is nothing to show here yet. {command} fills this section."
        if self.ended:
            return f"No trial of this study completed; {command} says why."
        planned = count(len(self.study.variants))
        return f"No variant of this study is trained yet. {command} trains {planned}."


def read_coverage(profile: Profile) -> dict[str, Coverage]:
    """Return what a profile's records hold of each study, by its name, in the studies' order.

    Parameters
    ----------
    profile : Profile
        The profile.
    """
    found: dict[str, Coverage] = {}
    some_compare = False
    for whole in find_studies(profile.project).values():
        study = profile.part_of(whole)
        own = {variant.name for variant in study.variants}
        records = [r for r in study_records(study, profile) if r.variant in own]
        completed = frozenset(r.variant for r in records if r.completed)
        some_compare |= any(can_be_chosen(record, study.dataset) for record in records)
        found[study.name] = Coverage(
            study=study,
            profile=profile.name,
            every=len(whole.variants),
            ended=frozenset(r.variant for r in records if not r.failed_for_machine),
            completed=completed,
            shown=bool(completed)
            or (not study.variants and (some_compare or not study.reads_others)),
        )
    return found


def whole_coverage(coverage: dict[str, Coverage]) -> str:
    """Say how many variants of how many are trained, in all studies, and what trains the others.

    Parameters
    ----------
    coverage : dict of str to Coverage
        Of every study.

    Returns
    -------
    str
        Markdown sentences.
    """
    parts = [part for part in coverage.values() if part.study.variants]
    profile = parts[0].profile
    ended = sum(len(part.ended) for part in parts)
    planned = sum(len(part.study.variants) for part in parts)
    every = sum(part.every for part in parts)
    said = [
        f"{count(ended)} of the {count(every)} variants of all studies {is_or_are(ended)} trained "
        "here."
    ]
    if ended < planned:
        lacking = [
            f"{part.study.name} ({len(part.ended)} of {len(part.study.variants)})"
            for part in parts
            if len(part.ended) < len(part.study.variants)
        ]
        said.append(
            f"Still to be trained in this profile: {listed(lacking)}. "
            f"`emnist-lab run --profile {profile}` does so."
        )
    if planned < every:
        said.append(f"`emnist-lab run --profile {WHOLE_PROFILE}` trains every variant.")
    return " ".join(said)
