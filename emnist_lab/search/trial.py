"""Train and measure one trial, and leave its record."""

import shutil
import traceback
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import tensorflow as tf

from emnist_lab.datasets.partition import (
    Partition,
    balanced_rows,
    partition_split,
    repeated_by_class,
    supplemented_rows,
    with_held_out,
)
from emnist_lab.datasets.tasks import split_for_task
from emnist_lab.distribution import set_strategy
from emnist_lab.errors import StorageError
from emnist_lab.files import write_whole
from emnist_lab.models.build import build_model, count_parameters
from emnist_lab.models.saved import ModelCard, save_model
from emnist_lab.search.stages import (
    confused_classes,
    dependency_failure,
    recipe_in_budget,
    take_over_base,
)
from emnist_lab.training.evaluate import evaluate_model, loss_and_accuracy
from emnist_lab.training.fit import fit_model
from emnist_lab.training.gradients import record_gradients
from emnist_lab.training.history import GRADIENTS_FILE, has_diverged, training_figures
from emnist_lab.training.predictions import predictions_of, write_predictions
from emnist_lab.training.reuse import TracedModels, graph_key, seed_weights
from emnist_lab.training.structure import write_structure
from emnist_lab.training.timing import time_single_images
from emnist_lab.trials.plan import TrialPlan
from emnist_lab.trials.record import MACHINE, Cause, Status
from emnist_lab.trials.records import MODEL_FILE

if TYPE_CHECKING:
    from emnist_lab.datasets.load import Split

PLAN_FILE = "fingerprint"


# What the machine lacks, not the model: neither a finding, nor a reason never to try it again.
MACHINE_ERRORS = (
    ImportError,
    MemoryError,
    tf.errors.AbortedError,
    tf.errors.InternalError,
    tf.errors.ResourceExhaustedError,
    tf.errors.UnavailableError,
    tf.errors.UnknownError,
)


def train_trial(
    plan: TrialPlan, split: "Split", traced: TracedModels
) -> tuple[dict, Status, str | None, Cause | None]:
    """Train and measure one trial; an exception in it is an outcome, but for a disk's refusal.

    Parameters
    ----------
    plan : TrialPlan
        What an older plan left in its folder is removed; what this plan left there is gone on with.
    split : emnist_lab.datasets.load.Split
        The data that it reads.
    traced : TracedModels
        Models of earlier trials in this process, to take over where the graph is the same.

    Returns
    -------
    figures : dict
        The trial's figures, as far as it got.
    status : str
        completed, diverged or failed.
    reason : str or None
        Why it did not complete.
    cause : str or None
        `emnist_lab.trials.record.MACHINE` where it failed for the machine's sake.

    Raises
    ------
    StorageError
        If a file cannot be read or written: the next trial would fare no better.
    """
    _clear_other_plan(plan)
    figures: dict = {}
    cause = None
    try:
        if plan.variant.gradient_steps and not (plan.folder / GRADIENTS_FILE).is_file():
            _note_first_gradients(plan, split)
        with set_strategy(plan.strategy).scope():
            status, reason, cause = _train_and_measure(plan, split, traced, figures)
    except OSError as error:
        raise StorageError.of(error, plan.folder) from error
    except StorageError:
        raise
    except Exception as error:
        status, reason = "failed", f"{type(error).__name__}: {error}"
        cause = MACHINE if isinstance(error, MACHINE_ERRORS) else None
        write_whole(plan.folder / "traceback.txt", traceback.format_exc())
        traced.forget()
    return figures, status, reason, cause


def _note_first_gradients(plan: TrialPlan, split: "Split") -> None:
    # A model of its own, and outside of any strategy: the training itself runs as if nobody looked.
    seed_weights(plan.seed)
    variant = plan.variant
    split = split_for_task(split, plan.task)
    model = build_model(variant.model, variant.image.shape, len(split.classes), **variant.options)
    rows = plan_partition(plan, split).train
    steps = variant.gradient_steps
    record_gradients(model, plan.recipe, variant.image, rows, steps, plan.folder)


def _train_and_measure(
    plan: TrialPlan, split: "Split", traced: TracedModels, figures: dict
) -> tuple[Status, str | None, Cause | None]:
    if (failure := dependency_failure(plan)) is not None:
        return "failed", *failure
    variant, form = plan.variant, plan.variant.image
    split = split_for_task(split, plan.task)
    parts = plan_partition(plan, split)
    recipe = recipe_in_budget(plan, len(parts.train))
    classes = len(split.classes)
    steps_per_epoch = -(-len(parts.train) // recipe.batch_size)
    reused = traced.new_model(
        partial(build_model, variant.model, form.shape, classes, **variant.options),
        graph_key(variant, recipe, classes, steps_per_epoch),
        plan.seed,
        form,
    )
    model = reused.model
    figures["parameters"], figures["trainable"] = count_parameters(model)
    figures["train_images"] = len(parts.train)
    if plan.confusions_of is not None:
        repeated = repeated_by_class(parts.train).items()
        figures["supplemented"] = ", ".join(
            f"{split.classes[of]} +{count}" for of, count in repeated
        )
    take_over_base(model, plan)
    history = fit_model(model, recipe, form, parts, plan.folder)
    figures.update(training_figures(history, recipe, in_budget=plan.budget_of is not None))
    if has_diverged(history, validated=recipe.hold_out):
        epoch = int(history["epoch"].iloc[-1]) + 1
        return "diverged", f"a loss was no number in epoch {epoch}", None
    figures.update(_measure(reused.forward, parts, plan))
    write_structure(model, plan.folder)
    study = plan.study
    names = (study.name, variant.name, plan.fingerprint(), study.dataset.name)
    card = ModelCard(split.classes, form, *names)
    save_model(model, plan.folder / MODEL_FILE, card)
    return "completed", None, None


def plan_partition(plan: TrialPlan, split: "Split") -> Partition:
    """Part a split as a trial does: how many images, held out or not, with copies or without.

    Where another trial's confusions decide what is repeated, that one has to have ended.
    """
    profile, recipe = plan.profile, plan.recipe
    parts = partition_split(
        split, profile.validation_fraction, plan.seed, plan.train_images, profile.test_images
    )
    confused = None
    if plan.confusions_of is not None:
        confused = confused_classes(plan.confusions_of, parts.validation, split.classes)
    if not recipe.hold_out:
        parts = with_held_out(parts)
    if confused is not None:
        parts = replace(parts, train=supplemented_rows(parts.train, confused))
    if recipe.balance_classes:
        parts = replace(parts, train=balanced_rows(parts.train, plan.seed))
    return parts


def _measure(forward: Callable, parts: Partition, plan: TrialPlan) -> dict:
    form = plan.variant.image
    probabilities, times = evaluate_model(forward, parts.test, form)
    labels = parts.test.all_labels()
    write_predictions(plan.folder, predictions_of(probabilities, labels))
    return {
        **loss_and_accuracy(probabilities, labels, plan.study.dataset.top_k),
        "test_images": len(parts.test),
        **times,
        **time_single_images(forward, form, plan.profile.latency_runs),
    }


def _clear_other_plan(plan: TrialPlan) -> None:
    marker = plan.folder / PLAN_FILE
    if marker.is_file() and marker.read_text() == plan.fingerprint():
        return
    shutil.rmtree(plan.folder, ignore_errors=True)
    write_whole(marker, plan.fingerprint())
