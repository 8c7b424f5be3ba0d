"""How large each layer's gradient is over the first steps of a training."""

from pathlib import Path

import keras
import pandas as pd
import tensorflow as tf

from emnist_lab.datasets.partition import Rows
from emnist_lab.datasets.pipelines import training_pipeline
from emnist_lab.files import write_whole
from emnist_lab.recipe import ImageForm, Recipe
from emnist_lab.training.compile import OPTIMIZERS
from emnist_lab.training.history import GRADIENTS_FILE


def record_gradients(
    model: keras.Model, recipe: Recipe, form: ImageForm, rows: Rows, steps: int, folder: Path
) -> None:
    """Take the first steps of a training with a model of its own, and note each layer's gradient.

    With the weights and random states that the training begins with, these are its first steps, at
    most those of an epoch. The model is not the one to be trained: the steps change it. The folder
    gets `gradients.csv` (`emnist_lab.training.history.read_gradients`).
    """
    optimizer = OPTIMIZERS[recipe.optimizer](recipe.learning_rate)
    optimizer.build(model.trainable_variables)
    loss = keras.losses.SparseCategoricalCrossentropy()
    batches = training_pipeline(rows, form, recipe.batch_size, recipe.seed, recipe.augmentation)
    norms = []
    for step, (images, labels) in enumerate(batches.take(steps), start=1):
        with tf.GradientTape() as tape:
            lost = loss(labels, model(images, training=True))
        gradients = tape.gradient(lost, model.trainable_variables)
        norms += [{"step": step, **norm} for norm in _layer_norms(model, gradients)]
        optimizer.apply(gradients, model.trainable_variables)
    write_whole(folder / GRADIENTS_FILE, pd.DataFrame(norms).to_csv(index=False))


def _layer_norms(model: keras.Model, gradients: list) -> list[dict]:
    of_variable = {
        id(variable): gradient
        for variable, gradient in zip(model.trainable_variables, gradients, strict=True)
    }
    layers = [layer for layer in model.layers if layer.trainable_variables]
    return [
        {
            "depth": depth,
            "layer": layer.name,
            "kind": type(layer).__name__,
            "norm": float(
                tf.linalg.global_norm([of_variable[id(v)] for v in layer.trainable_variables])
            ),
        }
        for depth, layer in enumerate(layers, start=1)
    ]
