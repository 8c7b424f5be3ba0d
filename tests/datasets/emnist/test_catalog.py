"""The catalog states EMNIST as it was published."""

import pytest

from emnist_lab.datasets.emnist.catalog import CATALOG, SPLITS
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.errors import DataError


@pytest.mark.parametrize(
    ("split", "classes", "train_images", "test_images"),
    [
        ("balanced", 47, 112_800, 18_800),
        ("bymerge", 47, 697_932, 116_323),
        ("byclass", 62, 697_932, 116_323),
        ("letters", 26, 124_800, 20_800),
        ("digits", 10, 240_000, 40_000),
        ("mnist", 10, 60_000, 10_000),
    ],
)
def test_splits_have_their_published_sizes(split, classes, train_images, test_images):
    facts = EMNIST.split_facts(split)
    assert len(facts.classes) == len(set(facts.classes)) == classes
    assert (facts.train_images, facts.test_images) == (train_images, test_images)


def test_the_splits_are_six_in_the_order_of_the_documents():
    assert SPLITS == ("balanced", "bymerge", "byclass", "letters", "digits", "mnist")


def test_merged_splits_keep_only_small_letters_unlike_their_capitals():
    assert "".join(CATALOG["bymerge"].classes[36:]) == "abdefghnqrt"


def test_an_unknown_split_is_answered_with_the_known_ones():
    with pytest.raises(DataError, match="choose one of balanced, bymerge"):
        EMNIST.split_facts("capitals")
