"""Every check of a profile, one after the other."""

from collections.abc import Iterator
from pathlib import Path

from emnist_lab.config import Study
from emnist_lab.datasets.kept import need_images
from emnist_lab.datasets.load import cached_digest, digests_of, load_splits
from emnist_lab.datasets.origin import find_origin
from emnist_lab.errors import EmnistLabError
from emnist_lab.profile import Profile
from emnist_lab.studies import studies_of
from emnist_lab.trials.freshness import shown_splits
from emnist_lab.trials.plan import TrialPlan, plan_trials
from emnist_lab.verify.check import Check
from emnist_lab.verify.data import check_data
from emnist_lab.verify.notebooks import check_stamps, check_tables
from emnist_lab.verify.pages import check_pages
from emnist_lab.verify.records import check_records
from emnist_lab.verify.sample import check_sample
from emnist_lab.verify.table import check_table


def verify_profile(
    profile: Profile, data_dir: Path | None = None, sample: int = 0, seed: int = 0
) -> Iterator[Check]:
    """Check that all a profile's studies and documents show follows from data and records.

    Imports no TensorFlow; training a sample again starts processes that do.

    Parameters
    ----------
    data_dir : Path, optional
        The data it ran on (see `emnist_lab.datasets.origin.find_origin`).
    sample : int
        How many trials to train again.

    Raises
    ------
    EmnistLabError
        If the profile has no records at all, or its data was never read.
    """
    studies = studies_of(profile)
    _refuse_nothing(studies, profile, data_dir)
    yield check_data(studies, data_dir)
    plans: dict[str, list[TrialPlan]] = {}
    for study in studies:
        splits = load_splits(study.splits, data_dir, study.dataset)
        plans[study.name] = plan_trials(study, profile, digests_of(splits))
        if plans[study.name]:
            yield check_records(plans[study.name], splits)
            yield check_table(plans[study.name])
    yield check_stamps(studies, profile, data_dir)
    for study in studies:
        yield check_tables(study, plans[study.name], profile, data_dir)
    yield check_pages(profile, data_dir)
    if sample:
        every = [plan for of_study in plans.values() for plan in of_study]
        yield check_sample(every, sample, seed, data_dir)


def _refuse_nothing(studies: list[Study], profile: Profile, data_dir: Path | None) -> None:
    for study in studies:
        need_images(find_origin(data_dir, dataset=study.dataset))
    command = f"emnist-lab run --profile {profile.name}"
    folder = profile.runs_dir
    if not any(folder.glob("*/trials/*")):
        raise EmnistLabError("no records to verify", folder, command)
    unread = dict.fromkeys(
        name
        for study in studies
        for name in shown_splits(study, data_dir)
        if cached_digest(name, data_dir, study.dataset) is None
    )
    if unread:
        problem = f"this data was never read, or drawn by other code: {', '.join(unread)}"
        raise EmnistLabError(problem, profile.project.cache_dir, command)
