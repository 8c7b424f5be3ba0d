"""Trainings that differ in nothing but the steps that a clock allowed."""

import pandas as pd
import pytest

from emnist_lab.config import Section, Variant
from emnist_lab.evidence.as_trained import are_alike, trainings_as_made
from emnist_lab.recipe import Recipe

LIMITED = Recipe(epochs=5, time_limit_s=90)


def alike(one: dict, other: dict, cut: tuple[bool, bool], rates: tuple = (0.1, 0.1)) -> bool:
    """Return whether two changes of a recipe were trained alike, by what ended and lowered them."""
    variants = tuple(
        Variant(name=name, change=name, model="gru", recipe=LIMITED.model_copy(update=changed))
        for name, changed in (("one", one), ("other", other))
    )
    results = pd.DataFrame(
        {
            "variant": ["one", "other"],
            "first_learning_rate": 0.1,
            "lowest_learning_rate": rates,
            "out_of_time": cut,
        }
    )
    study = Section(name="x", title="", question="", variants=variants)
    return are_alike(["one", "other"], trainings_as_made(study, results))


@pytest.mark.parametrize(
    "change", [{"step_every": 2}, {"decay_level": 0.5}, {"plateau_patience": 1}, {"epochs": 9}]
)
def test_what_the_limit_came_before_sets_nothing_apart(change):
    assert alike({}, change, cut=(True, True))


@pytest.mark.parametrize("cut", [(True, False), (False, True), (False, False)])
def test_more_epochs_set_apart_where_one_made_them_all(cut):
    assert not alike({}, {"epochs": 9}, cut)
    assert alike({}, {"step_every": 9}, cut), "a decay that never acted"


def test_a_rate_that_fell_sets_apart():
    assert not alike({}, {"step_every": 1}, cut=(True, True), rates=(0.1, 0.05))


@pytest.mark.parametrize(
    "change", [{"hold_out": False}, {"learning_rate": 0.2}, {"batch_size": 8}, {"optimizer": "sgd"}]
)
def test_what_acts_from_the_first_step_on_sets_apart(change):
    assert not alike({}, change, cut=(True, True))


def test_a_cosine_that_was_cut_hangs_on_its_epochs():
    cosine = {"schedule": "cosine"}
    assert not alike(cosine, cosine | {"epochs": 9}, cut=(True, True))


def test_models_of_which_nothing_is_known_are_alike_only_to_themselves():
    assert are_alike(["a", "a"], {})
    assert not are_alike(["a", "b"], {})
