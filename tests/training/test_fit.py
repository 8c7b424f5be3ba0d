"""Training: what an interrupted one loses, what a diverged one says, what the callbacks keep."""

import math

import keras
import numpy as np
import pytest
from pydantic import ValidationError

from emnist_lab.datasets.partition import partition_split
from emnist_lab.models.build import build_model
from emnist_lab.recipe import Augmentation, ImageForm, Mixing, Recipe
from emnist_lab.training import callbacks, fit
from emnist_lab.training import compile as compiling
from emnist_lab.training.averaging import AveragedWeights
from emnist_lab.training.callbacks import next_epoch
from emnist_lab.training.compile import batchnorm_momentum, compile_model
from emnist_lab.training.evaluate import evaluate_model, loss_and_accuracy
from emnist_lab.training.fit import fit_model
from emnist_lab.training.history import (
    HISTORY_COLUMNS,
    HISTORY_FILE,
    has_diverged,
    read_history,
    training_figures,
)
from emnist_lab.training.reuse import TracedModel, TracedModels, seed_weights
from emnist_lab.training.schedule import cosine_rate

FORM = ImageForm(side=32, channels=1)
RECIPE = Recipe(
    batch_size=24,
    learning_rate=0.002,
    epochs=4,
    plateau_patience=1,
    early_stopping=3,
    augmentation=Augmentation(rotation=10, shift=0.1),
)
# All that a modern recipe adds, and that an interrupted training has to take up again.
MODERN = Recipe(
    batch_size=24,
    optimizer="adamw",
    learning_rate=0.002,
    epochs=4,
    schedule="cosine",
    warmup_epochs=1,
    weight_decay=0.05,
    label_smoothing=0.1,
    mixing=Mixing(method="cutmix", alpha=1.0, share=0.5),
    averaged_epochs=0.5,
    augmentation=Augmentation(rotation=10, shift=0.1),
)
SMALL_DENSENET = {"blocks": [1, 1], "growth": 4, "dropout": 0.3}


class PowerCut(BaseException):
    """Ends a training as a kill would: nothing catches it."""


def new_model() -> keras.Model:
    seed_weights(RECIPE.seed)
    return build_model("densenet", FORM.shape, 4, **SMALL_DENSENET)


@pytest.fixture(scope="module")
def graphs() -> TracedModels:
    return TracedModels()


@pytest.fixture
def fresh(graphs):
    """Return a function that returns a new model for a recipe, traced by an earlier test if any."""

    def with_initial_weights(recipe: Recipe) -> TracedModel:
        key = (recipe.optimizer, recipe.weight_decay, recipe.has_soft_labels)
        return graphs.new_model(new_model, key, recipe.seed, FORM)

    return with_initial_weights


@pytest.fixture
def parts(tiny_split):
    return partition_split(tiny_split, 0.25, seed=0)


def cut_power_after(epoch: int, monkeypatch) -> None:
    usual = fit.set_before_train

    def with_power_cut(*arguments):
        cut = keras.callbacks.LambdaCallback(on_epoch_begin=lambda e, logs: _cut(e, epoch))
        return [*usual(*arguments), cut]

    monkeypatch.setattr(fit, "set_before_train", with_power_cut)


def cut_power_after_writes(number: int, monkeypatch) -> None:
    usual = callbacks.write_whole
    left = iter(range(number))

    def write_or_cut(path, content):
        if next(left, None) is None:
            raise PowerCut
        usual(path, content)

    monkeypatch.setattr(callbacks, "write_whole", write_or_cut)


def _cut(epoch: int, last: int) -> None:
    if epoch > last:
        raise PowerCut


@pytest.mark.parametrize("recipe", [RECIPE, MODERN], ids=["plateau", "modern"])
def test_interrupted_training_ends_as_if_never_interrupted(
    recipe, fresh, parts, tmp_path, monkeypatch
):
    whole = fresh(recipe).model
    undisturbed = fit_model(whole, recipe, FORM, parts, tmp_path / "whole")
    undisturbed_weights = whole.get_weights()
    with monkeypatch.context() as patch:
        cut_power_after(1, patch)
        with pytest.raises(PowerCut):
            fit_model(fresh(recipe).model, recipe, FORM, parts, tmp_path / "cut")
    assert next_epoch(tmp_path / "cut", recipe.epochs) == 2

    resumed = fresh(recipe).model
    history = fit_model(resumed, recipe, FORM, parts, tmp_path / "cut")

    figures = [column for column in HISTORY_COLUMNS if column != "epoch_time_s"]
    assert history[figures].equals(undisturbed[figures])
    for weight, expected in zip(resumed.get_weights(), undisturbed_weights, strict=True):
        assert np.array_equal(weight, expected)


