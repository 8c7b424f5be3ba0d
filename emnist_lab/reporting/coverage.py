"""How much of each study has been trained."""

from dataclasses import dataclass

from emnist_lab.config import Study
from emnist_lab.evidence.pool import can_be_chosen
from emnist_lab.profile import Profile
from emnist_lab.studies import find_studies
from emnist_lab.trials.records import study_records

# The smallest profile that trains every variant.
WHOLE_PROFILE = "quick"


@dataclass(frozen=True)
class Coverage:
    """What documents can show of one study.

    `study` holds the variants that the profile trains, of the `every` that there are. `ended` names
    those of them with a record, unless their machine was to blame for it; `completed` those with a
    trial that completed; `drawn` those that its search drew. `shown` says whether the study has a
    section and slides of its own.
    """

    study: Study
    every: int
    ended: frozenset[str]
    completed: frozenset[str]
    shown: bool
    drawn: tuple[str, ...] = ()

    def trained(self, variant: str) -> bool:
        """Return whether a trial of a variant completed."""
        return variant in self.completed

    def compares(self, contrast: str) -> bool:
        """Return whether both variants of a contrast of the study, or of a section, completed."""
        parts = (*self.study.sections, self.study)
        pairs = {name: pair for part in parts for name, pair in part.contrasts.items()}
        return self.completed.issuperset(pairs[contrast])

    def names(self) -> list[dict[str, str]]:
        """Return the variants with a record: each one's `name`, `study`, and `change`."""
        changes = {v.name: v.change for v in self.study.variants if v.name in self.ended}
        changes |= dict.fromkeys(self.drawn, "drawn by the search")
        return [
            {"name": name, "study": self.study.title, "change": change}
            for name, change in changes.items()
        ]

    def context(self) -> dict:
        """Return what templates may ask of it, under the study's name."""
        return {
            "name": self.study.name,
            "has_variants": bool(self.study.variants),
            "shown": self.shown,
            "ended": len(self.ended),
            "planned": len(self.study.variants),
            "every": self.every,
            "trained": self.trained,
            "compares": self.compares,
        }


def read_coverage(profile: Profile) -> dict[str, Coverage]:
    """Return what a profile's records hold of each study, by its name, in the studies' order."""
    found: dict[str, Coverage] = {}
    some_compare = False
    for whole in find_studies(profile.project).values():
        study = profile.part_of(whole)
        own = {variant.name for variant in study.variants}
        every = study_records(study, profile)
        records = [r for r in every if r.variant in own]
        drawn = {r.variant for r in every} - own if study.search else ()
        completed = frozenset(r.variant for r in records if r.completed)
        some_compare |= any(can_be_chosen(record, study.dataset) for record in records)
        found[study.name] = Coverage(
            study=study,
            every=len(whole.variants),
            ended=frozenset(r.variant for r in records if not r.failed_for_machine),
            completed=completed,
            drawn=tuple(sorted(drawn)),
            shown=bool(completed)
            or (not study.variants and (some_compare or not study.reads_others)),
        )
    return found
