"""How sure a figure is."""

import numpy as np
import pandas as pd
import pytest

from emnist_lab.evidence.statistics import (
    accuracy_difference,
    best_on_validation,
    holm_corrected,
    ranked_on_validation,
    seed_spread,
    standard_error,
    tied_on_validation,
    wilson_interval,
)


def test_interval_is_wilsons():
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263.
    low, high = wilson_interval(81 / 263, 263)
    assert low == pytest.approx(0.2553, abs=5e-5)
    assert high == pytest.approx(0.3662, abs=5e-5)


@pytest.mark.parametrize("accuracy", [0.0, 1.0])
@pytest.mark.parametrize("images", [6, 7, 50, 300])
def test_interval_of_extreme_accuracies_is_a_share_and_holds_the_accuracy(accuracy, images):
    low, high = wilson_interval(accuracy, images)
    assert 0 <= low <= accuracy <= high <= 1
    assert low < high


def test_source_standard_error_is_about_a_point():
    assert standard_error(0.9, 1024) == pytest.approx(0.0094, abs=1e-4)


def test_source_cannot_tell_its_best_two_densenets_apart():
    assert not accuracy_difference(0.8984, 1024, 0.8926, 1024).beyond_noise


def test_interval_of_a_difference_is_newcombes():
    # Newcombe (1998), Statistics in Medicine 17, table II, method 10: 56 of 70 less 48 of 80.
    found = accuracy_difference(56 / 70, 70, 48 / 80, 80)
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_large_difference_is_beyond_noise_and_has_a_sign():
    found = accuracy_difference(0.6, 1000, 0.9, 1024)
    assert found.beyond_noise
    assert found.difference == pytest.approx(-0.3)


def test_equal_perfect_accuracies_do_not_differ():
    assert accuracy_difference(1.0, 100, 1.0, 200).p_value == 1


def test_spread_over_seeds_is_students():
    spread = seed_spread(pd.Series([0.80, 0.82, 0.87]))
    assert spread.mean == pytest.approx(0.83)
    assert spread.sd == pytest.approx(0.0361, abs=5e-5)
    # t(0.975, 2) = 4.303, as tables of Student's distribution have it.
    assert (spread.low, spread.high) == pytest.approx((0.7404, 0.9196), abs=5e-5)


def test_equal_seeds_have_an_interval_of_no_width():
    spread = seed_spread(pd.Series([0.8, 0.8]))
    assert (spread.sd, spread.low, spread.high) == pytest.approx((0, 0.8, 0.8))


def test_one_seed_says_nothing_of_others():
    spread = seed_spread(pd.Series([0.8]))
    assert spread.mean == 0.8
    assert np.isnan([spread.sd, spread.low, spread.high]).all()


def test_holm_multiplies_the_smallest_most_and_leaves_out_what_was_not_tested():
    corrected = holm_corrected(pd.Series([0.01, np.nan, 0.04, 0.03]))
    np.testing.assert_allclose(corrected, [0.03, np.nan, 0.06, 0.06])


def test_nothing_to_test_is_nothing_to_correct():
    assert holm_corrected(pd.Series([np.nan])).isna().all()


def variants(**figures: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(figures, orient="index", columns=["val_acc", "parameters"])


def test_ranking_leaves_out_what_did_not_complete_and_keeps_equals_in_order():
    ranked = ranked_on_validation(
        variants(low=(0.3, 5), a=(0.4, 9), lost=(np.nan, 1), b=(0.4, 9), small=(0.4, 8))
    )
    assert ranked == ["small", "a", "b", "low"], "of equals the smaller, then the first"


def test_only_validation_and_size_can_choose():
    figures = variants(worse=(0.3, 1), best=(0.4, 9))
    assert best_on_validation(figures.assign(test_acc=[0.9, 0.1])) == best_on_validation(figures)


def test_variant_without_a_completed_trial_is_never_chosen():
    assert best_on_validation(variants(lost=(np.nan, 1), worse=(0.3, 1), best=(0.4, 1))) == "best"
    assert best_on_validation(variants(lost=(np.nan, 1))) is None


def test_few_validation_images_leave_ties_and_many_do_not():
    figures = variants(best=(0.40, 1), near=(0.36, 1), far=(0.1, 1), lost=(np.nan, 1))
    assert tied_on_validation(figures.assign(val_images=109), "best") == ["near"]
    assert tied_on_validation(figures.assign(val_images=18_800), "best") == []
    assert tied_on_validation(figures.assign(val_images=np.nan), "best") == []
