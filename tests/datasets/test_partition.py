"""Choices among images are stratified, follow from the seed, and can fill up rare classes."""

import numpy as np
import pytest

from emnist_lab.datasets.partition import (
    Rows,
    balanced_rows,
    partition_split,
    repeated_by_class,
    stratified_split,
    stratified_subset,
    supplemented_rows,
)
from emnist_lab.datasets.pipelines import training_pipeline
from emnist_lab.errors import DataError
from emnist_lab.recipe import Augmentation, ImageForm

LABELS = np.random.default_rng(1).permutation(np.repeat(np.arange(4), (400, 200, 100, 20)))


def test_the_two_sets_are_disjoint_sorted_and_all_there_is():
    rest, chosen = stratified_split(LABELS, 0.25, seed=3)
    np.testing.assert_array_equal(np.sort(np.concatenate([rest, chosen])), np.arange(720))
    assert (np.diff(rest) > 0).all()
    assert (np.diff(chosen) > 0).all()
    assert chosen.dtype == rest.dtype == np.int64


def test_every_class_keeps_its_share():
    rest, chosen = stratified_split(LABELS, 0.25, seed=3)
    assert np.bincount(LABELS[chosen]).tolist() == [100, 50, 25, 5]
    assert np.bincount(LABELS[rest]).tolist() == [300, 150, 75, 15]


def test_the_source_s_validation_set_has_its_size():
    labels = np.repeat(np.arange(47), 2400)
    rest, chosen = stratified_split(labels, 1 / 6, seed=0)
    assert (len(rest), len(chosen)) == (94_000, 18_800)


def test_the_seed_decides_the_choice():
    first, again, other = (stratified_subset(LABELS, 100, seed) for seed in (5, 5, 6))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("count", [4, 100, 719])
def test_a_subset_has_exactly_the_count_asked_for(count):
    assert len(np.unique(stratified_subset(LABELS, count, seed=0))) == count


def test_a_subset_of_more_than_there_is_is_everything():
    np.testing.assert_array_equal(stratified_subset(LABELS, 5000, seed=0), np.arange(720))


def test_labels_may_be_memory_mapped(tmp_path):
    np.save(tmp_path / "labels.npy", LABELS.astype(np.uint8))
    mapped = np.load(tmp_path / "labels.npy", mmap_mode="r")
    np.testing.assert_array_equal(
        stratified_subset(mapped, 50, seed=0), stratified_subset(LABELS, 50, seed=0)
    )


def test_fewer_images_than_classes_is_an_error():
    with pytest.raises(DataError, match="3 images cannot represent 4 classes"):
        stratified_subset(LABELS, 3, seed=0)


def test_parts_are_disjoint_and_stratified(tiny_split):
    parts = partition_split(tiny_split, 0.25, seed=3)
    assert not set(parts.train.rows) & set(parts.validation.rows)
    assert len(parts.train) + len(parts.validation) == len(tiny_split.train_labels)
    assert np.bincount(parts.validation.all_labels()).tolist() == [10, 10, 10, 10]


def test_test_images_do_not_depend_on_the_seed(tiny_split):
    one = partition_split(tiny_split, 0.25, seed=1, test_images=20)
    other = partition_split(tiny_split, 0.25, seed=2, test_images=20)
    assert np.array_equal(one.test.rows, other.test.rows)
    assert not np.array_equal(one.train.rows, other.train.rows)


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


def test_images_of_some_classes_come_twice_and_are_changed_like_all_others(unequal):
    supplemented = supplemented_rows(unequal, np.array([1, 2]))
    assert np.bincount(supplemented.all_labels()).tolist() == [9, 8, 2]
    assert supplemented.copies == 0
    assert repeated_by_class(supplemented) == {1: 4, 2: 1}
    assert repeated_by_class(unequal) == {}
