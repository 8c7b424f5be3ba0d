"""Tables and figures of stages."""

import pandas as pd
import pytest
from study_records import Outcome, staged_study, study_outcomes

from analysis.transfer.stages import plot_stages, stage_slide_table, stage_table
from emnist_lab.config import Study
from emnist_lab.evidence.summary import variant_summary
from emnist_lab.figures.theme import set_theme
from emnist_lab.trials.table import results_frame


@pytest.fixture
def study() -> Study:
    return staged_study()


@pytest.fixture
def summarize(study, tiny_profile):
    def summarized(**outcomes: Outcome) -> pd.DataFrame:
        return variant_summary(results_frame(study_outcomes(study, tiny_profile, **outcomes)))

    return summarized


def cells(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]


def test_a_row_a_stage_with_its_own_split(study, summarize):
    summary = summarize(base=Outcome(accuracy=0.6), scratch=Outcome(status="diverged"))
    heading, _, *rows = cells(stage_table(study, summary))
    # A code name stands in the title; the base's is its stage's very name.
    after = '<span title="after">transferred</span>'
    scratch = '<span title="scratch">from scratch</span>'
    assert [row[heading.index("stage")] for row in rows] == ["base", after, scratch]
    assert [row[heading.index("split")] for row in rows] == ["bymerge", "balanced", "balanced"]
    assert [row[heading.index("test (%)")] for row in rows] == ["60.0", "80.0", "diverged"]
    assert rows[0][heading.index("images seen")] == "4,000"


def test_a_slide_has_a_row_a_recipe(study, summarize):
    heading, _, row = cells(stage_slide_table(study, summarize()))
    assert heading[-3:] == ["base (%)", "transferred (%)", "from scratch (%)"]
    assert row[:2] == ["after", "bymerge"]


def test_lost_stages_leave_their_place_empty(study, summarize):
    set_theme()
    figure = plot_stages(study, summarize(after=Outcome(status="failed")))
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["after"]
    figure = plot_stages(
        study, summarize(after=Outcome(status="failed"), scratch=Outcome(status="failed"))
    )
    assert figure.axes
    figure = plot_stages(study, summarize(after=Outcome(accuracy=0.9)))
    assert figure.get_label().replace("\u00a0", " ") == (
        "The transferred model reads more than the same from scratch in 1 of 1 recipes; they "
        "differ most with after, 90.0 % after transfer and 80.0 % from scratch."
    )
