"""A folder of kept results stands for data that is elsewhere, and never for its images."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.hyperparameters.brightness import plot_brightness_ways
from emnist_lab.datasets.kept import keep_splits, need_images, stands_for_images
from emnist_lab.datasets.load import cached_digest, load_split
from emnist_lab.datasets.origin import Origin, available_splits
from emnist_lab.errors import DataError
from emnist_lab.figures.data import plot_class_examples, plot_split_examples
from emnist_lab.figures.findings import NO_IMAGES


@pytest.fixture
def kept(tiny_split, tiny_profile, tmp_path):
    real = replace(tiny_split, origin=Origin("real", tmp_path, "People wrote them."))
    keep_splits(tiny_profile, [real, replace(real, name="bymerge")], tmp_path / "kept")
    return tmp_path / "kept"


def test_classes_and_counts_are_those_of_the_images(kept, tiny_split):
    split = load_split("balanced", kept)
    assert split.classes == tiny_split.classes
    assert available_splits(kept) == ("balanced", "bymerge")
    for part in ("train_labels", "test_labels"):
        expected = np.bincount(getattr(tiny_split, part))
        assert np.array_equal(np.bincount(getattr(split, part)), expected)
    assert len(split.train_images) == len(tiny_split.train_images)


def test_its_digest_is_never_that_of_the_images(kept, tiny_split):
    digest = load_split("balanced", kept).digest
    assert digest == cached_digest("balanced", kept) != tiny_split.digest
    assert stands_for_images(digest)
    assert not stands_for_images(tiny_split.digest)


def test_readers_are_told_where_the_images_came_from_and_that_they_are_elsewhere(kept):
    origin = load_split("balanced", kept).origin
    assert origin.kind == "real"
    assert origin.description.startswith("People wrote them.")
    assert "not the images" in origin.description


def test_whoever_needs_images_is_told_what_to_do(kept, tiny_split):
    need_images(tiny_split.origin)
    with pytest.raises(DataError, match="--data-dir"):
        need_images(load_split("balanced", kept).origin)


def test_figures_of_images_say_that_there_are_none(kept):
    split = load_split("balanced", kept)
    figures = (
        plot_class_examples(split),
        plot_split_examples([split]),
        plot_brightness_ways(split, 6, 0.2),
    )
    assert [figure.axes[0].texts[0].get_text() for figure in figures] == 3 * [NO_IMAGES]
