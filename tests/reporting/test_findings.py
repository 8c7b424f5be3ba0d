"""What the sentences say, and that they follow the figures."""

import pandas as pd
import pytest
from study_records import Outcome, study_outcomes

from emnist_lab.config import Study
from emnist_lab.reporting.findings import (
    agreement,
    best_finding,
    caution,
    contrast,
    lost_trials,
    published_contrast,
    runner_up_finding,
    scale_difference,
)
from emnist_lab.results.summary import variant_summary
from emnist_lab.results.table import results_frame

PUBLISHED = pd.DataFrame({"variant": ["learns", "diverges"], "test_acc": [0.9, 0.894]})


@pytest.fixture
def summarised(tiny_study: Study, tiny_profile):
    def summarise(**outcomes: Outcome) -> pd.DataFrame:
        return variant_summary(results_frame(study_outcomes(tiny_study, tiny_profile, **outcomes)))

    return summarise


def test_validation_chooses_and_test_only_reports(summarised):
    summary = summarised(
        learns=Outcome(validation=0.81, accuracy=0.5),
        diverges=Outcome(validation=0.80, accuracy=0.99),
        fails=Outcome(validation=0.79, accuracy=0.99),
    )
    assert best_finding(summary).startswith("Validation chooses `learns`")
    assert "50.0\u00a0%" in best_finding(summary)


def test_small_difference_cannot_be_told(summarised):
    sentence = contrast(summarised(learns=Outcome(accuracy=0.81)), "learns", "fails")
    assert "1.0 points more than `fails`" in sentence
    assert "cannot tell" in sentence


def test_large_difference_is_beyond_chance(summarised):
    sentence = contrast(summarised(learns=Outcome(accuracy=0.6)), "learns", "fails")
    assert "20.0 points less than `fails`" in sentence
    assert "beyond chance (p\u00a0<\u00a00.001)" in sentence


def test_equal_accuracies_are_called_equal(summarised):
    assert "as much as `fails`" in contrast(summarised(), "learns", "fails")


def test_lost_variant_cannot_be_compared(summarised):
    summary = summarised(fails=Outcome(status="failed", reason="out of memory"))
    assert "cannot be compared: `fails` did not complete" in contrast(summary, "learns", "fails")


def test_variant_without_records_cannot_be_compared_either(summarised):
    assert "`new` did not complete" in contrast(summarised(), "new", "learns")


def test_only_one_completed(summarised):
    lost = Outcome(status="failed")
    assert "No variant but `learns`" in runner_up_finding(summarised(fails=lost, diverges=lost))


def test_lost_trials_are_named_once_a_reason(tiny_study, tiny_profile):
    profile = tiny_profile.model_copy(update={"seeds": (0, 1, 2)})
    reason = Outcome(status="failed", reason="ValueError: no such\n  option")
    results = results_frame(study_outcomes(tiny_study, profile, fails=reason))
    assert lost_trials(results) == (
        "3 of 9 trials did not complete: `fails` with seeds 0, 1 and 2 failed "
        "(ValueError: no such option)."
    )


def test_agreement_counts_what_noise_explains(summarised):
    summary = summarised(learns=Outcome(accuracy=0.89), diverges=Outcome(accuracy=0.5))
    assert agreement(summary, PUBLISHED) == (
        "Of 2 test accuracies with a published one beside, 1 is within noise of the source's and "
        "1 is lower beyond chance."
    )


def test_source_difference_stands_beside_its_standard_error():
    sentence = published_contrast(PUBLISHED, "learns", "diverges")
    assert "0.6 points more than `diverges`" in sentence
    assert "standard error of 1.3 points" in sentence


def test_small_profile_carries_a_warning_and_a_large_one_none(tiny_profile):
    small = tiny_profile.model_copy(update={"train_images": 2400})
    large = tiny_profile.model_copy(update={"train_images": 16_000})
    assert "not which model is best" in caution(small)
    assert caution(large) == caution(tiny_profile) == ""


@pytest.mark.parametrize(
    ("synthetic", "images", "blames_scale"),
    [(True, 94_000, True), (False, 2_000, True), (False, 94_000, False)],
)
def test_scale_is_blamed_where_it_differs(tiny_profile, synthetic, images, blames_scale):
    assert ("suspect" in scale_difference(tiny_profile, synthetic, images)) is blames_scale
