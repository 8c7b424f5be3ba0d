"""Tables and figures of stages, limits and ablations."""

import pandas as pd
import pytest
from study_records import Outcome, readings, staged_study, study_outcomes

from emnist_lab.config import Study
from emnist_lab.evidence.comparison import chosen_pairs, compare_pairs
from emnist_lab.evidence.summary import variant_summary
from emnist_lab.figures.ablations import plot_differences
from emnist_lab.figures.limits import time_table
from emnist_lab.figures.stages import plot_stages, stage_slide_table, stage_table
from emnist_lab.figures.tables import recipe_table
from emnist_lab.figures.theme import set_theme
from emnist_lab.trials.table import results_frame


@pytest.fixture
def study() -> Study:
    return staged_study()


@pytest.fixture
def summarise(study, tiny_profile):
    def summarised(**outcomes: Outcome) -> pd.DataFrame:
        return variant_summary(results_frame(study_outcomes(study, tiny_profile, **outcomes)))

    return summarised


def cells(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]


def test_a_row_a_stage_with_its_own_split(study, summarise):
    summary = summarise(base=Outcome(accuracy=0.6), scratch=Outcome(status="diverged"))
    heading, _, *rows = cells(stage_table(study, summary))
    assert [row[1] for row in rows] == ["base", "transferred", "from scratch"]
    assert [row[heading.index("split")] for row in rows] == ["bymerge", "balanced", "balanced"]
    assert [row[heading.index("test (%)")] for row in rows] == ["60.0", "80.0", "diverged"]
    assert rows[0][heading.index("images seen")] == "4,000"


def test_a_slide_has_a_row_a_recipe(study, summarise):
    heading, _, row = cells(stage_slide_table(study, summarise()))
    assert heading[-3:] == ["base (%)", "transferred (%)", "from scratch (%)"]
    assert row[:2] == ["after", "bymerge"]


def test_a_recipe_that_both_stages_pay_for_has_no_epochs_of_its_own(study, tiny_profile):
    *_, scratch = cells(recipe_table(study, tiny_profile))
    assert scratch[-1] == "both stages"


def test_lost_stages_leave_their_place_empty(study, summarise):
    set_theme()
    figure = plot_stages(study, summarise(after=Outcome(status="failed")))
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["after"]
    figure = plot_stages(
        study, summarise(after=Outcome(status="failed"), scratch=Outcome(status="failed"))
    )
    assert figure.axes


def test_time_used_stands_beside_the_limit(study, tiny_profile, summarise):
    profile = tiny_profile.model_copy(update={"time_divisor": 2})
    heading, _, row, *_ = cells(time_table(study, profile, summarise()))
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
