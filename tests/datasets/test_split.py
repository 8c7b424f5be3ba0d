"""Choices among images are stratified and depend on the seed alone."""

import numpy as np
import pytest

from emnist_lab.datasets.partition import stratified_split, stratified_subset
from emnist_lab.errors import DataError

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
