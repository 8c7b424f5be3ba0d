"""What a saved model reads in a user's pictures, by LiteRT where it was converted."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from emnist_lab.dataset import DataSet
from emnist_lab.datasets.picture import show_scaled
from emnist_lab.datasets.registry import find_dataset
from emnist_lab.errors import DataError
from emnist_lab.models.saved import read_card
from emnist_lab.portable.quick import quick_model
from emnist_lab.quiet import import_tensorflow

GUESSES = 5


@dataclass(frozen=True)
class _Opened:
    """A model that reads stored images, uint8 (n, side, side), of a data set."""

    probabilities: Callable[[np.ndarray], np.ndarray]
    classes: tuple[str, ...]
    dataset: DataSet


def read_pictures(file: Path, images: list[Path]) -> list[dict]:
    """Return what a saved model reads in pictures of one thing each, of any size.

    Returns
    -------
    list of dict
        For each picture `image`, `guesses` (the five likeliest classes, or all where there are
        fewer, with their probabilities) and `doubts`, in words. For one that cannot be
        read, or shows nothing, `image`, `error` and `fix`: the others are read nevertheless.
    """
    opened = _open_quickly(file) or _open_with_keras(file)
    show = opened.dataset.show_picture or partial(show_scaled, opened.dataset)
    readings: list[dict] = []
    converted = []
    for image in images:
        try:
            converted_image, doubts = show(image)
        except DataError as error:
            readings.append({"image": str(image), "error": error.problem, "fix": error.fix})
        else:
            readings.append({"image": str(image), "doubts": list(doubts)})
            converted.append(converted_image)
    if converted:
        read = [reading for reading in readings if "error" not in reading]
        probabilities = opened.probabilities(np.stack(converted))
        for reading, row in zip(read, probabilities, strict=True):
            reading["guesses"] = _likeliest(row, opened.classes)
    return readings


def _open_quickly(file: Path) -> _Opened | None:
    model = quick_model(file)
    card = read_card(file) if model else None
    if model is None or card is None:
        return None
    return _Opened(model, card.classes, find_dataset(card.dataset))


def _open_with_keras(file: Path) -> _Opened:
    import_tensorflow()
    import tensorflow as tf

    from emnist_lab.datasets.pipelines import model_input
    from emnist_lab.models.user_models import classes_of, load_reader

    reader = load_reader(file)

    def probabilities(images: np.ndarray) -> np.ndarray:
        shown = model_input(tf.constant(images), reader.form)
        return reader.model(shown, training=False).numpy()

    return _Opened(probabilities, classes_of(reader, file), find_dataset(reader.dataset))


def _likeliest(probabilities: np.ndarray, classes: tuple[str, ...]) -> list[dict]:
    order = probabilities.argsort()[::-1][:GUESSES]
    return [{"class": classes[i], "probability": float(probabilities[i])} for i in order]
