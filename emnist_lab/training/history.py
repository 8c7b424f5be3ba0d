"""What a training leaves of its course: epochs and first gradients; needs no TensorFlow."""

import math
from pathlib import Path
from typing import Any

import pandas as pd

from emnist_lab.recipe import Recipe

HISTORY_FILE = "history.csv"
GRADIENTS_FILE = "gradients.csv"
HISTORY_COLUMNS = (
    *("epoch", "loss", "accuracy", "val_loss", "val_accuracy"),
    *("learning_rate", "epoch_time_s", "steps", "out_of_time"),
)


def read_history(folder: Path) -> pd.DataFrame:
    """Return one row an epoch, with the columns of `HISTORY_COLUMNS`; times are in seconds.

    `steps` counts the epoch's weight updates; `out_of_time` says that the recipe's time limit ended
    the training there, which may be in the middle of the epoch.
    """
    return pd.read_csv(folder / HISTORY_FILE)


def read_gradients(folder: Path) -> pd.DataFrame:
    """Return one row a layer of each of the first steps, where the variant asks for it.

    `step` and `depth` (the place from the input on) count from 1; `layer` is its name, `kind` its
    class, and `norm` the Euclidean norm of the loss's gradient in its weights.
    """
    return pd.read_csv(folder / GRADIENTS_FILE)


def training_figures(
    history: pd.DataFrame, recipe: Recipe, in_budget: bool = False
) -> dict[str, Any]:
    """Return the figures of a training: those of the epoch that is kept, and the sums of all.

    They are `epochs` run, `best_epoch` (from 1), whose weights the model keeps, `train_time_s`,
    `val_loss` and `val_acc` of that epoch, `steps` and `out_of_time` (see `read_history`), and what
    took effect (`took_effect`). `in_budget` says that another trial's budget allowed the recipe's
    epochs.
    """
    keeps_last = recipe.keeps_last or history["val_loss"].isna().all()
    best = len(history) - 1 if keeps_last else history["val_loss"].idxmin()
    return {
        "epochs": len(history),
        "best_epoch": int(history["epoch"][best]) + 1,
        "train_time_s": float(history["epoch_time_s"].sum()),
        "val_loss": float(history["val_loss"][best]),
        "val_acc": float(history["val_accuracy"][best]),
        "steps": int(history["steps"].sum()),
        "out_of_time": bool(history["out_of_time"].any()),
        **took_effect(history, recipe, in_budget, recipe.epochs),
    }


def took_effect(
    history: pd.DataFrame, recipe: Recipe, in_budget: bool, most_epochs: int | None
) -> dict[str, Any]:
    """Return what became of what a recipe asks for: its learning rates, and what ended it.

    `most_epochs` are those that it was allowed; None where that was not noted, and is concluded
    from what early stopping would have done.
    """
    rates = list(history["learning_rate"])
    if recipe.plateau_patience is not None or recipe.decay_level is not None:
        # What validation does to the rate is noted in the epoch before the first that has it.
        rates = [recipe.learning_rate, *rates[:-1]]
    ended_by = _ended_by(history, recipe, in_budget, most_epochs)
    if most_epochs is None and ended_by == "budget":
        most_epochs = len(history)
    return {
        "most_epochs": most_epochs,
        "first_learning_rate": float(rates[0]),
        "lowest_learning_rate": float(min(rates)),
        "ended_by": ended_by,
    }


def _ended_by(
    history: pd.DataFrame, recipe: Recipe, in_budget: bool, most_epochs: int | None
) -> str:
    if has_diverged(history, validated=recipe.hold_out):
        return "divergence"
    if history["out_of_time"].any():
        return "time_limit"
    if most_epochs is None and recipe.early_stopping:
        waited = len(history) - 1 - int(history["val_loss"].argmin())
        stopped_early = waited >= recipe.early_stopping
    else:
        # Nothing else ends a training before its last epoch.
        stopped_early = most_epochs is not None and len(history) < most_epochs
    if stopped_early:
        return "early_stopping"
    return "budget" if in_budget else "epochs"


def has_diverged(history: pd.DataFrame, validated: bool = True) -> bool:
    """Return whether a loss, of validation too if there was any, stopped being a number."""
    losses = [*history["loss"], *(history["val_loss"] if validated else ())]
    return not all(math.isfinite(loss) for loss in losses)
