"""A Keras Tuner search over a study's variants and seeds, whose trials leave records."""

import math
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import keras_tuner
import psutil
from keras_tuner.engine.trial import Trial

from emnist_lab.datasets.kept import need_images
from emnist_lab.datasets.overlap import base_split
from emnist_lab.distribution import device_name, set_strategy
from emnist_lab.errors import EmnistLabError
from emnist_lab.files import remove_unfinished, write_whole
from emnist_lab.lock import folder_lock
from emnist_lab.search.devices import thread_count
from emnist_lab.search.hyperband import SearchOracle
from emnist_lab.search.oracle import SEARCH_DIGEST, PlanOracle
from emnist_lab.search.spread import JOINED_VARIABLE
from emnist_lab.search.stages import wait_for_dependency
from emnist_lab.search.state import TRIAL_FILE, state_name
from emnist_lab.search.trial import train_trial
from emnist_lab.training.callbacks import remove_backup
from emnist_lab.training.reuse import TracedModels
from emnist_lab.trials.plan import TrialPlan
from emnist_lab.trials.provenance import provenance
from emnist_lab.trials.record import TrialRecord
from emnist_lab.trials.records import finished_record, write_record

SECONDS_BETWEEN_QUESTIONS = 1.0


class RestartWorkerError(keras_tuner.errors.FatalError):
    """This process holds discarded graphs for good; a new one should take over."""


class StudyTuner(keras_tuner.Tuner):
    """Runs a study's plans; the records, not the oracle, say what is done.

    The oracle's own state begins anew in every search: a trial whose record fits its fingerprint
    answers from the record at once, so changed settings, a killed search and a finished one all
    resume the same way.

    Parameters
    ----------
    plans : list of TrialPlan
        Every trial of one study, but for those that its search draws.
    splits : dict of str to emnist_lab.datasets.load.Split
        The data that they read, by name.
    """

    def __init__(self, plans: list[TrialPlan], splits: dict):
        self.splits = splits
        self.traced = TracedModels()
        self.waits = False
        study = plans[0].study
        if study.search is None:
            oracle = PlanOracle(plans)
        else:
            oracle = SearchOracle(plans, splits[study.split].digest)
        # A worker's `self.oracle` is the chief's, which answers questions about trials only.
        self.plan_of, self.objective_of = oracle.plan_of, oracle.objective_of
        super().__init__(
            oracle,
            directory=str(plans[0].profile.study_dir(plans[0].study.name)),
            # Processes of one search must not overwrite each other's state.
            project_name=state_name(os.environ.get("KERASTUNER_TUNER_ID", "alone")),
            overwrite=True,
        )
        self.digest = oracle.get_space().get(SEARCH_DIGEST)

    def on_search_begin(self) -> None:
        """Refuse to train for a chief whose trials are others than this process's."""
        if self.oracle.get_space().get(SEARCH_DIGEST) != self.digest:
            raise EmnistLabError(
                "the search has other trials than this machine: their code, data or profile differ",
                where=os.environ.get("KERASTUNER_ORACLE_IP"),
                fix="check out the same commit, and name the same profile and --data-dir",
            )

    def pre_create_trial(self) -> None:
        """Ask a busy chief once a second, not as fast as the network goes."""
        if self.waits:
            time.sleep(SECONDS_BETWEEN_QUESTIONS)
        self.waits = True

    def on_trial_begin(self, trial: Trial) -> None:
        """Note that there was something to do."""
        self.waits = False

    def run_trial(self, trial: Trial, *args: Any, **kwargs: Any) -> dict[str, float]:
        """Train one variant with one seed, or read its record, and return its objective."""
        plan = self.plan_of(trial)
        note = Path(self.project_dir) / TRIAL_FILE
        try:
            write_whole(note, plan.name)
            with folder_lock(plan.lock_folder, print):
                record = finished_record(plan) or self._train(plan)
            note.unlink(missing_ok=True)
        except RestartWorkerError:
            raise
        except Exception as error:
            # Keras Tuner would go on as if the trial had failed, which has its record if it has.
            raise keras_tuner.errors.FatalError(str(error)) from error
        objective = self.objective_of(record)
        if not record.completed or not math.isfinite(objective):
            # One that holds nothing out completed without an objective; nothing asks for its own.
            raise keras_tuner.errors.FailedTrialError(f"{plan.name}: {record.reason}")
        return {self.oracle.objective.name: objective}

    def _train(self, plan: TrialPlan) -> TrialRecord:
        if self.traced.discarded:
            raise RestartWorkerError(f"{self.traced.discarded} graphs discarded")
        return run_and_record(plan, self.splits, self.traced)


def run_and_record(plan: TrialPlan, splits: dict, traced: TracedModels) -> TrialRecord:
    """Train and measure one trial and write its record.

    Parameters
    ----------
    plan : TrialPlan
        What to train.
    splits : dict of str to emnist_lab.datasets.load.Split
        The data that its study reads, by name.
    traced : TracedModels
        Models of earlier trials in this process.

    Returns
    -------
    TrialRecord
        The record as written to `record.json`.

    Raises
    ------
    StorageError
        If a file of the trial cannot be written; the trial then has no record.
    EmnistLabError
        If the trial that this one fine-tunes has no record, or the images are not at hand.
    """
    split = splits[plan.split]
    need_images(split.origin)
    if plan.is_base:
        split = base_split(plan.study, plan.profile, plan.seed, plan.split, splits)
    wait_for_dependency(plan)
    started = datetime.now(UTC).isoformat(timespec="seconds")
    start = time.perf_counter()
    remove_unfinished(plan.folder)
    figures, status, reason, cause = train_trial(plan, split, traced)
    made_with = {
        **provenance(plan.profile.project),
        "accelerator": device_name(),
        "replicas": set_strategy(plan.strategy).num_replicas_in_sync,
        # Sums that are shared among other numbers of threads round otherwise.
        "threads": thread_count(),
        "resident_mb": round(psutil.Process().memory_info().rss / 1e6),
        "data": split.origin.description,
        "started": started,
        "duration_s": time.perf_counter() - start,
    }
    if chief := os.environ.get(JOINED_VARIABLE):
        made_with["chief"] = chief
    record = plan.record(status, reason, figures, made_with, cause)
    write_record(plan.folder, record)
    remove_backup(plan.folder)
    return record
