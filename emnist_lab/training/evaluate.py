"""Read a whole split with a trained model, and time it doing so."""

import time
from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf
from scipy.special import softmax

from emnist_lab.datasets.partition import Rows
from emnist_lab.datasets.pipelines import evaluation_pipeline
from emnist_lab.errors import EmnistLabError
from emnist_lab.models.build import are_probabilities
from emnist_lab.recipe import ImageForm

EVALUATION_BATCH = 256
LOWEST_PROBABILITY = 1e-7
# Images to probabilities, as one compiled function.
Forward = Callable[[tf.Tensor], tf.Tensor]


def evaluate_model(
    forward: Forward, rows: Rows, form: ImageForm
) -> tuple[np.ndarray, dict[str, float]]:
    """Run a model's `forward_pass` over every image of some rows, once.

    Returns
    -------
    probabilities : ndarray of float32, (n, classes)
        In the order of the rows.
    times : dict of str to float
        As a record names them, without warm-up: `eval_time_s` from stored images to probabilities
        and `inference_time_s` of the forward passes alone, waiting for data left out, in seconds;
        `throughput_images_s`, the median over batches of 256, in images per second of the forward
        pass.
    """
    pipeline = evaluation_pipeline(rows, form, EVALUATION_BATCH)
    for images, _ in pipeline.take(1):
        forward(images).numpy()
    outputs, seconds = [], []
    start = time.perf_counter()
    for images, _ in pipeline:
        forward_start = time.perf_counter()
        outputs.append(forward(images).numpy())
        seconds.append(time.perf_counter() - forward_start)
    eval_time = time.perf_counter() - start
    return np.concatenate(outputs), {
        "eval_time_s": eval_time,
        "inference_time_s": sum(seconds),
        "throughput_images_s": float(np.median([len(out) for out in outputs] / np.array(seconds))),
    }


def forward_pass(model: keras.Model, form: ImageForm) -> Forward:
    """Return a model's inference as one compiled function for batches of any size.

    It takes float32 (n, side, side, channels) and gives float32 (n, classes).
    """

    @tf.function(input_signature=[tf.TensorSpec((None, *form.shape), tf.float32)])
    def forward(images: tf.Tensor) -> tf.Tensor:
        return model(images, training=False)

    return forward


def loss_and_accuracy(
    probabilities: np.ndarray, labels: np.ndarray, top_k: int | None = 5
) -> dict[str, float]:
    """Return the figures that a split's labels and predicted probabilities give.

    Parameters
    ----------
    probabilities : ndarray of float32, (n, classes)
    labels : ndarray of int, (n,)
    top_k : int, optional
        Among how many guesses the true class is looked for, too; not where there are no more
        classes than that.

    Returns
    -------
    dict of str to float
        `test_loss` (mean cross-entropy, nats), `test_acc` (top-1) and, for a `top_k` of 5,
        `top5_acc`, shares in 0..1.
    """
    labels = labels.astype(np.int64)
    of_truth = probabilities[np.arange(len(labels)), labels]
    figures = {
        "test_loss": float(-np.log(np.maximum(of_truth, LOWEST_PROBABILITY)).mean()),
        "test_acc": float((probabilities.argmax(axis=1) == labels).mean()),
    }
    if top_k is not None and top_k < probabilities.shape[1]:
        # Ties count against the model: a class as probable as the true one stands before it.
        others_ahead = (probabilities >= of_truth[:, None]).sum(axis=1) - 1
        figures[f"top{top_k}_acc"] = float((others_ahead < top_k).mean())
    return figures


def test_loss_and_accuracy(
    model: keras.Model,
    images: tf.data.Dataset | np.ndarray,
    labels: np.ndarray | None = None,  # noqa: PT028
    batch_size: int = EVALUATION_BATCH,  # noqa: PT028
) -> dict[str, float]:
    """Return the figures of a Keras model on images that it was not trained on.

    Parameters
    ----------
    model : keras.Model
        Gives a probability or a logit for each class, (n, classes).
    images : tf.data.Dataset or array_like
        Batches of images and labels; or images alone, (n, ...), as the model takes them.
    labels : array_like, optional
        What is true of an array of images: class numbers (n,), or one column a class.
    batch_size : int
        Images of an array that are read at once.

    Returns
    -------
    dict of str to float
        As `loss_and_accuracy`.

    Raises
    ------
    EmnistLabError
        If the outputs are not one for each class, or labels name other classes.
    """
    if labels is not None:
        images = tf.data.Dataset.from_tensor_slices((images, labels)).batch(batch_size)
    outputs, truth = [], []
    for batch, answers in images:
        outputs.append(np.asarray(model.predict_on_batch(batch), np.float32))
        truth.append(np.asarray(answers))
    return loss_and_accuracy(*_judged(np.concatenate(outputs), np.concatenate(truth)))


def _judged(outputs: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return outputs as probabilities beside the numbers of the true classes."""
    labels = labels.argmax(axis=1) if labels.ndim == 2 and labels.shape[1] > 1 else labels.ravel()
    if outputs.ndim != 2 or outputs.shape[1] < 2:
        raise EmnistLabError(
            f"the model's outputs for {len(outputs)} images are of shape {outputs.shape}",
            fix="give a model whose last layer has one output for each class",
        )
    if not ((labels >= 0) & (labels < outputs.shape[1])).all():
        raise EmnistLabError(
            f"the labels reach from {labels.min()} to {labels.max()}, and the model tells the "
            f"classes 0 to {outputs.shape[1] - 1} apart",
            fix="number the classes from 0, as the model was trained",
        )
    return outputs if are_probabilities(outputs) else softmax(outputs, axis=1), labels


# The source's name begins with "test": pytest must not take it for a test.
vars(test_loss_and_accuracy)["__test__"] = False
