"""Learning rates along half a cosine, after a short rise, or lower from a level of accuracy on."""

import math
from typing import Any

import keras

from emnist_lab.errors import EmnistLabError
from emnist_lab.recipe import Recipe


class CosineSchedule(keras.callbacks.Callback):
    """Sets the learning rate before every step, by the number of the step alone.

    A schedule inside the optimizer would be part of the traced training step, which trials of
    other lengths and rates then could not share.
    """

    def __init__(self, recipe: Recipe):
        super().__init__()
        self.recipe = recipe
        self.epoch = 0

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        self.steps_per_epoch = steps_per_epoch(self)
        if self.params["epochs"] != self.recipe.epochs:
            raise EmnistLabError(
                f"fit is to train for {self.params['epochs']} epochs, and the recipe's schedule "
                f"ends after {self.recipe.epochs}",
                fix="give both the same number: model.fit(..., epochs=recipe.epochs)",
            )

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.epoch = epoch

    def on_train_batch_begin(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        step = self.epoch * self.steps_per_epoch + batch
        rate = cosine_rate(self.recipe, step / self.steps_per_epoch)
        self.model.optimizer.learning_rate.assign(rate)


class LevelDecay(keras.callbacks.Callback):
    """Multiplies the learning rate once, after the first epoch that validates at a level."""

    def __init__(self, level: float, factor: float):
        super().__init__()
        self.level = level
        self.factor = factor
        self.is_reached = False

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        if not self.is_reached and (logs or {})["val_accuracy"] >= self.level:
            self.is_reached = True
            rate = self.model.optimizer.learning_rate
            rate.assign(rate * self.factor)


def steps_per_epoch(callback: keras.callbacks.Callback) -> int:
    """Return how many weight updates an epoch of a callback's training has.

    Keras does not know it of a data set without a length, which is refused.
    """
    steps = callback.params["steps"]
    if steps is None:
        raise EmnistLabError(
            "the training data do not say how many batches an epoch has",
            fix="call apply(tf.data.experimental.assert_cardinality(batches)) on the data set",
        )
    return steps


def cosine_rate(recipe: Recipe, epochs: float) -> float:
    """Return the learning rate after a number of epochs, whole ones or not.

    The rise to the recipe's rate takes no more than half of all epochs; at their end the rate is 0.

    References
    ----------
    I. Loshchilov and F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR 2017.
    """
    rise = min(recipe.warmup_epochs, recipe.epochs / 2)
    if epochs < rise:
        return recipe.learning_rate * epochs / rise
    way = (epochs - rise) / (recipe.epochs - rise)
    return recipe.learning_rate * 0.5 * (1 + math.cos(math.pi * way))
