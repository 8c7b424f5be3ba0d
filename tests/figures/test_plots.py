"""Figures: what they show, and that no lost trial breaks one."""

import numpy as np
import pandas as pd
import pytest
from study_records import Outcome, study_outcomes

from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.datasets.load import Split
from emnist_lab.datasets.origin import drawn_origin
from emnist_lab.evidence.summary import variant_summary
from emnist_lab.figures.data import class_counts_plot, plot_class_examples, plot_split_examples
from emnist_lab.figures.learning import plot_learning_curves
from emnist_lab.figures.theme import set_theme
from emnist_lab.figures.tradeoff import plot_tradeoff
from emnist_lab.trials.table import results_frame


@pytest.fixture(autouse=True)
def _theme():
    set_theme()


def tiny_split(name: str, per_class: int = 2) -> Split:
    classes = EMNIST.split_facts(name).classes
    labels = np.repeat(np.arange(len(classes), dtype=np.uint8), per_class)
    images = np.full((len(labels), 28, 28), 200, np.uint8)
    return Split(
        name=name,
        classes=classes,
        train_images=images,
        train_labels=labels,
        test_images=images,
        test_labels=labels[:: per_class + 1],
        origin=drawn_origin(EMNIST.drawing),
        digest=name,
    )


@pytest.fixture
def results(tiny_study, tiny_profile) -> pd.DataFrame:
    lost = {"diverges": Outcome(status="diverged"), "fails": Outcome(status="failed")}
    return results_frame(study_outcomes(tiny_study, tiny_profile, **lost))


@pytest.fixture
def histories() -> pd.DataFrame:
    epochs = {"seed": 0, "epoch": [0, 1], "accuracy": [0.1, 0.2], "val_accuracy": [0.1, 0.3]}
    learns = pd.DataFrame({"variant": "learns", **epochs, "loss": [3.0, 2], "val_loss": [3.0, 2]})
    lost = pd.DataFrame({"variant": "diverges", **epochs, "loss": np.nan, "val_loss": np.nan})
    return pd.concat([learns, lost])


@pytest.mark.parametrize(("highest", "label"), [(20, "20"), (1e8, "$\\mathdefault{10^{8}}$")])
def test_losses_of_any_size_have_a_labeled_axis(histories, highest, label):
    figure = plot_learning_curves(histories.assign(val_loss=[highest, 2, 3, 4.0]), metric="loss")
    figure.canvas.draw()
    labels = [tick.get_text() for tick in figure.axes[0].get_yticklabels()]
    assert label in labels


def texts(figure) -> list[str]:
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def test_examples_name_every_class_even_with_few_images():
    figure = plot_class_examples(tiny_split("balanced", per_class=1))
    assert texts(figure) == list(EMNIST.split_facts("balanced").classes)


@pytest.mark.parametrize("names", [("balanced",), ("byclass", "letters", "digits", "mnist")])
def test_each_split_at_hand_gets_its_panels(names):
    splits = [tiny_split(name) for name in names]
    assert len(plot_split_examples(splits).axes) == len(names)
    assert [axes.get_title("left") for axes in class_counts_plot(splits).axes] == list(names)


def test_bars_count_training_and_test_images():
    axes = class_counts_plot([tiny_split("digits", per_class=3)]).axes[0]
    heights = [bar.get_height() for bar in axes.patches]
    assert heights[:10] == [3] * 10
    assert sum(heights[10:]) == 8


@pytest.mark.parametrize("metric", ["accuracy", "loss"])
def test_every_variant_has_a_panel_that_says_what_became_of_it(results, histories, metric):
    figure = plot_learning_curves(histories, results, metric)
    titles = [axes.get_title("left") for axes in figure.axes if axes.get_visible()]
    assert titles == ["learns", "diverges\n(diverged)", "fails\n(failed)"]
    assert "no epoch finished" in texts(figure)


def test_curves_are_drawn_from_the_first_epoch_on(results, histories):
    lines = plot_learning_curves(histories, results).axes[0].get_lines()
    assert lines[1].get_xdata().tolist() == [1, 2]
    assert lines[1].get_ydata().tolist() == [10, 30]


def test_curves_of_nothing_but_failures_still_are_a_figure(results):
    assert "no epoch finished" in texts(plot_learning_curves(pd.DataFrame(), results))


def test_tradeoff_shows_completed_variants_only(results):
    for slide in (False, True):
        axes = plot_tradeoff(variant_summary(results), slide=slide).axes[0]
        assert [text.get_text() for text in axes.texts] == ["learns"]


def test_a_variant_that_reads_far_less_does_not_press_the_others_together(results):
    learns = variant_summary(results).iloc[[0]]
    far = learns.assign(test_acc=0.02, test_low=0.01, test_high=0.03, val_acc=0.02)
    summary = pd.concat([learns, far.rename({learns.index[0]: "far"})])
    low, high = plot_tradeoff(summary).axes[0].get_ylim()
    assert high - low < 30
