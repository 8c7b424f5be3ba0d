"""Whether a model is right as often as it says."""

import numpy as np
import pytest
from study_records import predictions_from

from analysis.final.calibration import expected_calibration_error, overconfidence, reliability


def sure(probabilities: list[float], right: list[bool]):
    return predictions_from(
        true=np.where(right, 1, 0).tolist(), predicted=[1] * len(right), p_predicted=probabilities
    )


def test_bins_hold_confidence_and_accuracy():
    bins = reliability([sure([0.54, 0.58, 0.95, 0.95], [True, False, True, True])])
    assert bins["images"].tolist() == [2, 2]
    assert bins["above"].tolist() == pytest.approx([0.5, 0.9])
    assert bins["confidence"].tolist() == pytest.approx([0.56, 0.95], abs=1e-3)
    assert bins["accuracy"].tolist() == [0.5, 1]


def test_error_is_the_mean_distance_over_images():
    bins = reliability([sure([0.75] * 4 + [1.0] * 4, [True] * 2 + [False] * 2 + [True] * 4)])
    assert expected_calibration_error(bins) == pytest.approx(0.125)
    assert overconfidence(bins) == pytest.approx(0.125)


def test_too_careful_a_model_claims_too_little():
    bins = reliability([sure([0.75] * 4, [True] * 4)])
    assert expected_calibration_error(bins) == pytest.approx(0.25)
    assert overconfidence(bins) == pytest.approx(-0.25)


def test_certainty_lies_in_the_last_bin():
    bins = reliability([sure([1.0, 0.0], [True, False])])
    assert bins["up_to"].tolist() == pytest.approx([0.1, 1])


def test_seeds_do_not_multiply_the_images():
    one = sure([0.95] * 10, [True] * 9 + [False])
    assert reliability([one, one]).equals(reliability([one]))
