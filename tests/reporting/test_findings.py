"""What the sentences say, and that they follow the figures."""

import pandas as pd
import pytest
from study_records import Outcome, readings, study_outcomes

from emnist_lab.config import Study
from emnist_lab.evidence.comparison import compare_pairs, study_pairs
from emnist_lab.evidence.summary import variant_summary
from emnist_lab.reporting.findings import (
    best_finding,
    caution,
    contrast,
    differences_finding,
    lost_trials,
    pairs_finding,
    runner_up_finding,
)
from emnist_lab.trials.table import results_frame


@pytest.fixture
def summarized(tiny_study: Study, tiny_profile):
    def summarize(**outcomes: Outcome) -> pd.DataFrame:
        return variant_summary(results_frame(study_outcomes(tiny_study, tiny_profile, **outcomes)))

    return summarize


@pytest.fixture
def compared(tiny_study: Study, tiny_profile):
    """Return a function that gives the summary and the tested pairs of some outcomes."""

    def compare(**outcomes: Outcome) -> tuple[pd.DataFrame, pd.DataFrame]:
        results = results_frame(study_outcomes(tiny_study, tiny_profile, **outcomes))
        completed = results[results["status"] == "completed"].set_index("variant")["test_acc"]
        predictions = {name: [readings(accuracy)] for name, accuracy in completed.items()}
        comparison = compare_pairs(predictions, study_pairs(tiny_study, results))
        return variant_summary(results), comparison

    return compare


def test_validation_chooses_and_test_only_reports(summarized):
    summary = summarized(
        learns=Outcome(validation=0.81, accuracy=0.5),
        diverges=Outcome(validation=0.80, accuracy=0.99),
        fails=Outcome(validation=0.79, accuracy=0.99),
    )
    assert best_finding(summary).startswith("Validation chooses `learns`")
    assert "50.0\u00a0%" in best_finding(summary)


def test_small_difference_cannot_be_told(compared):
    sentence = contrast(*compared(learns=Outcome(accuracy=0.802)), "learns", "fails")
    assert "0.2 points more than `fails`" in sentence
    assert "within noise" in sentence
    assert "cannot tell" in sentence


def test_large_difference_is_beyond_chance(compared):
    sentence = contrast(*compared(learns=Outcome(accuracy=0.6)), "learns", "fails")
    assert "20.0 points less than `fails`" in sentence
    assert "beyond chance (95 % interval" in sentence
    assert "p\u00a0<\u00a00.001)" in sentence


def test_equal_accuracies_are_called_equal(compared):
    assert "as much as `fails`" in contrast(*compared(), "learns", "fails")


def test_pair_that_was_not_tested_is_called_so(compared):
    sentence = contrast(*compared(learns=Outcome(validation=0.9)), "diverges", "fails")
    assert sentence.endswith("which was not tested.")


def test_lost_variant_cannot_be_compared(compared):
    lost = compared(fails=Outcome(status="failed", reason="out of memory"))
    assert "cannot be compared: `fails` did not complete" in contrast(*lost, "learns", "fails")


def test_variant_without_records_cannot_be_compared_either(compared):
    assert "`new` was not trained here" in contrast(*compared(), "new", "learns")


def test_only_one_completed(compared):
    lost = Outcome(status="failed")
    both_lost = compared(fails=lost, diverges=lost)
    assert "No variant but `learns`" in runner_up_finding(*both_lost)
    assert differences_finding(*both_lost) == "No variant was tested against `learns`."


def test_runner_up_is_second_on_validation_whatever_its_test_figure(compared):
    sentence = runner_up_finding(
        *compared(
            learns=Outcome(validation=0.9),
            diverges=Outcome(validation=0.7, accuracy=0.99),
            fails=Outcome(accuracy=0.6),
        )
    )
    assert "Second on validation comes `fails`" in sentence
    assert "20.0 points more than `fails`: beyond chance" in sentence


def test_differences_are_sorted_into_worse_better_and_noise(compared):
    best = Outcome(validation=0.9)
    worse, better = Outcome(accuracy=0.5), Outcome(accuracy=0.95)
    assert differences_finding(*compared(learns=best, diverges=worse, fails=better)) == (
        "Beyond chance, `diverges` reads worse and `fails` reads better than `learns`."
    )
    assert differences_finding(*compared(learns=best, diverges=worse)) == (
        "Beyond chance, `diverges` reads worse than `learns`; within noise of `learns` is `fails`."
    )
    assert differences_finding(*compared(learns=best)) == (
        "Within noise of `learns` are `diverges` and `fails`."
    )


def test_lost_trials_are_named_once_a_reason(tiny_study, tiny_profile):
    profile = tiny_profile.model_copy(update={"seeds": (0, 1, 2)})
    reason = Outcome(status="failed", reason="ValueError: no such\n  option")
    results = results_frame(study_outcomes(tiny_study, profile, fails=reason))
    assert lost_trials(results) == (
        "3 of 9 trials did not complete: `fails` with seeds 0, 1 and 2 failed "
        "(ValueError: no such option)."
    )


def test_trials_on_few_images_carry_a_warning_and_others_none(tiny_study, tiny_profile):
    small = results_frame(study_outcomes(tiny_study, tiny_profile))
    assert "not which model is best" in caution(tiny_profile, small)
    assert caution(tiny_profile, small.assign(train_images=16_000)) == ""


def test_pairs_are_sorted_by_what_chance_allows():
    shares = {"a": 0.9, "b": 0.5, "c": 0.8, "d": 0.8}
    predictions = {name: [readings(share)] for name, share in shares.items()}
    pairs = [(name, "d") for name in ("a", "b", "c", "lost")]
    assert pairs_finding(compare_pairs(predictions, pairs), pairs) == (
        "Of 3 comparisons, 1 is better beyond chance (`a`), 1 is worse beyond chance (`b`) and "
        "1 is within noise (`c`). 1 could not be compared."
    )


def test_no_pair_at_all_is_said():
    assert "None of these pairs" in pairs_finding(compare_pairs({}, [("a", "b")]), [("a", "b")])
