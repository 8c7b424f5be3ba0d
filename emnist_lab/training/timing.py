"""How long a model takes for one image."""

import time
from collections.abc import Callable

import numpy as np
import tensorflow as tf

from emnist_lab.recipe import ImageForm

WARM_UP_RUNS = 10
PARTS = 5


def time_single_images(
    forward: Callable[[tf.Tensor], tf.Tensor], form: ImageForm, runs: int
) -> dict[str, float]:
    """Time single images, after a warm-up that is not counted.

    What else a machine does only adds to a time, and swings within seconds; so the median is that
    of the quietest fifth of the runs.

    Parameters
    ----------
    forward : callable
        The model's `emnist_lab.training.evaluate.forward_pass`.
    form : ImageForm
        The form of its input.
    runs : int
        Single images timed.

    Returns
    -------
    dict of str to float
        `latency_ms`, the least of five medians, and `latency_p95_ms`, of all runs, in milliseconds.
    """
    image = tf.zeros((1, *form.shape))
    for _ in range(WARM_UP_RUNS):
        forward(image).numpy()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        forward(image).numpy()
        seconds.append(time.perf_counter() - start)
    return {
        "latency_ms": min(float(np.median(part)) for part in np.array_split(seconds, PARTS)) * 1e3,
        "latency_p95_ms": float(np.percentile(seconds, 95)) * 1e3,
    }
