"""Trials that need other trials: what they take over or learn of them, and what they may spend."""

import time

import keras
import numpy as np

from emnist_lab.datasets.partition import Rows
from emnist_lab.errors import EmnistLabError
from emnist_lab.evidence.confusion import confused_pairs, confusion_counts
from emnist_lab.models.build import load_model
from emnist_lab.recipe import Recipe
from emnist_lab.training.evaluate import evaluate_model, forward_pass
from emnist_lab.training.predictions import predictions_of
from emnist_lab.trials.plan import TrialPlan
from emnist_lab.trials.record import Cause, TrialRecord
from emnist_lab.trials.records import MODEL_FILE, finished_record

# A folder that machines share may show a file on one of them later than on another.
PATIENCE_S = 60.0
SECONDS_BETWEEN_LOOKS = 1.0


def wait_for_dependency(plan: TrialPlan) -> None:
    """Return once the trial that this one depends on, if any, has its record.

    Raises
    ------
    EmnistLabError
        If the record is still missing after a minute.
    """
    waited = 0.0
    while plan.depends_on is not None and finished_record(plan.depends_on) is None:
        if waited >= PATIENCE_S:
            raise EmnistLabError(
                f"{plan.name} needs the record of {plan.depends_on.name}, which is not there",
                where=plan.depends_on.folder,
                fix=f"run the study: emnist-lab run {plan.study.name} "
                f"--profile {plan.profile.name}",
            )
        time.sleep(SECONDS_BETWEEN_LOOKS)
        waited += SECONDS_BETWEEN_LOOKS


def dependency_failure(plan: TrialPlan) -> tuple[str, Cause | None] | None:
    """Return why a trial lacks the one that it needs and the cause, None where it may begin.

    The trial that it depends on has its record.
    """
    if plan.depends_on is None:
        return None
    dependency = _record_of(plan.depends_on)
    if dependency.completed:
        return None
    reason = f"{plan.depends_on.name}, which it needs, {dependency.status}: {dependency.reason}"
    return reason, dependency.cause


def take_over_base(model: keras.Model, plan: TrialPlan) -> None:
    """Give a new model the trained weights of its plan's base, if it has one.

    The last layer, for other classes than the base's, keeps its own weights.
    """
    if plan.base is None:
        return
    trained = load_model(plan.base.folder / MODEL_FILE)
    for layer, source in zip(model.layers[:-1], trained.layers[:-1], strict=True):
        layer.set_weights(source.get_weights())


def confused_classes(plan: TrialPlan, held_out: Rows, classes: tuple[str, ...]) -> np.ndarray:
    """Return the numbers of the classes in the pairs that a trained trial confuses most.

    Parameters
    ----------
    held_out : Rows
        The images that it was validated on, never those of the test.
    """
    model = load_model(plan.folder / MODEL_FILE)
    form = plan.variant.image
    probabilities, _ = evaluate_model(forward_pass(model, form), held_out, form)
    read = predictions_of(probabilities, held_out.all_labels())
    pairs = confused_pairs(confusion_counts([read], len(classes)), classes)
    return np.unique(pairs[["first", "second"]].to_numpy())


def recipe_in_budget(plan: TrialPlan, train_images: int) -> Recipe:
    """Return a trial's recipe, with the epochs that another trial's budget pays for, if any.

    They show as many images as the other trial and its base did, rounded to the nearest whole epoch
    of `train_images`.
    """
    if plan.budget_of is None:
        return plan.recipe
    seen = sum(_images_seen(stage) for stage in plan.budget_of.stages)
    return plan.recipe.model_copy(update={"epochs": max(1, round(seen / train_images))})


def _record_of(plan: TrialPlan) -> TrialRecord:
    record = finished_record(plan)
    if record is None:
        raise ValueError(f"{plan.name}, which another trial depends on, has no record")
    return record


def _images_seen(plan: TrialPlan) -> int:
    epochs, train_images = _record_of(plan).figures.known("epochs", "train_images")
    return int(epochs * train_images)
