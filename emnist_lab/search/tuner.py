"""A Keras Tuner search over a study's variants and seeds, whose trials leave records."""

import math
import os
import time
from datetime import UTC, datetime

import keras_tuner

from emnist_lab import paths
from emnist_lab.distribution import device_name
from emnist_lab.results.provenance import provenance
from emnist_lab.results.records import write_record
from emnist_lab.results.trial import TrialPlan, finished_record
from emnist_lab.search.oracle import OBJECTIVE, PlanOracle
from emnist_lab.search.trial import train_trial
from emnist_lab.training.reuse import TracedModels


class StudyTuner(keras_tuner.Tuner):
    """Runs a study's plans; the records, not the oracle, say what is done.

    The oracle's own state begins anew in every search: a trial whose record fits its fingerprint
    answers from the record at once, so changed settings, a killed search and a finished one all
    resume the same way.

    Parameters
    ----------
    plans : list of TrialPlan
        Every trial of one study.
    split : emnist_lab.datasets.load.Split
        The data.
    """

    def __init__(self, plans: list[TrialPlan], split):
        self.plans = {(plan.variant.name, plan.seed): plan for plan in plans}
        self.split = split
        self.traced = TracedModels()
        super().__init__(
            PlanOracle(plans),
            directory=str(paths.study_dir(plans[0].profile.name, plans[0].study.name)),
            # Processes of one search must not overwrite each other's state.
            project_name=f"tuner-{os.environ.get('KERASTUNER_TUNER_ID', 'alone')}",
            overwrite=True,
        )

    def run_trial(self, trial, *args, **kwargs):
        """Train one variant with one seed, or read its record, and return its objective."""
        values = trial.hyperparameters.values
        plan = self.plans[values["variant"], values["seed"]]
        record = finished_record(plan) or run_and_record(plan, self.split, self.traced)
        objective = record["figures"].get("val_loss", math.nan)
        if record["status"] != "completed" or not math.isfinite(objective):
            raise keras_tuner.errors.FailedTrialError(f"{plan.name}: {record['reason']}")
        return {OBJECTIVE.name: objective}


def run_and_record(plan: TrialPlan, split, traced: TracedModels) -> dict:
    """Train and measure one trial and write its record.

    Parameters
    ----------
    plan : TrialPlan
        What to train.
    split : emnist_lab.datasets.load.Split
        The data.
    traced : TracedModels
        Models of earlier trials in this process.

    Returns
    -------
    dict
        The record as written to `record.json`.
    """
    started = datetime.now(UTC).isoformat(timespec="seconds")
    start = time.perf_counter()
    figures, status, reason = train_trial(plan, split, traced)
    record = {
        "study": plan.study.name,
        "variant": plan.variant.name,
        "seed": plan.seed,
        "status": status,
        "reason": reason,
        "fingerprint": plan.fingerprint(),
        "figures": figures,
        **plan.parts(),
        "provenance": {
            **provenance(),
            "accelerator": device_name(),
            "data": split.origin.description,
            "started": started,
            "duration_s": time.perf_counter() - start,
        },
    }
    write_record(plan.folder, record)
    return record
