"""What figures say that they show: the numbers they are drawn from."""

import sys

import numpy as np
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from study_records import Outcome, study_outcomes

from emnist_lab.evidence.confusion import (
    class_accuracies,
    row_normalized,
)
from emnist_lab.evidence.summary import variant_summary
from emnist_lab.figures.confusion import plot_class_accuracies, plot_confusion_matrix
from emnist_lab.figures.data import class_counts_plot
from emnist_lab.figures.learning import plot_learning_curves, plot_model_curves
from emnist_lab.figures.theme import set_theme
from emnist_lab.figures.tradeoff import plot_tradeoff
from emnist_lab.trials.table import results_frame


def said(figure) -> str:
    return figure.get_label().replace("\u00a0", " ")


@pytest.fixture
def summarize(tiny_study, tiny_profile):
    def summarized(**outcomes: Outcome) -> pd.DataFrame:
        return variant_summary(results_frame(study_outcomes(tiny_study, tiny_profile, **outcomes)))

    return summarized


LOST = Outcome(status="failed")


@pytest.mark.parametrize(
    ("other", "beside"),
    [
        (Outcome(0.893, 0.7, 1.5), "reads 89.3 % at 1.50 ms, and their 95 % intervals overlap"),
        (
            Outcome(0.6, 0.7, 3.0),
            "needs 3.0 times as long for 60.0 %, and their 95 % intervals lie",
        ),
        (Outcome(0.9, 0.7, 0.25), "reads 90.0 % in 25.0 % of that time"),
    ],
)
def test_the_first_and_the_second_of_validation_are_told(summarize, other, beside):
    found = said(plot_tradeoff(summarize(learns=Outcome(0.9, 0.8), fails=other, diverges=LOST)))
    assert found.startswith(
        "learns, first of 2 on validation, reads 90.0 % of the test images at 1"
    )
    assert f"fails, the second, {beside}" in found


def test_times_of_different_devices_are_not_divided(summarize):
    summary = summarize(learns=Outcome(0.9, 0.8), fails=Outcome(0.6, 0.7, 3.0), diverges=LOST)
    summary.loc["fails", "device"] = "another"
    assert "reads 60.0 % at 3.00 ms" in said(plot_tradeoff(summary))


def test_one_model_is_no_finding_and_none_is_said_to_be_none(summarize):
    lost = {"fails": LOST, "diverges": LOST}
    assert said(plot_tradeoff(summarize(**lost))) == ""
    assert "no trial" in said(plot_tradeoff(summarize(learns=LOST, **lost)))


def history(variant: str, training: list[float], validation: list[float]) -> pd.DataFrame:
    columns = {"accuracy": training, "val_accuracy": validation}
    columns |= {name.replace("accuracy", "loss"): 1 - np.array(of) for name, of in columns.items()}
    return pd.DataFrame({"variant": variant, "seed": 0, "epoch": range(len(training)), **columns})


CURVES = [history("a", [0.5, 0.9], [0.6, 0.55]), history("b", [0.1, 0.2], [0.2, 0.25])]


def test_curves_tell_who_validates_best_and_who_runs_ahead():
    histories = pd.concat(CURVES)
    assert said(plot_learning_curves(histories)) == (
        "Validation accuracy gets highest (60.0 %) with a, and stays lowest (25.0 %) with b; "
        "training ends farthest ahead of it (35.0 points) with a."
    )
    assert said(plot_learning_curves(histories, metric="loss")) == (
        "Validation loss gets lowest (0.40) with a, and stays highest (0.75) with b; "
        "training ends farthest ahead of it (0.35) with a."
    )
    assert said(plot_learning_curves(CURVES[0])) == ""


def test_curves_on_other_images_are_not_compared():
    results = pd.DataFrame({"variant": ["a", "b", "c"], "seed": 0, "status": "completed"})
    results["split"] = ["balanced", "balanced", "bymerge"]
    histories = pd.concat([*CURVES, history("c", [1, 1], [1, 1])])
    found = said(plot_learning_curves(histories, results))
    assert found.startswith("Of 2 on the same images, validation accuracy gets highest (60.0 %)")


def test_the_kept_epoch_of_a_model_is_told():
    found = said(plot_model_curves(CURVES[0].assign(kept=[True, False])))
    assert found.startswith("At epoch 1 of 2, whose weights are kept, the model reads 60.0 %")


def test_errors_are_told_by_their_worst():
    counts = np.array([[8, 2, 0], [0, 10, 0], [0, 1, 9]])
    figure = plot_confusion_matrix(row_normalized(counts), ("0", "O", "x"))
    assert said(figure).startswith(
        "The class misread most is 0, of which 20.0 % are read as O; 2 of 6"
    )
    figure = plot_class_accuracies(class_accuracies(counts, ("0", "O", "x"), seeds=1))
    assert said(figure).startswith(
        "0 is the hardest class, 80.0 % read right, most often misread as O"
    )
    assert said(plot_confusion_matrix(np.eye(3), ("0", "O", "x"))) == ""


def test_classes_of_equal_and_of_unequal_number_are_told():
    figure = class_counts_plot({"even": ([0, 1], [0, 1]), "odd": ([0, 0, 1], [0])})
    assert (
        said(figure) == "Images of a class: 2 of every class in even; from 1 of 1 to 3 of 0 in odd."
    )


def test_a_notebook_notes_what_a_figure_shows(monkeypatch):
    # A shell takes its place.
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    shell = InteractiveShell.instance()
    set_theme()
    figure = plot_learning_curves(pd.concat(CURVES))
    _, noted = shell.display_formatter.format(figure)
    assert noted == {"image/png": {"alt": figure.get_label()}}
    _, noted = shell.display_formatter.format(plot_learning_curves(CURVES[0]))
    assert noted == {}
