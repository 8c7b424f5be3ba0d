"""Tables of the chosen model."""

import pandas as pd
import pytest
from study_records import Outcome, comparisons_of, predictions_from, readings, study_outcomes

from analysis.final.folded_structure import folded_structure
from analysis.final.tables import (
    agreement_table,
    baseline_table,
    reach_table,
    structure_table,
)
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.evidence.reach import agreement_of_models, reach_of_models
from emnist_lab.evidence.summary import variant_summary
from emnist_lab.trials.table import results_frame

PUBLISHED = pd.DataFrame(
    {
        "variant": ["learns", "transfer"],
        "parameters": [65_104, 2_152_667],
        "test_acc": [0.8691, 0.9004],
        "test_images": 1024,
    }
)


def cells_of(table: str, first: str) -> list[str]:
    line = next(line for line in table.splitlines() if line.startswith(f"| {first} "))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_structure_says_what_a_part_holds_and_ends_in_the_sum():
    layers = pd.DataFrame(
        {
            "layer": ["input", *[f"block1_{n}" for n in range(7)]],
            "kind": ["InputLayer", *["Conv2D"] * 7],
            "output": ["32x32x1", *["8x8x64"] * 7],
            "parameters": [0, *[1000] * 7],
        }
    )
    table = structure_table(folded_structure(layers))
    assert cells_of(table, "input")[1:] == ["input", "32\u00d732\u00d71", "\u2013"]
    assert cells_of(table, "block1")[1:] == ["7 convolution", "8\u00d78\u00d764", "7,000"]
    assert cells_of(table, "all")[-1] == "7,000"


@pytest.fixture
def beside(tiny_study, tiny_profile) -> str:
    outcomes = {"learns": Outcome(accuracy=0.86), "fails": Outcome(accuracy=0.89)}
    summary = variant_summary(results_frame(study_outcomes(tiny_study, tiny_profile, **outcomes)))
    models = {"learns": [readings(0.86)], "fails": [readings(0.89)]}
    comparisons = comparisons_of(models, [("learns", "fails")])
    return baseline_table(summary, comparisons, PUBLISHED, "fails")


def test_chosen_model_comes_first_and_has_no_published_figure_of_its_own(beside):
    assert beside.splitlines()[2].startswith("| **fails** | 89.0 | ")
    assert cells_of(beside, r"**fails**")[-3:] == ["\u2013"] * 3


def test_baseline_stands_beside_its_published_figure(beside):
    cells = cells_of(beside, "learns")
    assert cells[5] == "\u22123.0\u00a0\u2020"
    assert cells[-3:] == ["86.9", "± 1.1", "not distinguishable (\u22123.9 to +2.1)"]


def test_model_that_was_not_trained_shows_the_sources_figures_only(beside):
    cells = cells_of(beside, "transfer")
    assert cells[1:6] == [*["\u2013"] * 2, "2,152,667", *["\u2013"] * 2]
    assert cells[-3:] == ["90.0", "± 0.9", "\u2013"]


def test_reach_and_agreement_are_percentages_of_the_images():
    models = {
        "a": [predictions_from([0, 24, 1, 2], [24, 24, 1, 3], second=[0, 0, 0, 2])],
        "b": [predictions_from([0, 24, 1, 2], [0, 24, 1, 3])],
    }
    classes = tuple("0123456789ABCDEFGHIJKLMNOPQ")
    reach = reach_table(reach_of_models(models, ["a", "b"], classes, EMNIST.look_alikes))
    assert cells_of(reach, "a")[1:] == ["50.0", "75.0", "50.0", "100.0"]
    shares = agreement_table(agreement_of_models(models, ["a", "b"]))
    assert shares.startswith("| 2 models | images |")
    assert cells_of(shares, "all of them right")[1:] == ["2", "50.0"]
    assert cells_of(shares, "all wrong in the same way")[1:] == ["1", "25.0"]
