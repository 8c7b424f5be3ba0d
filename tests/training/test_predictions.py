"""What is kept of a model's probabilities for the comparisons to come."""

import numpy as np
import pytest

from emnist_lab.errors import EmnistLabError
from emnist_lab.training.predictions import (
    PREDICTIONS_FILE,
    predictions_of,
    read_predictions,
    write_predictions,
)

PROBABILITIES = np.array([[0.1, 0.6, 0.3], [0.2, 0.1, 0.7], [0.4, 0.4, 0.2]], np.float32)
LABELS = np.array([1, 0, 1], np.uint8)


def test_first_and_second_guess_and_their_probabilities():
    predictions = predictions_of(PROBABILITIES, LABELS)
    assert predictions.predicted.tolist() == [1, 2, 0]
    assert predictions.second.tolist() == [2, 0, 1]
    assert predictions.p_true == pytest.approx([0.6, 0.2, 0.4])
    assert predictions.p_predicted == pytest.approx([0.6, 0.7, 0.4], abs=1e-3)
    assert predictions.correct.tolist() == [True, False, False]


def test_what_is_written_is_read(tmp_path):
    written = predictions_of(PROBABILITIES, LABELS)
    write_predictions(tmp_path, written)
    read = read_predictions(tmp_path)
    for name, values in vars(written).items():
        np.testing.assert_array_equal(getattr(read, name), values)
        assert getattr(read, name).dtype == values.dtype


def test_a_thousand_images_take_less_than_ten_kilobytes(tmp_path):
    generator = np.random.default_rng(0)
    probabilities = generator.dirichlet(np.full(47, 0.05), 1000).astype(np.float32)
    write_predictions(tmp_path, predictions_of(probabilities, np.arange(1000) % 47))
    assert (tmp_path / PREDICTIONS_FILE).stat().st_size < 10_000


def test_none_where_there_are_none_or_older_ones(tmp_path):
    assert read_predictions(tmp_path) is None
    np.savez(tmp_path / PREDICTIONS_FILE, predicted=LABELS, true=LABELS)
    assert read_predictions(tmp_path) is None


class Program:
    """Runs when it is unpickled."""

    def __reduce__(self):
        return pytest.fail, ("ran",)


@pytest.mark.parametrize("kind", ["pickled", "too large", "half", "other"])
def test_what_is_no_predictions_is_refused_and_runs_nothing(tmp_path, kind):
    file = tmp_path / PREDICTIONS_FILE
    names = ("true", "predicted", "second", "p_true", "p_predicted")
    if kind == "pickled":
        np.savez(file, **dict.fromkeys(names, np.array([Program()], object)))
    elif kind == "too large":
        np.savez_compressed(file, **dict.fromkeys(names, np.zeros(2 * 10**7, np.uint8)))
    elif kind == "half":
        write_predictions(tmp_path, predictions_of(PROBABILITIES, LABELS))
        file.write_bytes(file.read_bytes()[:-40])
    else:
        file.write_text("no archive")
    with pytest.raises(EmnistLabError):
        read_predictions(tmp_path)
