"""Digit or letter: the same images under two labels."""

from dataclasses import replace

from emnist_lab.datasets.tasks import split_for_task, task_of


def test_digits_are_told_from_letters(tiny_split):
    mixed = replace(tiny_split, classes=("0", "A", "7", "t"))
    two = split_for_task(mixed, "digit_or_letter")
    assert two.classes == ("digit", "letter")
    for found, labels in (
        (two.train_labels, mixed.train_labels),
        (two.test_labels, mixed.test_labels),
    ):
        assert found.tolist() == (labels % 2).tolist()
    assert two.train_images is mixed.train_images


def test_characters_stay_as_they_are(tiny_split):
    assert split_for_task(tiny_split, "characters") is tiny_split


def test_a_models_classes_tell_its_task(tiny_split):
    two = split_for_task(tiny_split, "digit_or_letter")
    assert task_of(two.classes) == "digit_or_letter"
    assert task_of(tiny_split.classes) == "characters"
