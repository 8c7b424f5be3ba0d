"""Rare classes are filled up with copies, which alone are changed before a model sees them."""

import numpy as np
import pytest

from emnist_lab.datasets.partition import Rows, balanced_rows
from emnist_lab.datasets.pipelines import training_pipeline
from emnist_lab.recipe import Augmentation, ImageForm


@pytest.fixture
def unequal() -> Rows:
    labels = np.array([0] * 9 + [1] * 4 + [2], np.uint8)
    # Two lines of a gray level that tells which image it is.
    images = np.zeros((len(labels), 28, 28), np.uint8)
    images[:, 12:15, 4:24] = 100 + np.arange(len(labels))[:, None, None]
    return Rows(images, labels, np.arange(len(labels)))


def test_every_class_ends_with_as_many_as_the_commonest(unequal):
    balanced = balanced_rows(unequal, seed=0)
    assert np.bincount(balanced.all_labels()).tolist() == [9, 9, 9]
    assert balanced.copies == 13
    assert balanced.rows[: len(unequal)].tolist() == unequal.rows.tolist()
    # Nine in all of four images: none once more than another.
    times = np.bincount(balanced.rows)[9:13]
    assert sorted(times) == [2, 2, 2, 3]


def test_a_seed_decides_what_is_copied(unequal):
    rows = [balanced_rows(unequal, seed).rows.tolist() for seed in (1, 1, 2)]
    assert rows[0] == rows[1] != rows[2]


def test_originals_stay_as_they_are_and_copies_are_changed(unequal):
    balanced = balanced_rows(unequal, seed=0)
    pipeline = training_pipeline(
        balanced,
        ImageForm(side=28, channels=1),
        5,
        seed=0,
        augmentation=Augmentation(rotation=40, shift=0.2),
    )
    seen = np.concatenate([images.numpy() for images, _ in pipeline])[..., 0]
    originals = {image.tobytes() for image in unequal.images.astype(np.float32) / np.float32(255)}
    unchanged = [image for image in seen if image.tobytes() in originals]
    assert len(seen) == 27
    assert len(unchanged) == len(unequal)
    assert {image.tobytes() for image in unchanged} == originals
