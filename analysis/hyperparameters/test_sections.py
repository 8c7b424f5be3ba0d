"""The sections of a study beside the source's figures."""

import pandas as pd
import pytest
from real_templates import by_code
from study_records import Outcome, study_outcomes

from analysis.hyperparameters.sections import plot_sections, section_table
from analysis.hyperparameters.study import STUDY
from emnist_lab.evidence.section import study_results
from emnist_lab.figures.theme import set_theme
from emnist_lab.trials.table import results_frame


@pytest.fixture(autouse=True)
def _theme():
    set_theme()


@pytest.fixture
def results(project, tiny_profile) -> pd.DataFrame:
    lost = {"adam_0.01_2048": Outcome(status="diverged"), "dropout_3": Outcome(status="failed")}
    return results_frame(study_outcomes(STUDY, tiny_profile, **lost))


@pytest.fixture
def section(tiny_profile):
    """Return a function that returns a section of the study with its trials."""
    return lambda name, results: study_results(STUDY, tiny_profile, results).sections[name]


def cells_of(table: str, first: str) -> list[str]:
    lines = by_code(table).replace("`", "").splitlines()
    line = next(line for line in lines if line.startswith(f"| {first} "))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_section_stands_beside_the_sources_figures(section, results):
    table = section_table(section("dropout", results))
    assert cells_of(table, "dropout_1_1")[1] == "80.0"
    assert cells_of(table, "dropout_1_1")[3:5] == ["0.3 before the last layer", "80.0"]
    assert cells_of(table, "dropout_1_1")[6:] == [
        "89.7",
        "90.7",
        "lower here (\u221213.8 to \u22127.7)",
    ]
    assert cells_of(table, "dropout_2")[6:] == ["87.5", "\u2013", "\u2013"]
    assert "failed" in cells_of(table, "dropout_3")


def test_section_of_the_projects_own_has_no_column_for_the_source(section, results):
    assert "source" not in section_table(section("brightness", results))


def test_names_that_say_it_all_need_no_column_for_the_change(section, results):
    table = section_table(section("optimizer", results), changes=False)
    assert "what changes" not in table
    assert len(table.splitlines()) == 2 + len(STUDY.section("optimizer").variants)


def test_sections_show_every_variant_and_its_published_figure(section, results):
    names = ("activation", "dropout", "augmentation")
    figure = plot_sections([section(name, results) for name in names])
    shown = [len(axes.get_yticklabels()) for axes in figure.axes]
    assert shown == [len(STUDY.section(name).variants) for name in names]
    assert figure.axes[0].get_title(loc="left") == "Activation"
    said = figure.get_label().replace("\u00a0", " ")
    assert said.count("validation chooses") == 3
    assert "reads 80.0 % of the test images, beside 9" in said or "beside 8" in said
