"""Hands out a study's planned trials to however many workers ask."""

import sys
import time

import keras_tuner
from keras_tuner.engine.trial import TrialStatus

from emnist_lab.lock import is_held
from emnist_lab.results.fingerprint import digest_of
from emnist_lab.results.trial import TrialPlan

OBJECTIVE = keras_tuner.Objective("val_loss", "min")
SEARCH_DIGEST = "search"
SECONDS_BETWEEN_LOOKS = 5.0


def graph_family(plan: TrialPlan) -> tuple:
    """Return what trials have in common that probably share a traced graph."""
    variant = plan.variant
    options = repr(sorted(variant.options.items()))
    return variant.model, options, variant.image, plan.recipe.optimizer, plan.recipe.batch_size


class PlanOracle(keras_tuner.Oracle):
    """The grid of variants and seeds; a worker gets what shares its graphs, then the next plan.

    Keras Tuner's own grid oracle hands out a combination only after the one before it has ended,
    since a trial might add hyperparameters: all its workers but one would wait. It also keeps a
    dead worker's trial for that worker; here another takes it once there is nothing else to do.

    Parameters
    ----------
    plans : list of TrialPlan
        Every trial of one study.
    """

    def __init__(self, plans: list[TrialPlan]):
        self.plans = plans
        self.unstarted = list(plans)
        self.at_hand: dict[str, tuple] = {}
        self.last_look = 0.0
        space = keras_tuner.HyperParameters()
        space.Choice("variant", list(dict.fromkeys(plan.variant.name for plan in plans)))
        space.Choice("seed", list(dict.fromkeys(plan.seed for plan in plans)))
        space.Fixed(SEARCH_DIGEST, digest_of([plan.fingerprint() for plan in plans]))
        super().__init__(
            objective=OBJECTIVE,
            hyperparameters=space,
            # A failed trial is a result; the search never gives up before the last one.
            max_consecutive_failed_trials=sys.maxsize,
        )

    @keras_tuner.synchronized
    def create_trial(self, tuner_id):
        """Return a worker's next trial: its own unfinished one, a new one, or a dead worker's."""
        self.asking = tuner_id
        if tuner_id not in self.ongoing_trials and not self.unstarted:
            self._take_back_lost_trials()
        return super().create_trial(tuner_id)

    def populate_space(self, trial_id):
        """Return the next plan's values, or that there is none left, or none as yet."""
        if self.unstarted:
            plan = self._next_plan()
            values = {"variant": plan.variant.name, "seed": plan.seed}
            return {"status": TrialStatus.RUNNING, "values": values}
        # Whoever waits takes over should one of the trials that still run lose its worker.
        return {"status": TrialStatus.IDLE if self.ongoing_trials else TrialStatus.STOPPED}

    def plan_of(self, trial) -> TrialPlan:
        """Return the plan that a trial of Keras Tuner stands for."""
        values = trial.hyperparameters.values
        wanted = (values["variant"], values["seed"])
        return next(plan for plan in self.plans if (plan.variant.name, plan.seed) == wanted)

    def _next_plan(self) -> TrialPlan:
        """Take the plan that is cheapest for the worker that asks.

        Building and tracing is most of a trial on little data. So workers stay with the graph that
        they have traced, and leave to each other what the other has traced.
        """
        own = self.at_hand.pop(self.asking, None)
        others = set(self.at_hand.values())
        plan = min(
            self.unstarted,
            key=lambda plan: (graph_family(plan) != own, graph_family(plan) in others),
        )
        self.unstarted.remove(plan)
        self.at_hand[self.asking] = graph_family(plan)
        return plan

    def _take_back_lost_trials(self) -> None:
        if time.monotonic() < self.last_look + SECONDS_BETWEEN_LOOKS:
            return
        self.last_look = time.monotonic()
        for tuner_id, trial in list(self.ongoing_trials.items()):
            # The system frees the lock of a process that dies, on whichever machine it ran.
            if not is_held(self.plan_of(trial).lock_folder):
                del self.ongoing_trials[tuner_id]
                self._retry_queue.append(trial.trial_id)
