"""What watches a training: best weights, learning rate, time limit, a backup after every epoch."""

import json
import math
import shutil
import time
from functools import partial
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pandas as pd

from emnist_lab.datasets.pipelines import EpochClock
from emnist_lab.errors import EmnistLabError
from emnist_lab.files import whole_file, write_whole
from emnist_lab.recipe import Recipe
from emnist_lab.training.averaging import AveragedWeights
from emnist_lab.training.history import HISTORY_COLUMNS, HISTORY_FILE
from emnist_lab.training.limit import TimeLimit
from emnist_lab.training.schedule import CosineSchedule, LevelDecay

BACKUP_DIR = "backup"
# The attributes of callbacks that the next epoch depends on.
FOLLOWED = {
    keras.callbacks.EarlyStopping: ("best", "wait", "best_epoch"),
    keras.callbacks.ReduceLROnPlateau: ("best", "wait", "cooldown_counter"),
    LevelDecay: ("is_reached",),
    AveragedWeights: ("model_is_average",),
}


def set_before_train(
    recipe: Recipe,
    folder: str | Path,
    clock: EpochClock | None = None,
    validation_steps: int = 0,
) -> list[keras.callbacks.Callback]:
    """Return the callbacks of a training that can be interrupted and goes on where it stopped.

    For `model.fit` of any compiled Keras model, `validation_data` included unless the recipe holds
    nothing out. The same `fit` of a new model, called again, takes over what the folder holds; of a
    training that ended, the trained weights. To train anew, give another folder.

    Parameters
    ----------
    recipe : Recipe
        Schedule, averaging, patience of plateau and early stopping.
    folder : str or Path
        Where `history.csv` and the backup lie; made if need be.
    clock : EpochClock, optional
        The training pipeline's clock, set to the running epoch.
    validation_steps : int
        Batches of the validation that ends every epoch; the time limit leaves room for it.

    Returns
    -------
    list of keras.callbacks.Callback
        Best weights (by validation loss) restored at the end, unless the recipe keeps the last;
        stop on a loss that is not a number; learning-rate decay, averaged weights and time
        limit where the recipe asks for them; last, the epoch backup.
    """
    callbacks = [keras.callbacks.TerminateOnNaN()]
    if not recipe.keeps_last:
        patience = recipe.early_stopping or recipe.epochs
        callbacks.append(
            keras.callbacks.EarlyStopping("val_loss", patience=patience, restore_best_weights=True)
        )
    if recipe.plateau_patience is not None:
        callbacks.append(
            keras.callbacks.ReduceLROnPlateau(
                "val_loss",
                factor=recipe.plateau_factor,
                patience=recipe.plateau_patience,
                min_lr=recipe.learning_rate * 1e-3,
            )
        )
    if recipe.step_every is not None:
        callbacks.append(keras.callbacks.LearningRateScheduler(partial(_step_decay, recipe)))
    if recipe.decay_level is not None:
        callbacks.append(LevelDecay(recipe.decay_level, recipe.step_factor))
    if recipe.schedule == "cosine":
        callbacks.append(CosineSchedule(recipe))
    if recipe.averaged_epochs is not None:
        callbacks.append(AveragedWeights(recipe.averaged_epochs))
    limit = TimeLimit(recipe.time_limit_s, validation_steps)
    backup = _EpochBackup(Path(folder), callbacks, limit, clock or EpochClock())
    return [*callbacks, limit, backup]


def _step_decay(recipe: Recipe, epoch: int, before: float) -> float:
    """Return an epoch's learning rate from the one before it."""
    every = recipe.step_every
    return before * recipe.step_factor if every and epoch and epoch % every == 0 else before


def next_epoch(folder: Path, epochs: int) -> int:
    """Return the epoch that an interrupted training goes on with; `epochs` if none is left."""
    state = _read_state(folder)
    if state is None:
        return 0
    return epochs if state["stopped"] else state["epoch"]


def remove_backup(folder: Path) -> None:
    """Delete what an interrupted training would have gone on from."""
    shutil.rmtree(folder / BACKUP_DIR, ignore_errors=True)