@pytest.mark.parametrize("writes", range(4))
def test_a_history_tells_of_no_epoch_that_a_kill_undoes(
    writes, fresh, parts, tmp_path, monkeypatch
):
    recipe = RECIPE.model_copy(update={"epochs": 2})
    with monkeypatch.context() as patch:
        cut_power_after_writes(writes, patch)
        with pytest.raises(PowerCut):
            fit_model(fresh(recipe).model, recipe, FORM, parts, tmp_path)
    path = tmp_path / HISTORY_FILE
    told = path.read_text() if path.exists() else ""

    assert len(fit_model(fresh(recipe).model, recipe, FORM, parts, tmp_path)) == recipe.epochs
    assert path.read_text().startswith(told)


def test_a_training_that_ended_is_not_trained_again(fresh, parts, tmp_path, monkeypatch):
    first = fresh(RECIPE).model
    history = fit_model(first, RECIPE, FORM, parts, tmp_path)
    trained_weights = first.get_weights()
    again = fresh(RECIPE).model
    cut_power_after(-1, monkeypatch)
    assert fit_model(again, RECIPE, FORM, parts, tmp_path).equals(history)
    for weight, expected in zip(again.get_weights(), trained_weights, strict=True):
        assert np.array_equal(weight, expected)


def test_training_too_short_for_a_graph_ends_where_a_traced_one_does(
    fresh, parts, tmp_path, monkeypatch
):
    short = RECIPE.model_copy(update={"epochs": 1})
    untraced, traced = new_model(), fresh(RECIPE).model
    history = fit_model(untraced, short, FORM, parts, tmp_path / "untraced")
    monkeypatch.setattr(compiling, "FEWEST_TRACED_STEPS", 0)
    with_graph = fit_model(traced, short, FORM, parts, tmp_path / "traced")
    assert untraced.run_eagerly
    assert not traced.run_eagerly
    for column in ("loss", "accuracy", "val_loss", "val_accuracy"):
        assert history[column].to_numpy() == pytest.approx(with_graph[column].to_numpy(), rel=1e-4)


@pytest.mark.parametrize("recipe", [RECIPE, MODERN], ids=["plateau", "modern"])
def test_kept_epoch_is_the_best_by_validation_loss_or_that_of_the_schedule(
    recipe, fresh, parts, tmp_path
):
    trained = fresh(recipe)
    history = fit_model(trained.model, recipe, FORM, parts, tmp_path)
    # Neither smoothed labels nor weights that are not averaged: what is kept is what was measured.
    probabilities, _ = evaluate_model(trained.forward, parts.validation, FORM)
    loss = loss_and_accuracy(probabilities, parts.validation.all_labels())["test_loss"]
    figures = training_figures(history, recipe)
    assert loss == pytest.approx(figures["val_loss"], rel=1e-5)
    expected = 4 if recipe is MODERN else history["val_loss"].idxmin() + 1
    assert figures["best_epoch"] == expected


def test_averaged_weights_are_the_moving_average_of_the_steps(parts, tmp_path):
    average = AveragedWeights(epochs=0.25)
    average.set_params({"steps": 5})
    model = new_model()
    compile_model(model, RECIPE, steps_per_epoch=5)
    average.set_model(model)
    average.on_train_begin()
    bias = model.get_layer("output").bias
    expected = np.zeros(4)
    for step in range(1, 9):
        bias.assign(np.full(4, step))
        model.optimizer.iterations.assign(step)
        average.on_train_batch_end(step)
        decay = min(math.exp(-1 / 1.25), (1 + step) / (10 + step))
        expected = decay * expected + (1 - decay) * step
    average.on_test_begin()
    assert np.allclose(bias.numpy(), expected)
    average.on_epoch_begin(1)
    assert np.allclose(bias.numpy(), 8)


def test_cosine_schedule_rises_then_falls_to_nothing():
    rates = [cosine_rate(MODERN, epochs) for epochs in (0, 0.5, 1, 2.5, 4)]
    assert rates == pytest.approx([0, 0.001, 0.002, 0.001, 0], abs=1e-9)


def test_cosine_schedule_runs_to_its_end(fresh, parts, tmp_path):
    hopeless = MODERN.model_copy(update={"learning_rate": 1e-12, "epochs": 5})
    assert len(fit_model(fresh(hopeless).model, hopeless, FORM, parts, tmp_path)) == 5


@pytest.mark.parametrize("ended_by", ["plateau_patience", "early_stopping", "decay_level"])
def test_a_cosine_schedule_leaves_nothing_to_a_plateau_or_an_early_end(ended_by):
    with pytest.raises(ValueError, match="plateaus"):
        Recipe(schedule="cosine", **{ended_by: 1})


def test_weight_decay_shrinks_kernels_alone(parts):
    model = new_model()
    recipe = MODERN.model_copy(update={"learning_rate": 0.5, "weight_decay": 1.0})
    compile_model(model, recipe, steps_per_epoch=5)
    before = {variable.path: variable.numpy() for variable in model.trainable_variables}
    model.optimizer.apply([np.zeros(v.shape, "float32") for v in model.trainable_variables])
    for variable in model.trainable_variables:
        share = 0.5 if variable.name == "kernel" else 1.0
        assert np.allclose(variable.numpy(), share * before[variable.path]), variable.path


