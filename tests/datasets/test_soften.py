"""Soft labels: they stay distributions, and say how much of which image is seen."""

import numpy as np
import pytest
import tensorflow as tf

from emnist_lab.datasets.partition import partition_split
from emnist_lab.datasets.pipelines import (
    EpochClock,
    SoftLabels,
    evaluation_pipeline,
    training_pipeline,
)
from emnist_lab.datasets.soften import mix, smooth
from emnist_lab.recipe import ImageForm, Mixing

SEED = tf.constant([3, 4])
METHODS = ("mixup", "cutmix")


@pytest.fixture
def batch():
    """Return 64 images, image i all of the gray value i / 64, and their labels in 64 classes."""
    values = np.arange(64, dtype=np.float32) / 64
    images = np.broadcast_to(values[:, None, None, None], (64, 28, 28, 1))
    return tf.constant(images), tf.one_hot(tf.range(64), 64)


def test_smoothing_gives_every_class_an_equal_part_of_its_share():
    smoothed = smooth(tf.constant([2]), 4, 0.1).numpy()
    assert smoothed[0] == pytest.approx([0.025, 0.025, 0.925, 0.025])


@pytest.mark.parametrize("method", METHODS)
def test_a_mixed_label_weighs_as_its_part_of_the_image(batch, method):
    images, labels = batch
    mixed, soft = mix(images, labels, Mixing(method=method, alpha=1.0), SEED)
    assert np.allclose(tf.reduce_sum(soft, axis=1), 1)
    # The gray value names the image, so the mean of a mixed one says how much of which it holds.
    expected = tf.linalg.matvec(soft, images[:, 0, 0, 0])
    assert np.allclose(tf.reduce_mean(mixed, axis=(1, 2, 3)), expected, atol=1e-5)
    assert (np.count_nonzero(soft, axis=1) == 2).mean() > 0.8


def test_mixup_blends_and_cutmix_cuts(batch):
    images, labels = batch
    blended, _ = mix(images, labels, Mixing(method="mixup", alpha=1.0), SEED)
    cut, _ = mix(images, labels, Mixing(method="cutmix", alpha=1.0), SEED)
    values = [len(np.unique(image)) for image in blended.numpy()]
    assert max(values) == 1
    assert max(len(np.unique(image)) for image in cut.numpy()) == 2


@pytest.mark.parametrize("method", METHODS)
def test_only_the_share_of_images_is_mixed(batch, method):
    images, labels = batch
    _, soft = mix(images, labels, Mixing(method=method, alpha=1.0, share=0.25), SEED)
    mixed = (np.count_nonzero(soft, axis=1) == 2).mean()
    assert 0.05 < mixed < 0.5


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_mixes_the_same_way(batch, method):
    mixing = Mixing(method=method)
    one, again = (mix(*batch, mixing, SEED)[0] for _ in range(2))
    other, _ = mix(*batch, mixing, tf.constant([3, 5]))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_training_labels_are_soft_and_those_of_validation_are_not(tiny_split):
    parts = partition_split(tiny_split, 0.25, seed=0)
    soft = SoftLabels(4, smoothing=0.2, mixing=Mixing())
    form = ImageForm(side=28, channels=1)
    _, train = next(iter(training_pipeline(parts.train, form, 16, 0, soft=soft)))
    _, validation = next(iter(evaluation_pipeline(parts.validation, form, 16, soft)))
    assert train.shape == validation.shape == (16, 4)
    assert np.max(train) < 0.9
    assert set(np.unique(validation)) == {0.0, 1.0}


def test_an_epoch_mixes_in_its_own_way_whenever_it_runs(tiny_split):
    parts = partition_split(tiny_split, 0.25, seed=0)

    def epoch(number: int) -> np.ndarray:
        pipeline = training_pipeline(
            parts.train,
            ImageForm(side=28, channels=1),
            16,
            seed=0,
            clock=EpochClock(number),
            soft=SoftLabels(4, mixing=Mixing(alpha=1.0)),
        )
        return np.concatenate([images for images, _ in pipeline])

    assert np.array_equal(epoch(3), epoch(3))
    assert not np.array_equal(epoch(3), epoch(4))
