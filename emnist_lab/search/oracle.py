"""Hands out a study's planned trials to however many workers ask."""

import math
import sys
import time
from typing import Any

import keras_tuner
from keras_tuner.engine.trial import Trial, TrialStatus

from emnist_lab.lock import is_held
from emnist_lab.trials.fingerprint import digest_of
from emnist_lab.trials.plan import TrialPlan
from emnist_lab.trials.record import TrialRecord
from emnist_lab.trials.records import finished_record

SEARCH_DIGEST = "search"
SECONDS_BETWEEN_LOOKS = 5.0


class PlanOracle(keras_tuner.Oracle):
    """The grid of variants and seeds, in the order of the plans as far as workers save time by it.

    A worker is given trials whose graph it has traced already before others, and then graphs that
    no other worker has: tracing takes longer than training on small data. A trial that fine-tunes
    another waits until that one has its record, whatever it says and whichever machine it was
    trained on; trials that others wait for come first.

    Keras Tuner's own grid oracle hands out a combination only after the one before it has ended,
    since a trial might add hyperparameters: all its workers but one would wait. It also keeps a
    dead worker's trial for that worker; here another takes it once there is nothing else to do.
    """

    goal = keras_tuner.Objective("val_loss", "min")

    def __init__(self, plans: list[TrialPlan], **settings: Any):
        self.plans = plans
        needed = {plan.depends_on.name for plan in plans if plan.depends_on}
        # Trials that others depend on first, lest workers stand idle in the end.
        self.not_started = sorted(plans, key=lambda plan: plan.name not in needed)
        self.graphs: dict[str, tuple] = {}
        self.asking = ""
        self.last_look = 0.0
        super().__init__(
            objective=self.goal,
            hyperparameters=self.search_space(),
            # A failed trial is a result; the search never gives up before the last one.
            max_consecutive_failed_trials=sys.maxsize,
            **settings,
        )

    def search_space(self) -> keras_tuner.HyperParameters:
        """Return what is drawn from, and the digest of all that the search depends on."""
        space = keras_tuner.HyperParameters()
        space.Choice("variant", list(dict.fromkeys(plan.variant.name for plan in self.plans)))
        space.Choice("seed", list(dict.fromkeys(plan.seed for plan in self.plans)))
        space.Fixed(SEARCH_DIGEST, digest_of([plan.fingerprint() for plan in self.plans]))
        return space

    def objective_of(self, record: TrialRecord) -> float:
        """Return the objective of a trial's record, not a number where it did not get that far."""
        loss = record.figures.val_loss
        return math.nan if loss is None else loss

    @keras_tuner.synchronized
    def create_trial(self, tuner_id: str) -> Trial:
        """Return a worker's next trial: its own unfinished one, a new one, or a dead worker's."""
        self.asking = tuner_id
        if tuner_id not in self.ongoing_trials and not self._has_more():
            self._take_back_lost_trials()
        return super().create_trial(tuner_id)

    def populate_space(self, trial_id: str) -> dict[str, Any]:
        """Return the next plan's values, or that there is none left, or none as yet."""
        plan = self._next_plan()
        if plan is not None:
            self.not_started.remove(plan)
            self.graphs[self.asking] = _graph(plan)
            values = {"variant": plan.variant.name, "seed": plan.seed}
            return {"status": TrialStatus.RUNNING, "values": values}
        # Whoever waits takes over should one of the trials that still run lose its worker.
        return {"status": TrialStatus.IDLE if self.ongoing_trials else TrialStatus.STOPPED}

    def plan_of(self, trial: Trial) -> TrialPlan:
        """Return the plan that a trial of Keras Tuner stands for."""
        values = trial.hyperparameters.values
        wanted = (values["variant"], values["seed"])
        return next(plan for plan in self.plans if (plan.variant.name, plan.seed) == wanted)

    def _has_more(self) -> bool:
        """Return whether a trial could start now."""
        return self._next_plan() is not None

    def _next_plan(self) -> TrialPlan | None:
        ready = [p for p in self.not_started if not p.depends_on or finished_record(p.depends_on)]
        return min(ready, key=self._tracing, default=None)

    def _tracing(self, plan: TrialPlan) -> int:
        """Return 0 if the asking worker has traced a plan's graph, 1 if no worker has, else 2."""
        if _graph(plan) == self.graphs.get(self.asking):
            return 0
        return 2 if _graph(plan) in self.graphs.values() else 1

    def _take_back_lost_trials(self) -> None:
        if time.monotonic() < self.last_look + SECONDS_BETWEEN_LOOKS:
            return
        self.last_look = time.monotonic()
        for tuner_id, trial in list(self.ongoing_trials.items()):
            # The system frees the lock of a process that dies, on whichever machine it ran.
            if not is_held(self.plan_of(trial).lock_folder):
                del self.ongoing_trials[tuner_id]
                self._retry_queue.append(trial.trial_id)


def _graph(plan: TrialPlan) -> tuple:
    """Return what decides a trial's graph before its data are read: architecture and optimizer."""
    variant = plan.variant
    options = repr(sorted(variant.options.items()))
    return variant.model, options, variant.image.shape, variant.recipe.optimizer