def test_warm_up_leaves_no_trace(parts):
    from emnist_lab.datasets.pipelines import evaluation_pipeline, training_pipeline

    model = new_model()
    compile_model(model, RECIPE, steps_per_epoch=5)
    before = [weight.copy() for weight in model.get_weights()]
    fit.warm_up(
        model,
        training_pipeline(parts.train, FORM, 24, seed=0),
        evaluation_pipeline(parts.validation, FORM, 24),
    )
    assert model.optimizer.iterations.numpy() == 0
    for weight, expected in zip(model.get_weights(), before, strict=True):
        assert np.array_equal(weight, expected)


def test_nan_loss_stops_the_training_and_is_told(fresh, parts, tmp_path):
    explosive = RECIPE.model_copy(update={"optimizer": "sgd", "learning_rate": 1e30})
    history = fit_model(fresh(explosive).model, explosive, FORM, parts, tmp_path)
    assert has_diverged(history)
    assert len(history) < RECIPE.epochs


def test_plateau_lowers_the_learning_rate(fresh, parts, tmp_path):
    hopeless = RECIPE.model_copy(update={"optimizer": "sgd", "learning_rate": 1e-12})
    fit_model(fresh(hopeless).model, hopeless, FORM, parts, tmp_path)
    rates = read_history(tmp_path)["learning_rate"]
    assert rates.iloc[-1] < rates.iloc[0] * 0.5


@pytest.mark.parametrize(("steps", "momentum"), [(55, 0.909), (1000, 0.99), (4, 0.5)])
def test_batchnorm_momentum_follows_the_steps_in_an_epoch(steps, momentum):
    assert batchnorm_momentum(RECIPE, steps) == pytest.approx(momentum, abs=1e-3)


def test_recipe_may_keep_the_source_momentum():
    model = new_model()
    compile_model(model, RECIPE.model_copy(update={"batchnorm_momentum": 0.99}), 4)
    momenta = {
        layer.momentum
        for layer in model.layers
        if isinstance(layer, keras.layers.BatchNormalization)
    }
    assert momenta == {0.99}


@pytest.mark.parametrize(
    ("decay", "rates"),
    [
        ({"step_every": 2}, [0.002, 0.002, 0.0002, 0.0002]),
        # Noted at the end of the first epoch, after which it falls, and never again.
        ({"decay_level": 0.01}, [0.0002] * 4),
        ({"decay_level": 1.0}, [0.002] * 4),
    ],
)
def test_learning_rate_falls_in_steps_or_from_a_level_on_when_resumed_too(
    decay, rates, fresh, parts, tmp_path, monkeypatch
):
    stepped = Recipe(batch_size=24, epochs=4, learning_rate=0.002, step_factor=0.1, **decay)
    whole = fit_model(fresh(stepped).model, stepped, FORM, parts, tmp_path / "whole")
    assert list(whole["learning_rate"]) == pytest.approx(rates)
    with monkeypatch.context() as patch:
        cut_power_after(1, patch)
        with pytest.raises(PowerCut):
            fit_model(fresh(stepped).model, stepped, FORM, parts, tmp_path / "cut")
    resumed = fit_model(fresh(stepped).model, stepped, FORM, parts, tmp_path / "cut")
    assert list(resumed["learning_rate"]) == list(whole["learning_rate"])


def test_without_held_out_images_the_last_epoch_is_kept(fresh, parts, tmp_path, monkeypatch):
    from emnist_lab.datasets.partition import with_held_out

    everything = with_held_out(parts)
    assert len(everything.train) == len(parts.train) + len(parts.validation)
    last_kept = Recipe(batch_size=24, epochs=3, learning_rate=0.002, hold_out=False)
    model = fresh(last_kept).model
    history = fit_model(model, last_kept, FORM, everything, tmp_path / "whole")
    whole_weights = model.get_weights()
    assert history["val_loss"].isna().all()
    assert training_figures(history, last_kept)["best_epoch"] == 3
    assert not has_diverged(history, validated=False)

    with monkeypatch.context() as patch:
        cut_power_after(0, patch)
        with pytest.raises(PowerCut):
            fit_model(fresh(last_kept).model, last_kept, FORM, everything, tmp_path / "cut")
    resumed = fresh(last_kept).model
    fit_model(resumed, last_kept, FORM, everything, tmp_path / "cut")
    for weight, expected in zip(resumed.get_weights(), whole_weights, strict=True):
        assert np.array_equal(weight, expected)


@pytest.mark.parametrize(
    ("update", "reason"),
    [
        ({"hold_out": False, "early_stopping": 2}, "held out for validation"),
        ({"hold_out": False, "plateau_patience": 2}, "held out for validation"),
        ({"hold_out": False, "decay_level": 0.5}, "held out for validation"),
        ({"balance_classes": True}, "augmentation that changes the copies"),
    ],
)
def test_recipes_that_contradict_themselves_are_refused(update, reason):
    with pytest.raises(ValidationError, match=reason):
        Recipe(**update)
