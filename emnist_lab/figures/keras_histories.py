"""The histories that Keras gives, in the form of those that trials leave."""

from typing import Any

import numpy as np
import pandas as pd

from emnist_lab.errors import EmnistLabError


def tidy_histories(histories: Any, metric: str) -> pd.DataFrame:
    """Return one row an epoch of every history.

    Parameters
    ----------
    histories : keras.callbacks.History, pandas.DataFrame, or dict
        One history: an object with its columns in `history`, its columns themselves, or a frame of
        them. Or several by their titles. A frame with a `variant` is several already.
    metric : str
        A column that is needed; one of its validation may be missing.

    Returns
    -------
    pandas.DataFrame
        `variant` (the title), `seed`, `epoch` from 0, and the columns of the histories.

    Raises
    ------
    EmnistLabError
        If a history lacks the metric.
    """
    if isinstance(histories, pd.DataFrame) and "variant" in histories:
        return histories
    if not isinstance(histories, dict) or "loss" in histories:
        histories = {"": histories}
    return pd.concat([_tidy(title, history, metric) for title, history in histories.items()])


def _tidy(title: str, history: Any, metric: str) -> pd.DataFrame:
    frame = pd.DataFrame(getattr(history, "history", history))
    if metric not in frame:
        raise EmnistLabError(
            f"the history has no {metric}, only {', '.join(map(str, frame.columns)) or 'nothing'}",
            where=title or None,
            fix='compile the model with metrics=["accuracy"], or draw metric="loss"',
        )
    # A training that went on where it had stopped begins there.
    epochs = getattr(history, "epoch", frame.get("epoch", np.arange(len(frame))))
    absent = {} if f"val_{metric}" in frame else {f"val_{metric}": np.nan}
    return frame.assign(variant=title, seed=0, epoch=epochs, **absent)
