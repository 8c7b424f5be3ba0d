"""What each study runs: variants and search spaces, no training code.

`STUDIES` holds every study by name, in the order in which a reader meets them.
"""

from emnist_lab.config import Profile, Study
from emnist_lab.errors import EmnistLabError
from emnist_lab.studies import (
    baselines,
    bymerge,
    candidates,
    data,
    final,
    frontier,
    hyperparameters,
    layers,
    transfer,
)

STUDIES = {
    module.STUDY.name: module.STUDY
    for module in (
        data,
        baselines,
        candidates,
        hyperparameters,
        layers,
        transfer,
        bymerge,
        frontier,
        final,
    )
}


def studies_of(profile: Profile) -> list[Study]:
    """Return every study with the variants that a profile trains, in the order of `STUDIES`."""
    return [study.of_profile(profile) for study in STUDIES.values()]


def studies_before(name: str) -> list[Study]:
    """Return the studies that a reader meets before the one of that name."""
    names = list(STUDIES)
    return [STUDIES[earlier] for earlier in names[: names.index(name)]]


def find_study(name: str) -> Study:
    """Return the study of that name.

    Raises
    ------
    EmnistLabError
        If there is none.
    """
    if name not in STUDIES:
        raise EmnistLabError(f"no study named {name!r}", mend=f"choose from: {', '.join(STUDIES)}")
    return STUDIES[name]
