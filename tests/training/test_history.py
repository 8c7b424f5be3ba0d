"""What a history tells of a training: which rates it used, and what ended it."""

import math

import pandas as pd
import pytest

from emnist_lab.recipe import Recipe
from emnist_lab.training.history import took_effect, training_figures


def history(rates: list[float], losses: list[float] | None = None, out_of_time: bool = False):
    epochs = len(rates)
    return pd.DataFrame(
        {
            "epoch": range(epochs),
            "loss": 1.0,
            "val_loss": losses or [1 / (epoch + 1) for epoch in range(epochs)],
            "val_accuracy": 0.5,
            "learning_rate": rates,
            "epoch_time_s": 1.0,
            "steps": 10,
            "out_of_time": [False] * (epochs - 1) + [out_of_time],
        }
    )


@pytest.mark.parametrize("decay", [{"plateau_patience": 1}, {"decay_level": 0.5}])
def test_a_rate_that_validation_lowered_at_the_very_end_was_never_used(decay):
    recipe = Recipe(epochs=3, learning_rate=0.01, **decay)
    unused = took_effect(history([0.01, 0.01, 0.002]), recipe, False, 3)
    assert (unused["first_learning_rate"], unused["lowest_learning_rate"]) == (0.01, 0.01)
    used = took_effect(history([0.01, 0.002, 0.002]), recipe, False, 3)
    assert used["lowest_learning_rate"] == 0.002


def test_a_schedule_notes_each_epochs_own_rate():
    recipe = Recipe(epochs=3, learning_rate=0.01, schedule="cosine", warmup_epochs=1)
    found = took_effect(history([0.01, 0.005, 0.001]), recipe, False, 3)
    assert (found["first_learning_rate"], found["lowest_learning_rate"]) == (0.01, 0.001)


@pytest.mark.parametrize(
    ("trained", "in_budget", "ended_by"),
    [
        (history([0.1] * 4), False, "epochs"),
        (history([0.1] * 4), True, "budget"),
        (history([0.1] * 3), False, "early_stopping"),
        (history([0.1] * 3, out_of_time=True), False, "time_limit"),
        (history([0.1] * 3, [1.0, 0.9, math.nan]), False, "divergence"),
    ],
)
def test_what_ended_a_training_is_told(trained, in_budget, ended_by):
    recipe = Recipe(epochs=4, learning_rate=0.1, early_stopping=2)
    figures = training_figures(trained, recipe, in_budget)
    assert (figures["ended_by"], figures["most_epochs"]) == (ended_by, 4)
    assert (figures["epochs"], figures["steps"]) == (len(trained), 10 * len(trained))


def test_of_a_budget_that_nobody_noted_early_stopping_tells():
    recipe = Recipe(epochs=4, learning_rate=0.1, early_stopping=2)
    spent = took_effect(history([0.1] * 9), recipe, True, None)
    assert (spent["ended_by"], spent["most_epochs"]) == ("budget", 9)
    stopped = took_effect(history([0.1] * 9, [0.5] * 6 + [0.1, 0.2, 0.2]), recipe, True, None)
    assert (stopped["ended_by"], stopped["most_epochs"]) == ("early_stopping", None)
