"""The difference of two models on the same images: trained networks, and recipes over seeds."""

import numpy as np
import pytest
from scipy import stats

from benchmarks.paired_test import Setting, draw_readings, levels, share_found
from emnist_lab.evidence.paired import paired_difference
from emnist_lab.evidence.statistics import accuracy_difference

REPEATS = 400


def readings(both: int, first_only: int, second_only: int, neither: int):
    counts = [both, first_only, second_only, neither]
    return [np.repeat([[1, 1, 0, 0]], counts, axis=1), np.repeat([[1, 0, 1, 0]], counts, axis=1)]


def test_paired_test_is_mcnemars_exact_one():
    # Two-sided binomial: 2 * (1 + 10 + 45) / 2**10.
    found = paired_difference(readings(80, 8, 2, 10))
    assert (found.images, found.seeds) == (100, 1)
    assert (found.first_only, found.second_only) == (8, 2)
    assert found.difference == pytest.approx(0.06)
    assert found.p_value == pytest.approx(112 / 1024)


def test_interval_of_a_paired_difference_is_bonett_and_prices():
    # By hand: p12 = 9/102, p21 = 3/102.
    found = paired_difference(readings(80, 8, 2, 10))
    p12, p21 = 9 / 102, 3 / 102
    margin = 1.959964 * np.sqrt((p12 + p21 - (p12 - p21) ** 2) / 102)
    assert (found.low, found.high) == pytest.approx((p12 - p21 - margin, p12 - p21 + margin))


def test_pairing_sees_what_separate_samples_hide():
    first, second = readings(800, 30, 10, 160)
    assert paired_difference([first, second]).p_value < 0.01
    assert not accuracy_difference(first.mean(), 1000, second.mean(), 1000).beyond_noise


@pytest.mark.parametrize("seeds", [1, 3])
def test_models_that_agree_everywhere_do_not_differ(seeds):
    found = paired_difference([np.repeat(each, seeds, 0) for each in readings(7, 0, 0, 3)])
    assert (found.difference, found.p_value) == (0, 1)
    assert found.low < 0 < found.high


def test_equal_mean_accuracies_do_not_differ_however_one_of_them_varies():
    # One recipe reads 0.5, 0.8 and 0.95 of 10,000 images, the other 0.75 three times; most images
    # are read more often by the second, and their signs alone would say p = 0.
    images = np.arange(10_000)
    varying = np.array([images < 5_000, images < 8_000, images < 9_500])
    steady = np.array([images < 7_500] * 3)
    found = paired_difference([varying, steady])
    assert found.seeds == 3
    assert found.difference == pytest.approx(0)
    assert abs(found.first_only - found.second_only) >= 500
    assert found.p_value > 0.99
    assert found.low < -0.2 < 0.2 < found.high


def test_the_interval_has_the_variances_of_a_crossed_analysis_of_variance():
    generator = np.random.default_rng(3)
    first, second = draw_readings(Setting(500, 3, 1.2, (0.02, 0.01)), generator)
    difference = np.append(first.mean(axis=0) - second.mean(axis=0), [1 / 3, -1 / 3])
    of_seeds, of_both = [], 0.0
    for each in (first, second):
        by_seed = each.mean(axis=1, keepdims=True)
        residual = each - by_seed - each.mean(axis=0) + each.mean()
        of_seeds.append(by_seed.var(ddof=1) / 3)
        of_both += (residual**2).sum() / (2 * 499) / (3 * 500)
    of_images = difference.var() / 502 - of_both
    variance = of_images + sum(of_seeds)
    freedom = variance**2 / (of_images**2 / 501 + sum(part**2 / 2 for part in of_seeds))
    found = paired_difference([first, second])
    margin = stats.t.ppf(0.975, freedom) * np.sqrt(variance)
    assert of_images > 0
    assert (found.high - found.low) / 2 == pytest.approx(margin)
    assert (found.p_value < 0.05) == (abs(difference.mean()) > margin)


@pytest.mark.parametrize("seeds", [3, 5])
@pytest.mark.parametrize("spreads", [(0.0, 0.0), (0.01, 0.01), (0.02, 0.0)])
def test_equal_recipes_are_called_different_one_time_in_twenty(seeds, spreads):
    level = levels(Setting(600, seeds, 3.0, spreads), REPEATS)[0]
    # Of 400 draws at 5 %, 99.9 % lie within 8.6 %; nearly none below 2 %.
    assert 0.02 <= level <= 0.086


def test_signs_of_images_would_call_equal_recipes_different():
    assert levels(Setting(600, 3, 3.0, (0.03, 0.0)), REPEATS)[1] > 0.3


@pytest.mark.parametrize("seeds", [3, 5])
def test_a_true_difference_is_found(seeds):
    assert share_found(Setting(600, seeds, 3.0, (0.003, 0.003), difference=0.04), REPEATS) > 0.85


def test_one_training_beside_several_is_taken_to_vary_as_they_do():
    images = np.arange(2_000)
    several = np.array([images < 1_600, images < 1_700, images < 1_650])
    found = paired_difference([several, [images < 1_500]])
    assert found.seeds == 1
    assert 0.05 < found.p_value < 0.5
    assert found.low < 0 < found.high


def test_models_that_count_more_than_once_are_weighed():
    first, second, third = (readings(*counts)[0] for counts in [(80, 0, 0, 20)] * 3)
    found = paired_difference([first, second, third], [2, -1, -1])
    assert (found.difference, found.p_value) == (0, 1)
