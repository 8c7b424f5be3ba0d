"""Which classes are taken for which."""

import numpy as np
import pytest
from study_records import predictions_from

from emnist_lab.evidence.confusion import (
    class_accuracies,
    confused_pairs,
    confusion_counts,
    row_normalized,
)

CLASSES = ("0", "O", "1")
READ = predictions_from(true=[0, 0, 0, 0, 1, 1, 2, 2], predicted=[0, 0, 1, 1, 1, 0, 2, 1])


def test_rows_are_true_classes_and_columns_what_they_are_read_as():
    counts = confusion_counts([READ], 3)
    assert counts.tolist() == [[2, 2, 0], [1, 1, 0], [0, 1, 1]]
    assert row_normalized(counts)[0].tolist() == [0.5, 0.5, 0]


def test_class_without_images_has_no_shares():
    shares = row_normalized(confusion_counts([READ], 4))
    assert np.isnan(shares[3]).all()
    assert shares[:3].sum() == pytest.approx(3)


def test_pairs_are_counted_either_way_worst_first():
    pairs = confused_pairs(confusion_counts([READ], 3), CLASSES)
    assert list(pairs["pair"]) == ["0 O", "O 1"]
    worst = pairs.iloc[0]
    assert (worst["first_as_second"], worst["second_as_first"], worst["errors"]) == (2, 1, 3)
    assert pairs["share"].tolist() == [0.75, 0.25]


def test_no_more_pairs_than_asked_and_none_without_errors():
    counts = confusion_counts([READ], 3)
    assert len(confused_pairs(counts, CLASSES, most=1)) == 1
    assert confused_pairs(np.diag([3, 3, 3]), CLASSES).empty


def test_class_accuracy_has_the_interval_of_its_images_and_names_the_commonest_mistake():
    accuracies = class_accuracies(confusion_counts([READ, READ], 3), CLASSES, seeds=2)
    zero = accuracies.iloc[0]
    assert (zero["character"], zero["images"], zero["accuracy"]) == ("0", 4, 0.5)
    assert zero["low"] == pytest.approx(0.15, abs=1e-3)
    assert zero["taken_for"] == "O"


def test_class_read_without_error_is_taken_for_nothing():
    assert class_accuracies(np.diag([3, 3, 0]), CLASSES, seeds=1)["taken_for"].tolist() == [
        None,
        None,
    ]
