"""The sections of a study beside the source's figures, and the grid of learning rates."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from study_records import Outcome, study_outcomes

from emnist_lab.evidence.published import published_figures
from emnist_lab.evidence.section import section_results
from emnist_lab.figures.brightness import WAYS, plot_brightness_ways
from emnist_lab.figures.optimizers import plot_rate_curves, plot_rate_grid
from emnist_lab.figures.sections import plot_sections, section_table
from emnist_lab.figures.theme import set_theme
from emnist_lab.studies.hyperparameters import STUDY
from emnist_lab.trials.table import results_frame


@pytest.fixture(autouse=True)
def _theme():
    set_theme()


@pytest.fixture
def results(project, tiny_profile) -> pd.DataFrame:
    lost = {"adam_0.01_2048": Outcome(status="diverged"), "dropout_3": Outcome(status="failed")}
    return results_frame(study_outcomes(STUDY, tiny_profile, **lost))


def section(name: str, results: pd.DataFrame):
    return section_results(STUDY.section(name), "tiny", results)


def cells_of(table: str, first: str) -> list[str]:
    line = next(line for line in table.splitlines() if line.startswith(f"| {first} "))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_section_stands_beside_the_sources_figures(results):
    table = section_table(section("dropout", results))
    assert cells_of(table, "dropout_1_1")[1:4] == ["0.3 before the last layer", "80.0", "80.0"]
    assert cells_of(table, "dropout_1_1")[6:] == ["89.7", "90.7", "no, lower here"]
    assert cells_of(table, "dropout_2")[6:] == ["87.5", "\u2013", "\u2013"]
    assert "failed" in cells_of(table, "dropout_3")


def test_section_of_the_projects_own_has_no_column_for_the_source(results):
    assert "source" not in section_table(section("brightness", results))


def test_names_that_say_it_all_need_no_column_for_the_change(results):
    table = section_table(section("optimizer", results), changes=False)
    assert "what changes" not in table
    assert len(table.splitlines()) == 33


def test_sections_show_every_variant_and_its_published_figure(results):
    names = ("activation", "dropout", "augmentation")
    figure = plot_sections([section(name, results) for name in names])
    assert [len(axes.get_yticklabels()) for axes in figure.axes] == [4, 7, 5]
    assert figure.axes[0].get_title(loc="left") == "Activation"


def test_heat_map_holds_every_accuracy_and_leaves_lost_trials_blank(results):
    published = published_figures("hyperparameters_optimizer")
    figure = plot_rate_grid(results, published)
    shown = [[text.get_text() for text in axes.texts] for axes in figure.axes]
    assert [len(texts) for texts in shown] == [20, 10, 21, 10]
    assert set(shown[0] + shown[1]) == {"80.0"}
    assert shown[2][0] == "87.3"
    assert [label.get_text() for label in figure.axes[0].get_xticklabels()] == [
        "0.01",
        "0.001",
        "0.0001",
    ]


def test_every_optimizer_has_a_panel_with_a_line_a_rate_and_batch():
    published = published_figures("hyperparameters_optimizer")
    histories = published[["variant"]].assign(seed=0, epoch=0, val_accuracy=0.5)
    figure = plot_rate_curves(histories, published)
    visible = [axes for axes in figure.axes if axes.axison]
    # Each line and the marker at its end.
    assert [len(axes.get_lines()) // 2 for axes in visible] == [5, 5, 3, 5, 3, 5, 5]


def test_each_way_of_changing_the_brightness_states_its_range(tiny_split):
    images = np.zeros((6, 28, 28), np.uint8)
    images[:, 10:18, 10:18] = 255
    figure = plot_brightness_ways(replace(tiny_split, train_images=images), 6, 0.2)
    rows = figure.axes[5::6]
    ranges = dict(zip(WAYS, [axes.get_ylabel() for axes in rows], strict=True))
    assert ranges["unchanged"] == ranges["within_range"] == "0 to 1"
    assert ranges["cut_to_integers"] == "0 to 1"
    assert ranges["stretched_to_255"] == "0 to 255"
