"""A time limit: training stops in time, keeps its best epoch, and counts time already spent."""

from functools import partial

import keras
import pandas as pd
import pytest

from emnist_lab.datasets.partition import partition_split
from emnist_lab.datasets.pipelines import evaluation_pipeline
from emnist_lab.models.build import build_model
from emnist_lab.recipe import ImageForm, Recipe
from emnist_lab.training import callbacks, fit, limit
from emnist_lab.training.fit import fit_model
from emnist_lab.training.history import training_figures
from emnist_lab.training.limit import TimeLimit
from emnist_lab.training.reuse import TracedModels

FORM = ImageForm(side=32, channels=1)
RECIPE = Recipe(batch_size=24, learning_rate=0.003, epochs=6, time_limit_s=30)
STEPS, VALIDATION_STEPS = 5, 2


class Clock:
    """Takes a second for each look at it that a training step causes, and none otherwise."""

    def __init__(self):
        self.now = 0.0

    def perf_counter(self) -> float:
        return self.now


class Tick(keras.callbacks.Callback):
    """Lets a step of training or validation take a second."""

    def __init__(self, clock):
        super().__init__()
        self.clock = clock

    def on_train_batch_begin(self, batch, logs=None):
        self.clock.now += 1

    def on_test_batch_begin(self, batch, logs=None):
        self.clock.now += 1


@pytest.fixture
def clock(monkeypatch):
    """Return a clock that runs by steps, not by how busy the machine is."""
    clock = Clock()
    for module in (callbacks, limit):
        monkeypatch.setattr(module, "time", clock)
    usual = fit.set_before_train
    monkeypatch.setattr(fit, "set_before_train", lambda *given: [Tick(clock), *usual(*given)])
    return clock


@pytest.fixture
def parts(tiny_split):
    return partition_split(tiny_split, 0.25, seed=0)


@pytest.fixture(scope="module")
def graphs() -> TracedModels:
    return TracedModels()


@pytest.fixture
def fresh(graphs):
    """Return a function that returns a new model, traced by an earlier test if there was one."""

    def with_initial_weights() -> keras.Model:
        build = partial(build_model, "lenet5_new", FORM.shape, 4)
        return graphs.new_model(build, ("lenet5_new",), 0, FORM).model

    return with_initial_weights


def test_training_stops_in_time_in_the_middle_of_an_epoch(fresh, parts, tmp_path, clock):
    limited = RECIPE.model_copy(update={"time_limit_s": 17})
    history = fit_model(fresh(), limited, FORM, parts, tmp_path)
    # Two whole epochs of seven seconds; one step of the third leaves two seconds to validate.
    assert list(history["steps"]) == [STEPS, STEPS, 1]
    assert list(history["epoch_time_s"]) == [7, 7, 3]
    assert list(history["out_of_time"]) == [False, False, True]
    figures = training_figures(history, limited)
    assert figures["out_of_time"] is True
    assert figures["train_time_s"] == 17
    assert figures["steps"] == 2 * STEPS + 1


def test_best_epoch_is_kept_whenever_the_time_ran_out(fresh, parts, tmp_path, clock):
    model = fresh()
    limited = RECIPE.model_copy(update={"time_limit_s": 17})
    history = fit_model(model, limited, FORM, parts, tmp_path)
    loss, _ = model.evaluate(evaluation_pipeline(parts.validation, FORM, 24), verbose=0)
    assert loss == pytest.approx(history["val_loss"].min(), rel=1e-5)


@pytest.mark.parametrize("limit_s", [14, 15, 16])
def test_no_epoch_begins_whose_validation_would_come_too_late(
    fresh, parts, tmp_path, clock, limit_s
):
    limited = RECIPE.model_copy(update={"time_limit_s": limit_s})
    history = fit_model(fresh(), limited, FORM, parts, tmp_path)
    assert list(history["steps"]) == [STEPS, STEPS]
    assert list(history["out_of_time"]) == [False, True]


def test_time_that_suffices_to_the_second_did_not_run_out(fresh, parts, tmp_path, clock):
    exact = RECIPE.model_copy(update={"time_limit_s": 14, "epochs": 2})
    history = fit_model(fresh(), exact, FORM, parts, tmp_path)
    assert list(history["steps"]) == [STEPS, STEPS]
    assert not history["out_of_time"].any()


def test_enough_time_ends_as_no_limit_does(fresh, parts, tmp_path, clock):
    plenty = RECIPE.model_copy(update={"time_limit_s": 1000, "epochs": 2})
    limited = fit_model(fresh(), plenty, FORM, parts, tmp_path / "limited")
    unlimited = plenty.model_copy(update={"time_limit_s": None})
    free = fit_model(fresh(), unlimited, FORM, parts, tmp_path / "free")
    pd.testing.assert_frame_equal(limited, free)
    assert not limited["out_of_time"].any()


class PowerCut(BaseException):
    """Ends a training as a kill would: nothing catches it."""


def test_a_resumed_training_counts_the_time_already_spent(
    fresh, parts, tmp_path, clock, monkeypatch
):
    limited = RECIPE.model_copy(update={"time_limit_s": 17})
    ticking = fit.set_before_train

    def with_power_cut(*given):
        cut = keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: _cut(epoch))
        return [*ticking(*given), cut]

    def _cut(epoch):
        if epoch == 1:
            raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(fit, "set_before_train", with_power_cut)
        with pytest.raises(PowerCut):
            fit_model(fresh(), limited, FORM, parts, tmp_path)
    history = fit_model(fresh(), limited, FORM, parts, tmp_path)
    assert list(history["steps"]) == [STEPS, STEPS, 1]
    assert history["epoch_time_s"].sum() == 17


def test_time_left_for_a_step_is_time_left_for_its_validation(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(limit, "time", clock)
    watch = TimeLimit(10.0, validation_steps=3)
    watch.set_model(keras.Sequential())
    watch.set_params({"steps": 10, "epochs": 1})
    watch.on_epoch_begin(0)
    ended_after = []
    for step in range(10):
        clock.now += 1
        watch.on_train_batch_end(step)
        if watch.is_reached:
            ended_after.append(step + 1)
    # Six steps and three of validation take nine seconds; another step would take ten.
    assert ended_after[0] == 7
