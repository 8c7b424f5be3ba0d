"""What a saved model reads in photographed or scanned characters."""

from pathlib import Path

import numpy as np
import tensorflow as tf

from emnist_lab.datasets.emnist.convert import ink_to_emnist, photographed_character
from emnist_lab.datasets.pipelines import model_input
from emnist_lab.errors import DataError
from emnist_lab.models.brought import characters_of, load_reader

GUESSES = 5


def read_characters(file: Path, images: list[Path]) -> list[dict]:
    """Return what a saved model reads in photos or scans of one character each.

    Parameters
    ----------
    file : Path
        A `.keras` or `.h5` file, of this project or of another.
    images : list of Path
        Pictures of any size, dark on light or light on dark.

    Returns
    -------
    list of dict
        For each picture `image`, `top5` (the likeliest characters with their probabilities) and
        `doubts`, in words. For one that cannot be read, or shows nothing, `image`, `error` and
        `mend`: the others are read nevertheless.

    Raises
    ------
    EmnistLabError
        If the file is no model.
    """
    reader = load_reader(file)
    classes = characters_of(reader, file)
    readings, converted = [], []
    for image in images:
        try:
            character = photographed_character(image)
        except DataError as error:
            readings.append({"image": str(image), "error": error.problem, "mend": error.mend})
        else:
            readings.append({"image": str(image), "doubts": list(character.doubts)})
            converted.append(ink_to_emnist(character.ink))
    if converted:
        shown = model_input(tf.constant(np.stack(converted)), reader.form)
        probabilities = reader.model(shown, training=False).numpy()
        read = [reading for reading in readings if "error" not in reading]
        for reading, row in zip(read, probabilities, strict=True):
            reading["top5"] = _likeliest(row, classes)
    return readings


def _likeliest(probabilities: np.ndarray, classes: tuple[str, ...]) -> list[dict]:
    order = probabilities.argsort()[::-1][:GUESSES]
    return [{"character": classes[i], "probability": float(probabilities[i])} for i in order]
