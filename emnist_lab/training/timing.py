"""How long a model takes for one image, and how many it reads in a second."""

import time

import numpy as np
import tensorflow as tf

from emnist_lab.recipe import ImageForm
from emnist_lab.training.evaluate import EVALUATION_BATCH

WARM_UP_RUNS = 10
THROUGHPUT_BATCHES = 3


def inference_timings(forward, form: ImageForm, runs: int) -> dict[str, float]:
    """Time single images and large batches, after a warm-up that is not counted.

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
        `latency_ms` (median of one image) and `latency_p95_ms`, in milliseconds;
        `throughput_images_s` at a batch of 256, images per second, the median of three batches.
    """
    one = _seconds_per_call(forward, tf.zeros((1, *form.shape)), WARM_UP_RUNS, runs)
    large = tf.zeros((EVALUATION_BATCH, *form.shape))
    many = _seconds_per_call(forward, large, 1, THROUGHPUT_BATCHES)
    return {
        "latency_ms": float(np.median(one)) * 1e3,
        "latency_p95_ms": float(np.percentile(one, 95)) * 1e3,
        "throughput_images_s": EVALUATION_BATCH / float(np.median(many)),
    }


def _seconds_per_call(forward, images: tf.Tensor, warm_up: int, runs: int) -> list[float]:
    for _ in range(warm_up):
        forward(images).numpy()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        forward(images).numpy()
        seconds.append(time.perf_counter() - start)
    return seconds
