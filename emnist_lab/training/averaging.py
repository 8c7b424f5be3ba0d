"""A moving average of all that a model computes with, validated and kept in place of the last."""

import math
from typing import Any

import keras
import tensorflow as tf

from emnist_lab.training.schedule import steps_per_epoch


class AveragedWeights(keras.callbacks.Callback):
    """Averages a model's variables over the steps; validation sees the averages.

    Keras's own averaging (`use_ema`) leaves out the statistics of batch normalization, which then
    belong to other weights than the averaged ones; here they are averaged alike. From validation to
    the end of the epoch the model holds the averages, so that whatever keeps or saves weights then
    keeps those; the next epoch begins with the weights themselves. `epochs` is the time constant of
    the average; early on it is over the steps so far.

    References
    ----------
    B. Polyak and A. Juditsky, "Acceleration of stochastic approximation by averaging", 1992.
    """

    def __init__(self, epochs: float):
        super().__init__()
        self.epochs = epochs
        # The averages, but for the time that the model holds them: then the weights themselves.
        self.others: list[tf.Variable] = []
        self.model_is_average = False

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        self.decay = math.exp(-1 / (self.epochs * steps_per_epoch(self)))
        self.own = [
            variable.value for variable in self.model.variables if variable.dtype == "float32"
        ]
        self.others = [tf.Variable(variable) for variable in self.own]
        self._average = tf.function(self._average_once)

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        if self.model_is_average:
            self._exchange()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        self._average(self.model.optimizer.iterations.value)

    def on_test_begin(self, logs: dict[str, Any] | None = None) -> None:
        self.on_epoch_end(0)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        # Without images held out there was no validation before it.
        if not self.model_is_average:
            self._exchange()

    def _average_once(self, steps: tf.Tensor) -> None:
        # As tf.train.ExponentialMovingAverage does: the first steps are forgotten soon.
        steps = tf.cast(steps, tf.float32)
        decay = tf.minimum(self.decay, (1.0 + steps) / (10.0 + steps))
        for average, variable in zip(self.others, self.own, strict=True):
            average.assign_sub((1.0 - decay) * (average - variable))

    def _exchange(self) -> None:
        for one, other in zip(self.own, self.others, strict=True):
            value = one.numpy()
            one.assign(other)
            other.assign(value)
        self.model_is_average = not self.model_is_average
