"""What the limit of time, the tasks and the ablations come to."""

import pandas as pd
import pytest
from study_records import readings, staged_study, study_outcomes

from analysis.bymerge.ablations import plot_differences
from analysis.bymerge.findings import tasks_finding, time_finding
from analysis.bymerge.limits import time_table
from emnist_lab.config import Study
from emnist_lab.evidence.comparison import chosen_pairs, compare_pairs
from emnist_lab.evidence.summary import variant_summary
from emnist_lab.figures.theme import set_theme
from emnist_lab.trials.table import results_frame


@pytest.fixture
def study() -> Study:
    return staged_study()


@pytest.fixture
def results(study, tiny_profile) -> pd.DataFrame:
    return results_frame(study_outcomes(study, tiny_profile))


def cells(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]


def test_time_used_stands_beside_the_limit(study, tiny_profile):
    profile = tiny_profile.model_copy(update={"time_divisor": 2})
    results = results_frame(study_outcomes(study, profile))
    heading, _, row, *_ = cells(time_table(variant_summary(results), results))
    found = dict(zip(heading, row, strict=True))
    assert found["limit"] == "50\u00a0s"
    assert found["training"] == "90\u00a0s"
    assert found["epochs"] == "4 of 2"
    assert found["out of time"] == "no"


def test_differences_are_drawn_to_the_reference_beyond_chance_or_not():
    predictions = {name: [readings(share)] for name, share in (("a", 0.5), ("b", 0.8), ("c", 0.8))}
    comparison = compare_pairs(predictions, [("c", "a"), ("c", "b"), ("c", "lost")])
    chosen = chosen_pairs(comparison, [("a", "c"), ("b", "c"), ("lost", "c")])
    assert list(chosen.index) == [("a", "c"), ("b", "c")]
    assert chosen["difference"].iloc[0] == pytest.approx(-0.3)
    set_theme()
    (axes,) = plot_differences(chosen, "c").axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b"]
    assert "that of c" in axes.get_xlabel()


def test_without_any_tested_pair_the_figure_is_empty():
    none = chosen_pairs(compare_pairs({}, [("a", "b")]), [("a", "b")])
    assert none.empty
    (axes,) = plot_differences(none, "b").axes
    assert "no trial of these has completed" in axes.texts[0].get_text()


def test_the_limit_names_whom_it_stopped(study, tiny_profile):
    profile = tiny_profile.model_copy(update={"time_divisor": 20})
    results = results_frame(study_outcomes(study, profile))
    free = time_finding(results)
    assert free.startswith("The limit is 5.0\u00a0s a trial: none of 3 trainings needed all of it.")
    stopped = results.assign(out_of_time=results["variant"] == "after")
    assert "it ended 1 of 3 trainings (`after`)" in time_finding(stopped)


def test_two_tasks_stand_side_by_side(results):
    summary = variant_summary(results)
    assert tasks_finding(summary, "after", "scratch").startswith(
        "Answered rightly of 1,000 test images: `after` 80.0\u00a0% (95 % interval"
    )
    lost = summary.assign(completed=0)
    assert "did not both complete" in tasks_finding(lost, "after", "scratch")
