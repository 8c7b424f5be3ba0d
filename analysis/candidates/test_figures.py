"""Figures and tables of the candidates."""

import pandas as pd
import pytest

from analysis.candidates.figures import plot_catalog, plot_gradient_norms
from analysis.candidates.ranking import catalog_ranking
from analysis.candidates.tables import catalog_table, gradient_table, ranking_table
from emnist_lab.evidence.gradients import gradient_summary
from emnist_lab.evidence.published import published_figures
from emnist_lab.figures.theme import set_theme

VARIANTS = ("learner", "faint", "unseen", "fourth")


@pytest.fixture(autouse=True)
def _theme():
    set_theme()


@pytest.fixture
def catalog() -> pd.DataFrame:
    return published_figures("candidates/catalog")


@pytest.fixture
def gradients() -> pd.DataFrame:
    rows = [
        {"step": step, "depth": depth, "layer": f"layer{depth}", "kind": "Conv2D", "norm": 0.1}
        for step in (1, 2)
        for depth in (1, 2, 3)
    ]
    return pd.concat([pd.DataFrame(rows).assign(variant=name, seed=0) for name in VARIANTS])


def test_every_model_with_a_figure_has_its_dot_the_best_at_the_top(catalog):
    figure = plot_catalog(catalog)
    panels = figure.axes
    counts = [len(axes.get_lines()[0].get_xdata()) for axes in panels]
    columns = ("parameters_millions", "gpu_ms_per_step", "top5_acc")
    assert counts == [catalog[column].notna().sum() for column in columns]
    best = [axes.get_yticklabels()[-1].get_text() for axes in panels]
    assert best == ["LeNet-5", "MobileNet", "EfficientNetB7"]
    assert figure.get_label().startswith("EfficientNetB7 is the most accurate of 28, 97.0")


def test_every_network_has_a_panel_with_a_line_a_step(gradients):
    histories = pd.DataFrame({"variant": "learner", "val_accuracy": [0.5, 0.62]})
    shown = [axes for axes in plot_gradient_norms(gradients, histories).axes if axes.get_visible()]
    titles = [axes.get_title("left") for axes in shown]
    assert titles[:2] == ["learner\nbest validation 62 %", "faint\nbest validation unknown"]
    assert len(titles) == len(VARIANTS)
    assert all(len(axes.get_lines()) == 2 for axes in shown)
    assert shown[0].get_lines()[0].get_xdata().tolist() == [0, 0.5, 1]


def test_it_says_whose_gradients_are_largest_and_smallest(gradients):
    faint = gradients["norm"].where(gradients["variant"] != "faint", 0.002)
    figure = plot_gradient_norms(
        gradients.assign(norm=faint), pd.DataFrame(columns=["variant", "val_accuracy"])
    )
    assert figure.get_label() == (
        "The median gradient norm is largest in learner, 0.1, and smallest in faint, 0.002."
    )


def test_catalog_is_told_by_year(catalog):
    lines = catalog_table(
        catalog.merge(published_figures("candidates/features"), on="model")
    ).splitlines()[2:]
    assert len(lines) == 28
    assert lines[0].startswith("| LeNet-5 | 1998 | 0.06 | \u2013 | \u2013 |")


def test_scores_that_are_off_by_more_than_their_rounding_are_bold(catalog):
    table = ranking_table(catalog_ranking(catalog, published_figures("candidates/ranking")))
    bold = [line for line in table.splitlines() if "**" in line]
    assert len(bold) == 8
    assert ["**2.71**" in line for line in bold if "EfficientNetB3" in line] == [True]


def test_gradients_are_told_in_multiples_of_the_learners(gradients):
    faint = gradients.assign(
        norm=gradients["norm"].where(gradients["variant"] != "faint", 0.000002)
    )
    table = gradient_table(gradient_summary(faint, "learner"))
    assert "2.0\u00a0\u00d7\u00a010\u207b\u2076" in table
    assert len(table.splitlines()) == 2 + len(VARIANTS)
