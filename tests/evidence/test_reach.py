"""How much of the error is out of reach."""

import pytest
from study_records import predictions_from

from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.evidence.reach import (
    agreement_of_models,
    best_on_same_images,
    folded_accuracy,
    folded_classes,
    reach_of_models,
    top_two_accuracy,
)

CLASSES = EMNIST.split_facts("balanced").classes
ZERO, ONE, NINE, BIG_O, BIG_I, Q = (CLASSES.index(character) for character in "019OIq")


def test_look_alikes_share_a_class_and_no_other_is_touched():
    folded = folded_classes(CLASSES, EMNIST.look_alikes)
    assert folded[BIG_O] == ZERO
    assert folded[BIG_I] == folded[CLASSES.index("L")] == ONE
    assert folded[Q] == folded[CLASSES.index("g")] == NINE
    # O, I, L, q, g, S, Z and f are folded away.
    assert len(set(folded.tolist())) == 47 - 8


def test_folding_a_split_without_look_alikes_changes_nothing():
    assert folded_classes(("a", "b", "c"), EMNIST.look_alikes).tolist() == [0, 1, 2]


def test_errors_between_look_alikes_are_forgiven_and_others_not():
    read = predictions_from(true=[ZERO, BIG_O, ONE, NINE], predicted=[BIG_O, BIG_O, NINE, Q])
    assert folded_accuracy([read], CLASSES, EMNIST.look_alikes) == 0.75


def test_second_guess_counts():
    read = predictions_from(true=[0, 1, 2], predicted=[0, 2, 0], second=[1, 1, 1])
    assert top_two_accuracy([read]) == pytest.approx(2 / 3)


def test_reach_of_a_model_says_what_folding_takes_away():
    read = predictions_from(true=[ZERO, BIG_O, ONE, NINE], predicted=[BIG_O, BIG_O, NINE, Q])
    row = reach_of_models(
        {"a": [read], "none": []}, ["a", "none"], CLASSES, EMNIST.look_alikes
    ).loc["a"]
    assert (row["accuracy"], row["folded"]) == (0.25, 0.75)
    assert row["errors_on_look_alikes"] == pytest.approx(2 / 3)


def test_models_agree_in_four_ways_that_cover_every_image():
    true = [0, 0, 0, 0, 0]
    models = {
        "a": [predictions_from(true, [0, 0, 1, 1, 0])],
        "b": [predictions_from(true, [0, 1, 1, 2, 0])],
    }
    found = agreement_of_models(models, ["a", "b"])
    assert (found.all_right, found.some_right) == (0.4, 0.2)
    assert (found.same_mistake, found.other_mistakes) == (0.2, 0.2)
    assert found.any_right == pytest.approx(0.6)
    assert found.images == 5
    # Of the two that `a` misreads `b` reads none; `a` reads one of the three that `b` misreads.
    assert found.read_by_another == 0
    assert agreement_of_models(models, ["b", "a"]).read_by_another == pytest.approx(1 / 3)


def test_five_best_of_those_that_read_the_same_images():
    same, other = predictions_from([0, 1], [0, 1]), predictions_from([1, 0], [0, 1])
    models = {name: [same] for name in "abcdefg"} | {"c": [other], "d": []}
    assert best_on_same_images(models, list("abcdefg")) == ["a", "b", "e", "f", "g"]
    assert best_on_same_images(models, list("gab")) == ["g", "a", "b"]
