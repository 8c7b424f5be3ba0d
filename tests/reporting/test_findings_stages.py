"""Sentences about stages, limits and ablations follow the figures."""

import pandas as pd
import pytest
from study_records import readings, staged_study, study_outcomes

from emnist_lab.config import Study
from emnist_lab.evidence.comparison import compare_pairs
from emnist_lab.evidence.summary import variant_summary
from emnist_lab.reporting.findings_stages import (
    pairs_finding,
    tasks_finding,
    time_finding,
    transfer_finding,
)
from emnist_lab.trials.table import results_frame


@pytest.fixture
def study() -> Study:
    return staged_study()


@pytest.fixture
def results(study, tiny_profile) -> pd.DataFrame:
    return results_frame(study_outcomes(study, tiny_profile))


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


def test_the_limit_names_whom_it_stopped(study, tiny_profile, results):
    profile = tiny_profile.model_copy(update={"time_divisor": 20})
    free = time_finding(study, profile, results)
    assert free.startswith("The limit is 5.0\u00a0s a trial: none of 3 trainings needed all of it.")
    stopped = results.assign(out_of_time=results["variant"] == "after")
    assert "it ended 1 of 3 trainings (`after`)" in time_finding(study, profile, stopped)


def test_budgets_are_told_beside_what_transfer_brought(study, results):
    summary = variant_summary(results)
    predictions = {"after": [readings(0.9)], "scratch": [readings(0.8)]}
    comparison = compare_pairs(predictions, [("after", "scratch")])
    sentence = transfer_finding(study, summary, comparison)
    assert "the only one, `after`, is better beyond chance" in sentence
    # Each stage has four epochs of equally many images.
    assert "saw 50.0\u00a0% of the images" in sentence


def test_two_tasks_stand_side_by_side(results):
    summary = variant_summary(results)
    assert tasks_finding(summary, "after", "scratch").startswith(
        "Answered rightly of 1,000 test images: `after` 80.0\u00a0% (95 % interval"
    )
    lost = summary.assign(completed=0)
    assert "did not both complete" in tasks_finding(lost, "after", "scratch")
