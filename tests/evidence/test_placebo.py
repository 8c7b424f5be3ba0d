"""Trainings that differ in nothing but their seeds are called different as often as they may."""

import numpy as np
from study_records import predictions_from

from benchmarks.paired_test import Setting, draw_readings
from emnist_lab.evidence.placebo import PLACEBO_COLUMNS, placebo_tests


def trainings(seeds: int, spread: float, generator: np.random.Generator) -> list:
    """Return what trainings of one recipe make of the same 600 images: class 0, or misread."""
    readings = draw_readings(Setting(600, seeds, 3.0, (spread, spread)), generator)[0]
    return [predictions_from([0] * 600, list(1 - read.astype(int))) for read in readings]


def placebo(models: int, seeds: int, spread: float) -> dict[str, int]:
    generator = np.random.default_rng(4)
    found = placebo_tests({str(n): trainings(seeds, spread, generator) for n in range(models)})
    assert len(found) == models
    return found.sum().to_dict()


def test_partings_of_equal_trainings_are_called_different_one_time_in_twenty():
    counts = placebo(models=100, seeds=4, spread=0.02)
    assert (counts["pairs"], counts["partings"]) == (600, 300)
    assert 0.01 <= counts["recipes"] / counts["partings"] <= 0.09
    # As networks they do differ: their accuracies spread by two points.
    assert counts["networks"] / counts["pairs"] > 0.2


def test_three_seeds_are_parted_too_and_judged_with_caution():
    counts = placebo(models=60, seeds=3, spread=0.02)
    assert (counts["pairs"], counts["partings"]) == (180, 180)
    assert counts["recipes"] / counts["partings"] <= 0.06


def test_networks_that_are_equally_good_are_told_apart_no_more_often_than_by_chance():
    counts = placebo(models=60, seeds=3, spread=0.0)
    assert counts["networks"] / counts["pairs"] <= 0.08


def test_seeds_that_are_too_few_are_not_parted_and_one_is_no_pair():
    generator = np.random.default_rng(1)
    models = {str(seeds): trainings(seeds, 0.01, generator) for seeds in (1, 2, 4, 5)}
    found = placebo_tests(models)
    assert list(found.columns) == PLACEBO_COLUMNS
    assert found["pairs"].to_dict() == {"2": 1, "4": 6, "5": 10}
    assert found["partings"].to_dict() == {"2": 0, "4": 3, "5": 10}
    assert placebo_tests({"1": models["1"]}).empty
