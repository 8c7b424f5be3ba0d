"""What a saved model reads in a user's pictures, such as photographed characters."""

from functools import partial
from pathlib import Path

import numpy as np
import tensorflow as tf

from emnist_lab.datasets.picture import show_scaled
from emnist_lab.datasets.pipelines import model_input
from emnist_lab.datasets.registry import find_dataset
from emnist_lab.errors import DataError
from emnist_lab.models.brought import classes_of, load_reader

GUESSES = 5


def read_pictures(file: Path, images: list[Path]) -> list[dict]:
    """Return what a saved model reads in pictures of one thing each, made images of its data set.

    Parameters
    ----------
    file : Path
        A `.keras` or `.h5` file, of this project or of another.
    images : list of Path
        Pictures of any size.

    Returns
    -------
    list of dict
        For each picture `image`, `guesses` (the five likeliest classes, or all where there are
        fewer, with their probabilities) and `doubts`, in words. For one that cannot be
        read, or shows nothing, `image`, `error` and `fix`: the others are read nevertheless.

    Raises
    ------
    EmnistLabError
        If the file is no model.
    """
    reader = load_reader(file)
    dataset = find_dataset(reader.dataset)
    classes = classes_of(reader, file)
    show = dataset.show_picture or partial(show_scaled, dataset)
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
        shown = model_input(tf.constant(np.stack(converted)), reader.form)
        probabilities = reader.model(shown, training=False).numpy()
        read = [reading for reading in readings if "error" not in reading]
        for reading, row in zip(read, probabilities, strict=True):
            reading["guesses"] = _likeliest(row, classes)
    return readings


def _likeliest(probabilities: np.ndarray, classes: tuple[str, ...]) -> list[dict]:
    order = probabilities.argsort()[::-1][:GUESSES]
    return [{"class": classes[i], "probability": float(probabilities[i])} for i in order]
