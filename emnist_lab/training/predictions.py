"""What a trained model said of every test image, as `predictions.npz` has it; no TensorFlow."""

from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np

from emnist_lab.datasets.content import label_dtype
from emnist_lab.errors import EmnistLabError, first_line
from emnist_lab.files import DAMAGED_ARCHIVE, check_unpacked, whole_file

PREDICTIONS_FILE = "predictions.npz"


@dataclass(frozen=True)
class Predictions:
    """Classes and probabilities of the test images, in their order.

    `true`, `predicted` and `second` are class numbers (n,), of the smallest type that holds them:
    the label, the most probable class and the next. `p_true` is the probability of the true class,
    float32 (n,), and `p_predicted` that of the predicted one, float16 (n,).
    """

    true: np.ndarray
    predicted: np.ndarray
    second: np.ndarray
    p_true: np.ndarray
    p_predicted: np.ndarray

    @property
    def correct(self) -> np.ndarray:
        """Whether each image was read correctly, bool (n,)."""
        return self.predicted == self.true


def predictions_of(probabilities: np.ndarray, labels: np.ndarray) -> Predictions:
    """Keep of a model's probabilities, float32 (n, classes), what later comparisons need.

    Of equally probable classes, the one with the lower number counts as more probable.
    """
    rows, dtype = np.arange(len(labels)), label_dtype(probabilities.shape[1])
    predicted = probabilities.argmax(axis=1)
    p_predicted = probabilities[rows, predicted]
    others = probabilities.copy()
    others[rows, predicted] = -1
    return Predictions(
        true=labels.astype(dtype),
        predicted=predicted.astype(dtype),
        second=others.argmax(axis=1).astype(dtype),
        p_true=probabilities[rows, labels.astype(np.int64)].astype(np.float32),
        # Sixteen bits tell thousandths apart, which is all that a calibration diagram shows.
        p_predicted=p_predicted.astype(np.float16),
    )


def write_predictions(folder: Path, predictions: Predictions) -> None:
    """Write a trial's predictions whole or not at all."""
    with whole_file(folder / PREDICTIONS_FILE) as temporary, temporary.open("wb") as stream:
        np.savez_compressed(stream, **asdict(predictions))


def read_predictions(folder: Path) -> Predictions | None:
    """Return a trial's predictions, or None where it left none, or those of an older form.

    Raises
    ------
    EmnistLabError
        If the file is damaged, or unpacks to more than predictions do.
    """
    file = folder / PREDICTIONS_FILE
    if not file.is_file():
        return None
    names = [field.name for field in fields(Predictions)]
    try:
        # NumPy leaves a file open that is no archive.
        with file.open("rb") as stream, np.load(stream) as arrays:
            if not set(names) <= set(arrays.files):
                return None
            check_unpacked(arrays.zip)
            return Predictions(**{name: arrays[name] for name in names})
    except (ValueError, MemoryError, *DAMAGED_ARCHIVE) as error:
        raise EmnistLabError(
            f"holds no predictions ({first_line(error)})", file, "run its study again"
        ) from error
