"""How long models take for one image."""

import time

import numpy as np
import pandas as pd
import tensorflow as tf

from emnist_lab.models.build import build_model
from emnist_lab.recipe import ImageForm
from emnist_lab.training.evaluate import Forward, forward_pass

WARM_UP_RUNS = 10
PARTS = 5
RUNS_A_ROUND = 10


def time_single_images(forward: Forward, form: ImageForm, runs: int) -> dict[str, float]:
    """Time single images, after a warm-up that is not counted.

    What else a machine does only adds to a time, and swings within seconds; so the median is that
    of the quietest fifth of the runs.

    Returns
    -------
    dict of str to float
        `latency_ms`, the least of five medians, and `latency_p95_ms`, of all runs, in milliseconds.
    """
    _single_image_times(forward, form, WARM_UP_RUNS)
    milliseconds = _single_image_times(forward, form, runs)
    return {
        "latency_ms": min(float(np.median(part)) for part in np.array_split(milliseconds, PARTS)),
        "latency_p95_ms": float(np.percentile(milliseconds, 95)),
    }


def time_interleaved(networks: list[dict], classes: int, runs: int) -> pd.DataFrame:
    """Time single images by several networks, a few by each in every round.

    What else a machine does falls on all of them alike, so that their times compare better than
    those that each trial took by itself, minutes or hours apart.

    Parameters
    ----------
    networks : list of dict
        `model`, `options` and `image`, as in a record's hyperparameters. They are built anew: a
        time does not hang on the weights.
    classes : int
        Width of their output.
    runs : int
        Single images that each network is timed on; ten are one round.

    Returns
    -------
    pandas.DataFrame
        A column a network in the order given, a row a round: the median in milliseconds.
    """
    forms = [ImageForm(**network["image"]) for network in networks]
    passes = [
        forward_pass(build_model(each["model"], form.shape, classes, **each["options"]), form)
        for each, form in zip(networks, forms, strict=True)
    ]
    for forward, form in zip(passes, forms, strict=True):
        _single_image_times(forward, form, WARM_UP_RUNS)
    return pd.DataFrame(
        [
            float(np.median(_single_image_times(forward, form, RUNS_A_ROUND)))
            for forward, form in zip(passes, forms, strict=True)
        ]
        for _ in range(runs // RUNS_A_ROUND)
    )


def _single_image_times(forward: Forward, form: ImageForm, runs: int) -> list[float]:
    """Return how long each of some runs took, in milliseconds."""
    image = tf.zeros((1, *form.shape))
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        forward(image).numpy()
        times.append((time.perf_counter() - start) * 1e3)
    return times
