"""A Keras Tuner grid search over a study's variants and seeds, whose trials leave records."""

import math
import time
from datetime import UTC, datetime

import keras_tuner

from emnist_lab import paths
from emnist_lab.distribution import device_name
from emnist_lab.results.provenance import provenance
from emnist_lab.results.store import write_record
from emnist_lab.results.trial import TrialPlan, finished_record
from emnist_lab.search.trial import train_trial

OBJECTIVE = keras_tuner.Objective("val_loss", "min")


class StudyTuner(keras_tuner.GridSearch):
    """Runs the grid of variants and seeds; the records, not the oracle, say what is done.

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
        study = plans[0].study.name
        space = keras_tuner.HyperParameters()
        space.Choice("variant", list(dict.fromkeys(plan.variant.name for plan in plans)))
        space.Choice("seed", list(dict.fromkeys(plan.seed for plan in plans)))
        super().__init__(
            hyperparameters=space,
            objective=OBJECTIVE,
            # A failed trial is a result; the search never gives up before the last one.
            max_consecutive_failed_trials=len(plans) + 1,
            directory=str(paths.study_dir(plans[0].profile.name, study)),
            project_name="tuner",
            overwrite=True,
        )

    def run_trial(self, trial, *args, **kwargs):
        """Train one variant with one seed, or read its record, and return its objective."""
        values = trial.hyperparameters.values
        plan = self.plans[values["variant"], values["seed"]]
        record = finished_record(plan) or run_and_record(plan, self.split)
        objective = record["figures"].get("val_loss", math.nan)
        if record["status"] != "completed" or not math.isfinite(objective):
            raise keras_tuner.errors.FailedTrialError(f"{plan.name}: {record['reason']}")
        return {OBJECTIVE.name: objective}


def run_and_record(plan: TrialPlan, split) -> dict:
    """Train and measure one trial and write its record.

    Parameters
    ----------
    plan : TrialPlan
        What to train.
    split : emnist_lab.datasets.load.Split
        The data.

    Returns
    -------
    dict
        The record as written to `record.json`.
    """
    started = datetime.now(UTC).isoformat(timespec="seconds")
    start = time.perf_counter()
    figures, status, reason = train_trial(plan, split)
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
