"""Run a study's search and read what its trials left; imports no TensorFlow itself."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from emnist_lab.config import Study
from emnist_lab.datasets.load import Split, digests_of, load_splits
from emnist_lab.errors import EmnistLabError
from emnist_lab.evidence.gradients import trial_gradients
from emnist_lab.lock import folder_lock
from emnist_lab.profile import Profile, load_profile
from emnist_lab.project import Project
from emnist_lab.search.forks import search_in_processes
from emnist_lab.search.no_training import may_train
from emnist_lab.search.workers import is_finished
from emnist_lab.studies import find_study
from emnist_lab.trials.histories import read_histories
from emnist_lab.trials.plan import TrialPlan, plan_trials
from emnist_lab.trials.record import TrialRecord
from emnist_lab.trials.records import finished_record, forget_machine_failures
from emnist_lab.trials.table import results_frame, write_results


@dataclass(frozen=True)
class StudyRun:
    """What a study left: its trials' records, and the data they were made with.

    `records` holds what each trial left, in the order of the plans; `results` is a row of figures
    for each (`emnist_lab.trials.table.RESULT_COLUMNS`); `histories` one row an epoch of every
    trial, and `gradients` one row a layer and first step of the trials whose variant asks for it
    (`emnist_lab.evidence.gradients`); `split` is the study's own, where trials read others.
    """

    study: Study
    profile: Profile
    split: Split
    records: list[TrialRecord]
    results: pd.DataFrame
    histories: pd.DataFrame
    gradients: pd.DataFrame

    @property
    def set_by_hand(self) -> pd.DataFrame:
        """The results of the study's own variants, without those that its search drew."""
        names = [variant.name for variant in self.study.variants]
        return self.results[self.results["variant"].isin(names)]


def run_study(name: str, profile: str, data_dir: str | Path | None = None) -> StudyRun:
    """Train the trials of a study that have no fitting record, and return all records.

    The search runs in processes of its own that write to `train.log` in the study's folder, so
    that a caller keeps neither TensorFlow's memory nor its messages.

    Parameters
    ----------
    name, profile : str
        The names of the study and the profile.
    data_dir : str or Path, optional
        A folder of the images' files (see `emnist_lab.datasets.origin.find_origin`). Nothing is
        trained where it is one of kept results, or a rendering asked for no training.

    Raises
    ------
    EmnistLabError
        If the search ends without a record for every trial, or every trial failed.
    """
    project = Project.find()
    whole = find_study(project, name)
    sizes = load_profile(project, profile).sized(whole)
    study = sizes.part_of(whole)
    splits = load_splits(study.splits, data_dir, study.dataset)
    split = splits[study.split]
    plans = plan_trials(study, sizes, digests_of(splits))
    trains = split.origin.has_images and may_train()
    if trains:
        forget_machine_failures(plans)
    if trains and not is_finished(study, sizes, plans):
        with folder_lock(sizes.study_dir(name), print):
            search_in_processes(plans, split.origin.description, data_dir)
        plans = plan_trials(study, sizes, digests_of(splits))
    records = [record for plan in plans if (record := finished_record(plan)) is not None]
    if trains:
        _check_complete(study, sizes, plans, records)
    results = results_frame(records)
    if plans:
        write_results(name, sizes, results)
    histories, gradients = read_histories(sizes, results), trial_gradients(sizes, results)
    return StudyRun(study, sizes, split, records, results, histories, gradients)


def _check_complete(
    study: Study, profile: Profile, plans: list[TrialPlan], records: list[TrialRecord]
) -> None:
    missing = len(plans) - len(records)
    folder = profile.trials_dir(study.name)
    if missing:
        raise EmnistLabError(
            f"{missing} of {len(plans)} trials left no record",
            where=folder,
            fix=f"run again: emnist-lab run {study.name} --profile {profile.name}",
        )
    if records and not any(record.completed for record in records):
        raise EmnistLabError(
            f"no trial of {study.name} completed; the first: {records[0].reason}",
            where=folder,
            fix="fix the cause and run the same command: what failed for the machine's sake is "
            "tried again; delete this folder to train the others again",
        )
