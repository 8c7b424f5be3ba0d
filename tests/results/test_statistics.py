"""How sure a figure is."""

import inspect

import numpy as np
import pandas as pd
import pytest

from emnist_lab.results.statistics import (
    accuracy_difference,
    best_on_validation,
    difference_to_published,
    standard_error,
    wilson_interval,
)


def test_interval_is_wilsons():
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263.
    low, high = wilson_interval(81 / 263, 263)
    assert low == pytest.approx(0.2553, abs=5e-5)
    assert high == pytest.approx(0.3662, abs=5e-5)


@pytest.mark.parametrize("accuracy", [0.0, 1.0])
def test_interval_of_extreme_accuracies_stays_a_share(accuracy):
    low, high = wilson_interval(accuracy, 50)
    assert 0 <= low < high <= 1


def test_source_standard_error_is_about_a_point():
    assert standard_error(0.9, 1024) == pytest.approx(0.0094, abs=1e-4)


def test_source_cannot_tell_its_best_two_densenets_apart():
    assert not accuracy_difference(0.8984, 1024, 0.8926, 1024).beyond_noise


def test_large_difference_is_beyond_noise_and_has_a_sign():
    found = difference_to_published(0.6, 1000, 0.9)
    assert found.beyond_noise
    assert found.difference == pytest.approx(-0.3)


def test_equal_perfect_accuracies_do_not_differ():
    assert accuracy_difference(1.0, 100, 1.0, 200).p_value == 1


def test_only_validation_can_choose():
    assert list(inspect.signature(best_on_validation).parameters) == ["validation_accuracy"]


def test_variant_without_a_completed_trial_is_never_chosen():
    assert best_on_validation(pd.Series({"lost": np.nan, "worse": 0.3, "best": 0.4})) == "best"
