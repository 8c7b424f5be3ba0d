"""Fit one compiled model, with warm-up left out of the times."""

from pathlib import Path

import keras
import pandas as pd
import tensorflow as tf

from emnist_lab.datasets.partition import Partition
from emnist_lab.datasets.pipelines import (
    EpochClock,
    SoftLabels,
    evaluation_pipeline,
    training_pipeline,
)
from emnist_lab.distribution import without_sharding
from emnist_lab.recipe import ImageForm, Recipe
from emnist_lab.training.callbacks import (
    copy_variables,
    restore_variables,
    set_before_train,
)
from emnist_lab.training.compile import compile_model, is_traced, new_optimizer
from emnist_lab.training.history import read_history


def fit_model(
    model: keras.Model, recipe: Recipe, form: ImageForm, parts: Partition, folder: Path
) -> pd.DataFrame:
    """Train a model in place, from where an interrupted training in the folder stopped.

    Parameters
    ----------
    model : keras.Model
        A freshly built classifier, or a traced one with fresh weights (see
        `emnist_lab.training.reuse`); ends with the weights of its best epoch by validation loss, or
        of its last where the recipe keeps that.
    folder : Path
        Gets `history.csv`, which is returned, and the backup until the caller removes it: a process
        that dies after the last epoch, before the model is measured and saved, has nothing to train
        again.
    """
    clock = EpochClock()
    soft = None
    if recipe.has_soft_labels:
        soft = SoftLabels(model.output_shape[-1], recipe.label_smoothing, recipe.mixing)
    train = without_sharding(
        training_pipeline(
            parts.train,
            form,
            recipe.batch_size,
            recipe.seed,
            recipe.augmentation,
            clock,
            soft,
            recipe.first_plain_epoch,
        )
    )
    validation = None
    if recipe.hold_out:
        held_out = evaluation_pipeline(parts.validation, form, recipe.batch_size, soft)
        validation = without_sharding(held_out)
    traced = is_traced(recipe, len(train))
    if model.compiled and traced:
        _reset_optimizer(model, recipe)
    else:
        compile_model(model, recipe, len(train))
        # A step that is not traced takes twice its time the first time: too little to be left out.
        if traced:
            warm_up(model, train, validation)
    model.fit(
        train,
        validation_data=validation,
        epochs=recipe.epochs,
        callbacks=set_before_train(recipe, folder, clock, len(validation or ())),
        shuffle=False,
        verbose=0,
    )
    return read_history(folder)


def warm_up(model: keras.Model, train: tf.data.Dataset, validation: tf.data.Dataset | None) -> None:
    """Trace a compiled model's training and validation steps, and leave the model as it was.

    Building the graphs takes longer than an epoch on small data; done here, it stays out of every
    time that is reported. Validation is traced in any case: the next training may have one.
    """
    before = copy_variables(model)
    validated = (validation or train).take(1)
    model.fit(train.take(1), validation_data=validated, shuffle=False, verbose=0)
    restore_variables(model, before)


def _reset_optimizer(model: keras.Model, recipe: Recipe) -> None:
    """Give a compiled model's optimizer the values of a new one, without tracing again."""
    new = new_optimizer(recipe)
    new.build(model.trainable_variables)
    for variable, value in zip(model.optimizer.variables, new.variables, strict=True):
        variable.assign(value)
