"""Which studies run, and in which order; `emnist-lab run` and the Snakefile both ask here."""

from emnist_lab.config import Study
from emnist_lab.project import Project
from emnist_lab.studies import find_studies, find_study


def with_needed(project: Project, studies: list[Study]) -> list[Study]:
    """Return studies and all that they need, in the order that they give."""
    wanted = {study.name for study in studies}
    waiting = list(studies)
    while waiting:
        for needed in waiting.pop().needs:
            if needed not in wanted:
                wanted.add(needed)
                waiting.append(find_study(project, needed))
    return [study for study in find_studies(project).values() if study.name in wanted]


def due_studies(studies: list[Study], not_fresh: set[str]) -> list[Study]:
    """Return the studies to run: those not fresh, and those that show what these will leave."""
    return [study for study in studies if {study.name, *_shown_by(study, studies)} & not_fresh]


def must_come_before(study: Study, studies: list[Study]) -> list[str]:
    """Return the names of the studies that have to end before one of a run's studies begins.

    It waits for those of the run that its notebook shows; what it needs is named whether it runs or
    not.
    """
    return list(dict.fromkeys([*study.needs, *_shown_by(study, studies)]))


def _shown_by(study: Study, studies: list[Study]) -> list[str]:
    """Return the names of those studies whose trials a study's notebook shows."""
    return [other.name for other in studies if study.shows(other)]
