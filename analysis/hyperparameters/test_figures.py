"""The grid of learning rates, and the ways of changing the brightness."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from study_records import Outcome, study_outcomes

from analysis.hyperparameters.brightness import WAYS, plot_brightness_ways
from analysis.hyperparameters.rates import mean_over_rates, plot_rate_curves, plot_rate_grid
from analysis.hyperparameters.study import STUDY
from emnist_lab.evidence.published import published_figures
from emnist_lab.figures.theme import set_theme
from emnist_lab.trials.table import results_frame


@pytest.fixture(autouse=True)
def _theme():
    set_theme()


@pytest.fixture
def results(project, tiny_profile) -> pd.DataFrame:
    lost = {"adam_0.01_2048": Outcome(status="diverged"), "dropout_3": Outcome(status="failed")}
    return results_frame(study_outcomes(STUDY, tiny_profile, **lost))


def test_heat_map_holds_every_accuracy_and_leaves_lost_trials_blank(results):
    published = published_figures("hyperparameters/optimizer")
    figure = plot_rate_grid(results, published)
    shown = [[text.get_text() for text in axes.texts] for axes in figure.axes]
    assert [len(texts) for texts in shown] == [20, 10, 21, 10]
    assert set(shown[0] + shown[1]) == {"80.0"}
    assert shown[2][0] == "87.3"
    said = figure.get_label().replace("\u00a0", " ")
    assert said.endswith(
        "with nesterov at a rate of 0.01 in batches of 1,024 (90.1 %) in the source."
    )
    assert [label.get_text() for label in figure.axes[0].get_xticklabels()] == [
        "0.01",
        "0.001",
        "0.0001",
    ]


def test_every_optimizer_has_a_panel_with_a_line_a_rate_and_batch():
    published = published_figures("hyperparameters/optimizer")
    histories = published[["variant"]].assign(seed=0, epoch=0, val_accuracy=0.5)
    histories.loc[3, "val_accuracy"] = 0.6
    figure = plot_rate_curves(histories, published)
    visible = [axes for axes in figure.axes if axes.axison]
    assert figure.get_label().startswith(f"Of {len(published)} settings ")
    assert "(60.0\u00a0%) ends highest" in figure.get_label()
    # Each line and the marker at its end.
    assert [len(axes.get_lines()) // 2 for axes in visible] == [5, 5, 3, 5, 3, 5, 5]


def test_times_are_means_over_the_rates_of_an_optimizer_at_a_batch_size():
    published = published_figures("hyperparameters/optimizer")
    summary = pd.DataFrame(
        {"train_time_s": [1.0, 3.0, 9.0, 50.0], "epochs": [2, 2, 2, 2], "device": "one"},
        index=["adam_0.01_2048", "adam_0.001_2048", "adam_0.01_1024", "elu"],
    )
    ours, theirs = mean_over_rates(summary, published)
    assert ours["train_time_s"].to_dict() == {"adam, 2048": 2.0, "adam, 1024": 9.0}
    assert len(theirs) == 12
    adam = theirs.set_index("variant")["train_time_s"]["adam, 2048"]
    assert adam == pytest.approx((544.56 + 537.02 + 545.23) / 3)


def test_each_way_of_changing_the_brightness_states_its_range(tiny_split):
    images = np.zeros((6, 28, 28), np.uint8)
    images[:, 10:18, 10:18] = 255
    figure = plot_brightness_ways(replace(tiny_split, train_images=images), 6, 0.2)
    rows = figure.axes[5::6]
    ranges = dict(zip(WAYS, [axes.get_ylabel() for axes in rows], strict=True))
    assert ranges["unchanged"] == ranges["within_range"] == "0 to 1"
    assert ranges["cut_to_integers"] == "0 to 1"
    assert ranges["stretched_to_255"] == "0 to 255"
    assert "stretched to 255 0 to 255" in figure.get_label()
