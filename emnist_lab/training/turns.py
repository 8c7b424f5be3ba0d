"""Saved models timed in turns.

What else a machine does falls on all of them alike, so that their times compare better than those
that each trial took by itself, minutes or hours apart.
"""

import time
from pathlib import Path

import numpy as np
import pandas as pd
import tensorflow as tf

from emnist_lab.models.build import load_model
from emnist_lab.models.saved import read_card
from emnist_lab.training.evaluate import forward_pass
from emnist_lab.training.timing import WARM_UP_RUNS

RUNS_A_TURN = 10


def time_in_turns(files: list[Path], runs: int) -> pd.DataFrame:
    """Time single images by several models, a few by each in every turn.

    Parameters
    ----------
    files : list of Path
        Models that this project saved.
    runs : int
        Single images that each model is timed on, after a warm-up that is not counted; at least
        ten, which are one turn.

    Returns
    -------
    pandas.DataFrame
        A column a model in the order of the files, a row a turn: the median in milliseconds.

    Raises
    ------
    EmnistLabError
        If a file is no model.
    """
    readers = [_single_image_reader(file) for file in files]
    for read in readers:
        _median_ms(read, WARM_UP_RUNS)
    turns = [
        [_median_ms(read, RUNS_A_TURN) for read in readers] for _ in range(runs // RUNS_A_TURN)
    ]
    return pd.DataFrame(turns)


def _single_image_reader(file: Path):
    model, form = load_model(file), read_card(file).image
    forward, image = forward_pass(model, form), tf.zeros((1, *form.shape))
    return lambda: forward(image).numpy()


def _median_ms(read, runs: int) -> float:
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        read()
        seconds.append(time.perf_counter() - start)
    return float(np.median(seconds)) * 1e3
