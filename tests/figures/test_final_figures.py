"""Figures of the chosen model."""

import numpy as np
import pandas as pd
import pytest
from study_records import predictions_from, readings

from analysis.final.calibration import reliability
from analysis.final.figures import plot_reliability
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.datasets.load import Split
from emnist_lab.datasets.origin import drawn_origin
from emnist_lab.evidence.confusion import (
    class_accuracies,
    confused_pairs,
    confusion_counts,
    row_normalized,
)
from emnist_lab.figures.confusion import (
    plot_class_accuracies,
    plot_confused_pairs,
    plot_confusion_matrix,
)
from emnist_lab.figures.learning import plot_model_curves
from emnist_lab.figures.theme import set_theme

CLASSES = EMNIST.split_facts("balanced").classes


@pytest.fixture(autouse=True)
def _theme():
    set_theme()


def texts(axes) -> list[str]:
    return [text.get_text() for text in axes.texts if text.get_text()]


def test_matrix_names_every_class_and_writes_the_errors_that_count():
    counts = np.diag(np.full(47, 97))
    counts[3, 5], counts[3, 6] = 7, 1
    axes = plot_confusion_matrix(row_normalized(counts), CLASSES).axes[0]
    assert [label.get_text() for label in axes.get_xticklabels()][:47] == list(CLASSES)
    assert texts(axes) == ["7"]
    assert axes.texts[0].get_position() == (5, 3)


def test_class_without_test_images_leaves_its_row_empty():
    counts = np.diag([*np.full(46, 10), 0])
    assert plot_confusion_matrix(row_normalized(counts), CLASSES).axes


def split_of(test_images, test_labels) -> Split:
    """Return a split of these test images, in this order."""
    none = np.zeros((376, 28, 28), np.uint8), np.repeat(np.arange(47, dtype=np.uint8), 8)
    return Split(
        "balanced", CLASSES, *none, test_images, test_labels, drawn_origin(EMNIST.drawing), "digest"
    )


def test_pairs_show_misread_images_either_way(tiny_profile):
    read = predictions_from([0, 0, 1], [1, 1, 0], p_predicted=[0.5, 0.9, 0.9])
    images = np.full((3, 28, 28), 10, np.uint8) * np.arange(1, 4, dtype=np.uint8)[:, None, None]
    split = split_of(images, read.true)
    pairs = confused_pairs(confusion_counts([read], 47), CLASSES)
    axes = plot_confused_pairs(pairs, read, split, tiny_profile).axes[0]
    assert [text.rstrip() for text in texts(axes)] == ["0 as 1", "1 as 0"]
    assert axes.get_title("left") == "0 1: 2 + 1 images, 100.0\u00a0% of all errors"
    said = axes.figure.get_label().replace("\u00a0", " ")
    assert said.startswith("The pair confused most is 0 1: 3 images, 100.0 % of all errors")
    canvas = axes.get_images()[0].get_array()
    # The image of which the model is surer stands first.
    assert (canvas[0, 0], canvas[0, 30]) == (255 - 20, 255 - 10)


def test_a_model_without_errors_has_no_pairs_to_show(tiny_profile):
    read = predictions_from([0, 1], [0, 1])
    none = confused_pairs(confusion_counts([read], 47), CLASSES)
    split = split_of(np.zeros((2, 28, 28), np.uint8), read.true)
    figure = plot_confused_pairs(none, read, split, tiny_profile)
    assert figure.axes
    assert figure.get_label() == ""


def test_classes_stand_hardest_first():
    counts = np.diag([10, 10, 10])
    counts[1] = [5, 5, 0]
    axes = plot_class_accuracies(class_accuracies(counts, ("a", "b", "c"), seeds=1)).axes[0]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["b", "a", "c"]
    misread = axes.child_axes[0]
    assert [label.get_text() for label in misread.get_xticklabels()] == ["a", "", ""]


def test_reliability_shows_every_bin_and_all_images():
    figure = plot_reliability(reliability([readings(0.7)]))
    diagram, histogram = figure.axes
    assert diagram.get_lines()[1].get_xdata().tolist() == pytest.approx([80], abs=0.1)
    assert sum(bar.get_height() for bar in histogram.patches) == pytest.approx(100)
    said = figure.get_label().replace("\u00a0", " ")
    assert "guesses 80.0 % on average and is right in 70.0 %" in said
    assert "claims 10.0 points too much" in said


def test_kept_epoch_is_marked_on_both_curves():
    history = pd.DataFrame(
        {
            "seed": 0,
            "epoch": [0, 1, 2],
            "accuracy": [0.1, 0.5, 0.6],
            "val_accuracy": [0.2, 0.5, 0.4],
            "loss": [3.0, 2.0, 1.0],
            "val_loss": [3.0, 2.0, 2.5],
            "kept": [False, True, False],
        }
    )
    for axes, value in zip(plot_model_curves(history).axes, (50, 2), strict=True):
        kept = axes.get_lines()[-1]
        assert (kept.get_xdata().tolist(), kept.get_ydata().tolist()) == ([2], [value])
