"""`tf.data` pipelines from stored images to the tensors that a model sees."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import tensorflow as tf

from emnist_lab.datasets.augment import augment
from emnist_lab.datasets.partition import Rows
from emnist_lab.datasets.soften import mix, smooth
from emnist_lab.recipe import Augmentation, ImageForm, Mixing

LABELS = tf.TensorSpec((None,), tf.int32)
PREFETCHED_BATCHES = 4


@dataclass(frozen=True)
class SoftLabels:
    """Labels as distributions over a number of classes, in training smoothed and mixed."""

    classes: int
    smoothing: float = 0.0
    mixing: Mixing | None = None


@dataclass
class EpochClock:
    """The number of the epoch that a training pipeline draws its order and changes for.

    A pass over the pipeline advances it, and a resumed training sets it, so that epoch 7 sees the
    same batches whether or not the training was interrupted before it.
    """

    epoch: int = 0


def model_input(images: tf.Tensor, form: ImageForm) -> tf.Tensor:
    """Return stored images, uint8, as a model sees them outside training."""
    return _with_channels(_scaled(images, form), form)


def training_pipeline(
    rows: Rows,
    form: ImageForm,
    batch_size: int,
    seed: int,
    augmentation: Augmentation | None = None,
    clock: EpochClock | None = None,
    soft: SoftLabels | None = None,
    plain_from: int | None = None,
) -> tf.data.Dataset:
    """Return shuffled, augmented batches; each pass is one epoch, in that epoch's own order.

    Parameters
    ----------
    batch_size : int
        Images per batch; the last of an epoch may hold fewer.
    seed : int
        With the epoch's number, decides the order and the random changes.
    augmentation : Augmentation, optional
        Random changes, of the copies alone where the rows hold any.
    clock : EpochClock, optional
        The epoch to begin at; a new one starts at 0.
    soft : SoftLabels, optional
        Smooths labels, and mixes them along with the images.
    plain_from : int, optional
        The epoch from which on images are neither changed nor mixed.

    Returns
    -------
    tf.data.Dataset
        Images float32 (n, side, side, channels) and labels int32 (n,); soft ones are float32
        (n, classes).
    """
    clock = clock or EpochClock()

    def shuffled_batches() -> Iterator[tuple[Any, ...]]:
        generator = np.random.default_rng([seed, clock.epoch])
        order = generator.permutation(len(rows))
        for start in range(0, len(rows), batch_size):
            positions = order[start : start + batch_size]
            draw = generator.integers(0, 2**31, 2, dtype=np.int32)
            is_changed = plain_from is None or clock.epoch < plain_from
            yield *rows.take(positions), draw, is_changed, positions >= len(rows) - rows.copies
        clock.epoch += 1

    def finish(
        images: tf.Tensor,
        labels: tf.Tensor,
        draw: tf.Tensor,
        is_changed: tf.Tensor,
        is_copy: tf.Tensor,
    ) -> tuple[tf.Tensor, tf.Tensor]:
        seen = _scaled(images, form)
        if augmentation is not None:
            changed = tf.cond(is_changed, lambda: augment(seen, augmentation, draw), lambda: seen)
            seen = tf.where(is_copy[:, None, None, None], changed, seen) if rows.copies else changed
        if soft is not None:
            labels = smooth(labels, soft.classes, soft.smoothing)
        if soft is not None and soft.mixing is not None:
            mixed = partial(mix, seen, labels, soft.mixing, draw)
            seen, labels = tf.cond(is_changed, mixed, lambda: (seen, labels))
        return _with_channels(seen, form), labels

    draw, is_changed = tf.TensorSpec((2,), tf.int32), tf.TensorSpec((), tf.bool)
    signature = (_stored(rows), LABELS, draw, is_changed, tf.TensorSpec((None,), tf.bool))
    dataset = tf.data.Dataset.from_generator(shuffled_batches, output_signature=signature)
    return _finished(dataset, finish, len(rows), batch_size)


def evaluation_pipeline(
    rows: Rows, form: ImageForm, batch_size: int, soft: SoftLabels | None = None
) -> tf.data.Dataset:
    """Return every image once, in the order of the rows, in the shapes of `training_pipeline`.

    Soft labels are distributions here, too, but each names one class alone.
    """

    def batches() -> Iterator[tuple[np.ndarray, np.ndarray]]:
        for start in range(0, len(rows), batch_size):
            yield rows.take(np.arange(start, min(start + batch_size, len(rows))))

    def finish(images: tf.Tensor, labels: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        if soft is not None:
            labels = smooth(labels, soft.classes, 0.0)
        return model_input(images, form), labels

    dataset = tf.data.Dataset.from_generator(batches, output_signature=(_stored(rows), LABELS))
    return _finished(dataset, finish, len(rows), batch_size)


def _scaled(images: tf.Tensor, form: ImageForm) -> tf.Tensor:
    """Return uint8 images as float32 (n, side, side, channels) in 0..1, with their own channels."""
    scaled = tf.cast(images, tf.float32)
    scaled = (scaled if len(images.shape) == 4 else scaled[..., None]) / 255.0
    if form.side == images.shape[1]:
        return scaled
    if form.fit == "pad":
        return tf.image.resize_with_crop_or_pad(scaled, form.side, form.side)
    return tf.image.resize(scaled, (form.side, form.side))


def _with_channels(images: tf.Tensor, form: ImageForm) -> tf.Tensor:
    """Give images a form's channels: a gray one is repeated, of colors the brightness is left."""
    if images.shape[-1] > form.channels:
        images = tf.image.rgb_to_grayscale(images)
    elif images.shape[-1] < form.channels:
        images = tf.repeat(images, form.channels, axis=-1)
    return tf.ensure_shape(images, (None, *form.shape))


def _stored(rows: Rows) -> tf.TensorSpec:
    return tf.TensorSpec((None, *rows.images.shape[1:]), tf.uint8)


def _finished(
    dataset: tf.data.Dataset, finish: Callable[..., Any], images: int, batch_size: int
) -> tf.data.Dataset:
    steps = -(-images // batch_size)
    options = tf.data.Options()
    # TensorFlow 2.21 ends a pass only when its tuning thread wakes, and that sleeps twice as long
    # each time: an epoch of 3 s took 5.1 s, one of 21 s took 41 s.
    options.autotune.enabled = False
    return (
        dataset.apply(tf.data.experimental.assert_cardinality(steps))
        .map(finish, num_parallel_calls=os.cpu_count() or 1, deterministic=True)
        .prefetch(PREFETCHED_BATCHES)
        .with_options(options)
    )
