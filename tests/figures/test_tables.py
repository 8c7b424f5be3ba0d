"""Tables that a reader finds in every document format."""

import pandas as pd
import pytest
from study_records import Outcome, comparisons_of, readings, staged_study, study_outcomes

from emnist_lab.evidence.summary import variant_summary
from emnist_lab.evidence.verdict import Comparisons
from emnist_lab.figures.comparison_tables import comparison_table
from emnist_lab.figures.tables import (
    pipe_table,
    published_table,
    recipe_table,
    results_table,
    slide_table,
)
from emnist_lab.trials.table import results_frame

DIVERGED = Outcome(status="diverged", reason="a loss was no number")
FAILED = Outcome(status="failed", reason="ValueError: no such option")
PUBLISHED = pd.DataFrame(
    {"variant": ["learns", "fails"], "test_acc": [0.8096, 0.9], "test_images": 1024}
)


@pytest.fixture
def comparisons() -> Comparisons:
    predictions = {name: [readings(0.8)] for name in ("learns", "diverges")}
    return comparisons_of(predictions, [("diverges", "learns"), ("fails", "learns")])


@pytest.fixture
def summary(tiny_study, tiny_profile) -> pd.DataFrame:
    records = study_outcomes(tiny_study, tiny_profile, diverges=DIVERGED, fails=FAILED)
    return variant_summary(results_frame(records))


def cells_of(table: str, first: str) -> list[str]:
    line = next(line for line in table.splitlines() if line.startswith(f"| {first} "))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_numbers_stand_on_the_right_and_words_on_the_left():
    table = pipe_table([{"name": "a", "what": "words", "count": "1"}], left=("what",))
    assert table.splitlines()[1] == "| :--- | :--- | ---: |"


def test_bar_in_a_cell_does_not_end_it():
    assert r"a\|b" in pipe_table([{"name": "a|b"}])


def test_cell_that_opens_with_a_plus_is_no_list():
    assert "| +\u00a0dropout |" in pipe_table([{"name": "+ dropout"}])


def test_choice_of_validation_is_bold(summary, comparisons):
    assert "| **learns** |" in results_table(summary, comparisons)


def test_lost_trials_show_what_became_of_them(summary, comparisons):
    assert "diverged" in cells_of(results_table(summary, comparisons), "diverges")
    assert "failed" in cells_of(slide_table(summary, PUBLISHED), "fails")


def test_spread_appears_once_there_are_seeds(tiny_study, tiny_profile, comparisons):
    profile = tiny_profile.model_copy(update={"seeds": (0, 1)})
    several = variant_summary(results_frame(study_outcomes(tiny_study, profile)))
    table = results_table(several, comparisons)
    assert "sd over seeds" in table
    assert "80.0\u201380.0" in cells_of(table, "fails")


def test_one_seed_has_no_spread(summary, comparisons):
    assert "sd over seeds" not in results_table(summary, comparisons)


@pytest.mark.parametrize(
    ("accuracy", "shown"), [(0.6, "\u221220.0\u00a0\u2020"), (0.802, "+0.2\u00a0\u2248")]
)
def test_differences_to_the_choice_are_marked(summary, accuracy, shown):
    predictions = {"learns": [readings(0.8)], "fails": [readings(accuracy)]}
    comparisons = comparisons_of(predictions, [("fails", "learns")])
    table = results_table(summary, comparisons)
    assert cells_of(table, "fails")[6] == shown
    assert cells_of(table, r"**learns**")[6] == "\u2013"


def test_tested_pairs_are_told_in_words():
    predictions = {"a": [readings(0.8)], "b": [readings(0.6)], "c": [readings(0.802)]}
    table = comparison_table(comparisons_of(predictions, [("b", "a"), ("c", "a"), ("lost", "a")]))
    assert cells_of(table, "b")[1:] == [
        *("a", "\u221220.0", "\u221222.5 to \u221217.5"),
        *("0.0", "20.0", "<\u00a00.001", "worse"),
    ]  # fmt: skip
    assert cells_of(table, "c")[-1] == "within noise"
    assert cells_of(table, "lost")[2:] == ["\u2013"] * 5 + ["not comparable"]


def test_published_figure_stands_beside_ours_with_its_error(summary):
    shown = cells_of(published_table(summary, PUBLISHED), "learns")
    assert shown[1] == "80.0"
    assert shown[3:5] == ["81.0", "± 1.2"]
    assert shown[-1] == "not distinguishable (\u22124.4 to +2.5)"


def test_accuracy_far_below_the_published_one_is_called_so(tiny_study, tiny_profile):
    records = study_outcomes(tiny_study, tiny_profile, learns=Outcome(accuracy=0.6))
    table = published_table(variant_summary(results_frame(records)), PUBLISHED)
    assert cells_of(table, "learns")[-1] == "lower here (\u221224.8 to \u221217.0)"


def test_unpublished_variant_has_nothing_to_agree_with(summary):
    assert cells_of(published_table(summary, PUBLISHED), "diverges")[-1] == "\u2013"


def test_recipe_is_that_by_which_trials_were_trained(tiny_study, tiny_profile):
    profile = tiny_profile.model_copy(update={"batch_divisor": 4, "max_epochs": 1})
    results = results_frame(study_outcomes(tiny_study, profile))
    assert cells_of(recipe_table(tiny_study, results), "learns")[3:] == ["adam", "4", "0.003", "1"]
    untrained = recipe_table(tiny_study, results[results["variant"] != "learns"])
    assert "| learns |" not in untrained


def test_a_recipe_that_both_stages_pay_for_has_no_epochs_of_its_own(tiny_profile):
    results = results_frame(study_outcomes(staged_study(), tiny_profile))
    assert cells_of(recipe_table(staged_study(), results), "scratch")[-1] == "both stages"
