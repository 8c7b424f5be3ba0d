"""What a saved model reads in photographed or scanned characters."""

from pathlib import Path

import numpy as np
import tensorflow as tf

from emnist_lab.datasets.catalog import CATALOG
from emnist_lab.datasets.convert import photo_to_emnist
from emnist_lab.datasets.pipelines import model_input
from emnist_lab.errors import EmnistLabError
from emnist_lab.models.build import load_model
from emnist_lab.training.saved import form_and_classes

GUESSES = 5


def read_characters(file: Path, images: list[Path]) -> list[dict]:
    """Return what a saved model reads in photos or scans of one character each.

    Parameters
    ----------
    file : Path
        A `.keras` file.
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
    model = load_model(file)
    form, classes = form_and_classes(model, file)
    classes = classes or _classes_by_count(model.output_shape[-1], file)
    converted = np.stack([photo_to_emnist(image) for image in images])
    probabilities = model(model_input(tf.constant(converted), form), training=False).numpy()
    return [
        {"image": str(image), "top5": _likeliest(row, classes)}
        for image, row in zip(images, probabilities, strict=True)
    ]


def _likeliest(probabilities: np.ndarray, classes: tuple[str, ...]) -> list[dict]:
    order = probabilities.argsort()[::-1][:GUESSES]
    return [{"character": classes[i], "probability": float(probabilities[i])} for i in order]


def _classes_by_count(count: int, file: Path) -> tuple[str, ...]:
    for facts in CATALOG.values():
        if len(facts.classes) == count:
            return facts.classes
    raise EmnistLabError(
        f"no split of EMNIST has {count} classes", where=file, mend="use a model trained here"
    )
