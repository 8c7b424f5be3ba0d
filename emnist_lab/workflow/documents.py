"""Bring notebooks up to what the documents embed of them, without training."""

from collections.abc import Callable
from pathlib import Path

from emnist_lab.datasets.load import split_digest
from emnist_lab.profile import Profile
from emnist_lab.reporting.coverage import read_coverage
from emnist_lab.search.no_training import without_training
from emnist_lab.trials.freshness import shown_splits, study_status
from emnist_lab.workflow.notebook import execute_study


def show_records(profile: Profile, data_dir: Path | None, tell: Callable[[str], None]) -> None:
    """Execute the notebooks that do not show the records there are, and train nothing.

    A run that was stopped leaves records that no notebook shows; so does `emnist-lab train`.

    Parameters
    ----------
    profile : Profile
        The profile.
    data_dir : Path or None
        The data it ran on.
    tell : callable
        Called with a sentence before each notebook.
    """
    for name, part in read_coverage(profile).items():
        if not part.shown:
            continue
        for split in shown_splits(part.study, data_dir):
            split_digest(split, data_dir, part.study.dataset)
        if study_status(part.study, profile, data_dir).notebook_lags:
            tell(f"{name}: executing its notebook over the records there are")
            with without_training():
                execute_study(part.study, profile, data_dir)
