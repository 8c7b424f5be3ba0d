"""What the limit of time and the ablations come to."""

import pytest
from study_records import comparisons_of, readings, staged_study, study_outcomes

from analysis.bymerge.ablations import plot_differences
from analysis.bymerge.limits import time_table
from emnist_lab.config import Study
from emnist_lab.evidence.summary import variant_summary
from emnist_lab.figures.theme import set_theme
from emnist_lab.trials.table import results_frame


@pytest.fixture
def study() -> Study:
    return staged_study()


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
    comparisons = comparisons_of(predictions, [("c", "a"), ("c", "b"), ("c", "lost")])
    chosen = comparisons.tested([("a", "c"), ("b", "c"), ("lost", "c"), ("untrained", "c")])
    assert [compared.first for compared in chosen] == ["a", "b", "lost"]
    assert chosen[0].difference == pytest.approx(-0.3)
    set_theme()
    figure = plot_differences(chosen, "c")
    (axes,) = figure.axes
    assert figure.get_label() == (
        "Of 2 networks beside c, 1 read worse beyond chance, 0 better and 1 within noise; farthest "
        "off is a, by \u221230.0 points, worse."
    )
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b"]
    assert "that of c" in axes.get_xlabel()


def test_without_any_tested_pair_the_figure_is_empty():
    lost = list(comparisons_of({}, [("a", "b")]))
    (axes,) = plot_differences(lost, "b").axes
    assert "no trial of these has completed" in axes.texts[0].get_text()
