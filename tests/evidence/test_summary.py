"""A row a variant, from a row a trial."""

import pandas as pd
import pytest
from study_records import Outcome, study_outcomes

from emnist_lab.evidence.statistics import wilson_interval
from emnist_lab.evidence.summary import variant_summary
from emnist_lab.trials.table import results_frame


@pytest.fixture
def results(tiny_study, tiny_profile) -> pd.DataFrame:
    profile = tiny_profile.model_copy(update={"seeds": (0, 1, 2)})
    diverged = Outcome(status="diverged", reason="a loss was no number in epoch 2")
    frame = results_frame(study_outcomes(tiny_study, profile, diverges=diverged))
    frame.loc[frame["variant"] == "learns", "test_acc"] = [0.7, 0.8, 0.9]
    return frame


def test_mean_and_spread_over_seeds(results):
    row = variant_summary(results).loc["learns"]
    assert row["test_acc"] == pytest.approx(0.8)
    assert row["test_acc_sd"] == pytest.approx(0.1)
    # 4.303 standard errors to either side.
    assert row["test_seeds_low"] == pytest.approx(0.5516, abs=5e-5)
    assert row["test_seeds_high"] == pytest.approx(1.0484, abs=5e-5)


def test_seeds_do_not_multiply_the_test_images(results):
    row = variant_summary(results).loc["learns"]
    assert (row["test_low"], row["test_high"]) == pytest.approx(wilson_interval(0.8, 1000))


def test_lost_seed_leaves_the_mean_to_the_others(results):
    results.loc[0, ["status", "reason", "test_acc"]] = ["failed", "out of memory", None]
    row = variant_summary(results).loc["learns"]
    assert (row["completed"], row["status"]) == (2, "completed")
    assert row["test_acc"] == pytest.approx(0.85)


def test_diverged_variant_keeps_its_size_and_says_why(results):
    row = variant_summary(results).loc["diverges"]
    assert row["status"] == "diverged"
    assert row["reason"] == "a loss was no number in epoch 2"
    assert row["parameters"] == 65_104
    assert pd.isna(row["test_acc"])


def test_variants_keep_their_order(results, tiny_study):
    assert list(variant_summary(results).index) == [v.name for v in tiny_study.variants]
