"""Hands out a study's planned trials to however many workers ask."""

import keras_tuner
from keras_tuner.engine.trial import TrialStatus

from emnist_lab.results.trial import TrialPlan

OBJECTIVE = keras_tuner.Objective("val_loss", "min")


class PlanOracle(keras_tuner.Oracle):
    """The grid of variants and seeds, in the order of the plans.

    Keras Tuner's own grid oracle hands out a combination only after the one before it has ended,
    since a trial might add hyperparameters: all its workers but one would wait.

    Parameters
    ----------
    plans : list of TrialPlan
        Every trial of one study.
    """

    def __init__(self, plans: list[TrialPlan]):
        self.plans = plans
        space = keras_tuner.HyperParameters()
        space.Choice("variant", list(dict.fromkeys(plan.variant.name for plan in plans)))
        space.Choice("seed", list(dict.fromkeys(plan.seed for plan in plans)))
        super().__init__(
            objective=OBJECTIVE,
            hyperparameters=space,
            # A failed trial is a result; the search never gives up before the last one.
            max_consecutive_failed_trials=len(plans) + 1,
        )

    def populate_space(self, trial_id):
        """Return the next plan's values, or that there is none left."""
        started = len(self.start_order)
        if started == len(self.plans):
            return {"status": TrialStatus.STOPPED, "values": None}
        plan = self.plans[started]
        values = {"variant": plan.variant.name, "seed": plan.seed}
        return {"status": TrialStatus.RUNNING, "values": values}