class _EpochBackup(keras.callbacks.Callback):
    """After every epoch, save all that the next epoch depends on; at the start, restore it.

    Keras's own `BackupAndRestore` keeps weights only: patience counters, best weights and the
    pipeline's epoch would start anew, and the resumed training would end elsewhere.
    """

    def __init__(
        self,
        folder: Path,
        callbacks: list[keras.callbacks.Callback],
        limit: TimeLimit,
        clock: EpochClock,
    ):
        super().__init__()
        self.folder = folder
        self.backup = folder / BACKUP_DIR
        self.followed = {type(each).__name__: each for each in callbacks if type(each) in FOLLOWED}
        self.best = self.followed.get(keras.callbacks.EarlyStopping.__name__)
        self.average = self.followed.get(AveragedWeights.__name__)
        self.limit = limit
        self.clock = clock
        self.rows: list[dict[str, Any]] = []

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        self.backup.mkdir(parents=True, exist_ok=True)
        # What Keras's own callback tells `fit` by; models that are trained again bring it along.
        self.model._initial_epoch = next_epoch(self.folder, self.params["epochs"])
        state = _read_state(self.folder)
        if state is None:
            return
        self._restore_variables(self.backup / state["variables"])
        self.rows = state["history"]
        self.limit.spent_s = sum(row["epoch_time_s"] for row in self.rows)
        for name, values in state["callbacks"].items():
            for attribute, value in values.items():
                setattr(self.followed[name], attribute, value)
        if self.best is not None and state["best_weights"]:
            with np.load(self.backup / state["best_weights"]) as arrays:
                self.best.best_weights = [arrays[key] for key in arrays.files]
        self._write_history()

    def _restore_variables(self, file: Path) -> None:
        if not self.model.optimizer.built:
            self.model.optimizer.build(self.model.trainable_variables)
        try:
            with np.load(file) as arrays:
                restore_variables(self.model, [arrays[key] for key in arrays.files], self.average)
        except ValueError as error:
            raise EmnistLabError(
                "the training that stopped here was of another model, or with another optimizer",
                where=self.folder,
                fix="give another folder, or delete this one to begin anew",
            ) from error

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        self.model._initial_epoch = None

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.clock.epoch = epoch
        self.steps_before = int(_value(self.model.optimizer.iterations))
        self.epoch_start = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        figures = {
            **{key: float(value) for key, value in (logs or {}).items()},
            "epoch": epoch,
            "learning_rate": float(_value(self.model.optimizer.learning_rate)),
            "epoch_time_s": time.perf_counter() - self.epoch_start,
            "steps": int(_value(self.model.optimizer.iterations)) - self.steps_before,
            "out_of_time": self.limit.is_reached,
        }
        self.limit.spent_s += figures["epoch_time_s"]
        # Without images to validate on there are no figures of it.
        self.rows.append({column: figures.get(column, math.nan) for column in HISTORY_COLUMNS})
        # The history comes after the backup, so it never tells of an epoch that a kill can undo.
        if math.isfinite(figures["loss"]):
            self._save(epoch)
        self._write_history()

    def _write_history(self) -> None:
        write_whole(self.folder / HISTORY_FILE, pd.DataFrame(self.rows).to_csv(index=False))

    def _save(self, epoch: int) -> None:
        variables = f"variables-{epoch}.npz"
        _save_arrays(self.backup / variables, copy_variables(self.model, self.average))
        best_weights = self._save_best()
        state = {
            "epoch": epoch + 1,
            "stopped": bool(self.model.stop_training),
            "variables": variables,
            "best_weights": best_weights,
            "history": self.rows,
            "callbacks": {
                name: {key: getattr(callback, key) for key in FOLLOWED[type(callback)]}
                for name, callback in self.followed.items()
            },
        }
        # The state names its files, so a kill between any two writes leaves a whole older state.
        write_whole(self.backup / "state.json", json.dumps(state, default=float))
        for stale in self.backup.glob("*.npz"):
            if stale.name not in (variables, best_weights):
                stale.unlink()

    def _save_best(self) -> str | None:
        if self.best is None or self.best.best_weights is None:
            return None
        name = f"best-{self.best.best_epoch}.npz"
        if not (self.backup / name).exists():
            _save_arrays(self.backup / name, self.best.best_weights)
        return name


def _value(variable: keras.Variable) -> np.ndarray:
    # A variable that replicas mirror is none that Python makes a number of by itself.
    return keras.ops.convert_to_numpy(variable)


def copy_variables(model: keras.Model, average: AveragedWeights | None = None) -> list[np.ndarray]:
    """Return all that decides a model's next step: weights, random states, optimizer variables.

    The averages of its weights are the last of them where there are any.
    """
    return [variable.numpy() for variable in _state_variables(model, average)]


def restore_variables(
    model: keras.Model, values: list[np.ndarray], average: AveragedWeights | None = None
) -> None:
    """Give a model, and its averages, the state that `copy_variables` returned."""
    for variable, value in zip(_state_variables(model, average), values, strict=True):
        variable.assign(value)


def _state_variables(model: keras.Model, average: AveragedWeights | None) -> list:
    averages = average.others if average else []
    return [*model.variables, *model.optimizer.variables, *averages]


def _save_arrays(file: Path, arrays: list[np.ndarray]) -> None:
    with whole_file(file) as temporary, temporary.open("wb") as stream:
        np.savez(stream, *arrays)


def _read_state(folder: Path) -> dict | None:
    file = folder / BACKUP_DIR / "state.json"
    return json.loads(file.read_text()) if file.is_file() else None
