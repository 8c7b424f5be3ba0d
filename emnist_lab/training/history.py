"""What a training leaves of its course: epochs and first gradients; needs no TensorFlow."""

from pathlib import Path

import pandas as pd

HISTORY_FILE = "history.csv"
GRADIENTS_FILE = "gradients.csv"
HISTORY_COLUMNS = (
    "epoch",
    "loss",
    "accuracy",
    "val_loss",
    "val_accuracy",
    "learning_rate",
    "epoch_time_s",
    "steps",
    "out_of_time",
)


def read_history(folder: Path) -> pd.DataFrame:
    """Return one row an epoch, with the columns of `HISTORY_COLUMNS`; times are in seconds.

    `steps` counts the epoch's weight updates; `out_of_time` says that the recipe's time limit ended
    the training there, which may be in the middle of the epoch.
    """
    return pd.read_csv(folder / HISTORY_FILE)


def read_gradients(folder: Path) -> pd.DataFrame:
    """Return one row a layer of each of the first steps, where the variant asks for it.

    Returns
    -------
    pandas.DataFrame
        `step` and `depth` (the place from the input on) count from 1; `layer` (name), `kind`
        (class), and `norm`, the Euclidean norm of the loss's gradient in the layer's weights.
    """
    return pd.read_csv(folder / GRADIENTS_FILE)


def training_figures(history: pd.DataFrame, keeps_last: bool) -> dict:
    """Return the figures of a training: those of the epoch that is kept, and the sums of all.

    Parameters
    ----------
    history : pandas.DataFrame
        One row an epoch.
    keeps_last : bool
        Whether the model keeps its last epoch (`emnist_lab.recipe.Recipe.keeps_last`).

    Returns
    -------
    dict
        `epochs` run, `best_epoch` (from 1), whose weights the model keeps, `train_time_s`,
        `val_loss` and `val_acc` of that epoch, then `steps` and `out_of_time` (see `read_history`).
    """
    keeps_last |= history["val_loss"].isna().all()
    best = len(history) - 1 if keeps_last else history["val_loss"].idxmin()
    return {
        "epochs": len(history),
        "best_epoch": int(history["epoch"][best]) + 1,
        "train_time_s": float(history["epoch_time_s"].sum()),
        "val_loss": float(history["val_loss"][best]),
        "val_acc": float(history["val_accuracy"][best]),
        "steps": int(history["steps"].sum()),
        "out_of_time": bool(history["out_of_time"].any()),
    }
