"""What a saved model reads in photographed or scanned characters."""

from pathlib import Path

import numpy as np
import tensorflow as tf

from emnist_lab.datasets.convert import photo_to_emnist
from emnist_lab.datasets.pipelines import model_input
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
        For each picture `image` and `top5`, the likeliest characters with their probabilities.

    Raises
    ------
    EmnistLabError
        If the file is no model, or a picture cannot be read or shows nothing.
    """
    reader = load_reader(file)
    classes = characters_of(reader, file)
    converted = np.stack([photo_to_emnist(image) for image in images])
    shown = model_input(tf.constant(converted), reader.form)
    probabilities = reader.model(shown, training=False).numpy()
    return [
        {"image": str(image), "top5": _likeliest(row, classes)}
        for image, row in zip(images, probabilities, strict=True)
    ]


def _likeliest(probabilities: np.ndarray, classes: tuple[str, ...]) -> list[dict]:
    order = probabilities.argsort()[::-1][:GUESSES]
    return [{"character": classes[i], "probability": float(probabilities[i])} for i in order]
