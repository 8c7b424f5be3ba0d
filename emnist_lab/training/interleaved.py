"""Networks timed interleaved.

What else a machine does falls on all of them alike, so that their times compare better than those
that each trial took by itself, minutes or hours apart.
"""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import tensorflow as tf

from emnist_lab.models.build import build_model
from emnist_lab.recipe import ImageForm
from emnist_lab.training.evaluate import forward_pass
from emnist_lab.training.timing import WARM_UP_RUNS

RUNS_A_TURN = 10


def time_interleaved(networks: list[dict], classes: int, runs: int) -> pd.DataFrame:
    """Time single images by several networks, a few by each in every round.

    Parameters
    ----------
    networks : list of dict
        `model`, `options` and `image`, as in a record's hyperparameters. They are built anew: a
        time does not hang on the weights.
    classes : int
        Width of their output.
    runs : int
        Single images that each network is timed on, after a warm-up that is not counted; at least
        ten, which are one round.

    Returns
    -------
    pandas.DataFrame
        A column a network in the order given, a row a round: the median in milliseconds.

    Raises
    ------
    EmnistLabError
        If a network cannot be built.
    """
    readers = [_single_image_reader(network, classes) for network in networks]
    for read in readers:
        _median_ms(read, WARM_UP_RUNS)
    rounds = [
        [_median_ms(read, RUNS_A_TURN) for read in readers] for _ in range(runs // RUNS_A_TURN)
    ]
    return pd.DataFrame(rounds)


def _single_image_reader(network: dict[str, Any], classes: int) -> Callable[[], np.ndarray]:
    form = ImageForm(**network["image"])
    model = build_model(network["model"], form.shape, classes, **network["options"])
    forward, image = forward_pass(model, form), tf.zeros((1, *form.shape))
    return lambda: forward(image).numpy()


def _median_ms(read: Callable[[], np.ndarray], runs: int) -> float:
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        read()
        seconds.append(time.perf_counter() - start)
    return float(np.median(seconds)) * 1e3
