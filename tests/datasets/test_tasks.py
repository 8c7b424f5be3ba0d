"""Digit or letter: the same images under two labels."""

from dataclasses import replace

import pytest

from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.datasets.tasks import split_for_task, task_of
from emnist_lab.errors import DataError

CHARACTERS, DIGIT_OR_LETTER = EMNIST.tasks


def test_digits_are_told_from_letters(tiny_split):
    mixed = replace(tiny_split, classes=("0", "A", "7", "t"))
    two = split_for_task(mixed, DIGIT_OR_LETTER)
    assert two.classes == ("digit", "letter")
    for found, labels in (
        (two.train_labels, mixed.train_labels),
        (two.test_labels, mixed.test_labels),
    ):
        assert found.tolist() == (labels % 2).tolist()
    assert two.train_images is mixed.train_images


def test_characters_stay_as_they_are(tiny_split):
    assert split_for_task(tiny_split, CHARACTERS) is tiny_split


def test_a_models_classes_tell_its_task(tiny_split):
    two = split_for_task(tiny_split, DIGIT_OR_LETTER)
    assert task_of(tiny_split, two.classes) is DIGIT_OR_LETTER
    assert task_of(tiny_split, tiny_split.classes) is CHARACTERS


def test_an_unknown_task_is_answered_with_the_known_ones():
    with pytest.raises(DataError, match="choose one of characters, digit_or_letter"):
        EMNIST.task("case")
