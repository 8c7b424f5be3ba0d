"""A time limit that a training keeps, at the price of ending elsewhere on another machine."""

import math
import time
from typing import Any

import keras


class TimeLimit(keras.callbacks.Callback):
    """Ends the training after the last step that leaves time to validate.

    What counts is the time in seconds that the history gives its epochs: validation included,
    warm-up, backups and the making of the model left out. An epoch that a killed process left
    unfinished is done again and counts once; those before it count as they did. Each of the
    validation's batches is taken to be as long as a training step, though without a gradient it
    takes a third of that.
    """

    def __init__(self, limit_s: float | None, validation_steps: int):
        super().__init__()
        self.limit_s = math.inf if limit_s is None else limit_s
        self.validation_steps = validation_steps
        self.spent_s = 0.0
        self.is_reached = False

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.steps = 0
        self.epoch_start = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        self.steps += 1
        self.step_s = self._in_epoch() / self.steps
        # After an epoch's last step nothing is left to cut short.
        if self.steps != self.params["steps"]:
            self._stop_unless_a_step_fits()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        if epoch + 1 < self.params["epochs"]:
            self._stop_unless_a_step_fits()

    def _stop_unless_a_step_fits(self) -> None:
        still_to_come = (1 + self.validation_steps) * self.step_s
        if self.spent_s + self._in_epoch() + still_to_come > self.limit_s:
            self.is_reached = True
            self.model.stop_training = True

    def _in_epoch(self) -> float:
        return time.perf_counter() - self.epoch_start
