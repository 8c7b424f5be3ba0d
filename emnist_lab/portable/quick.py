"""Networks that this project trained, converted once, so that reading needs no TensorFlow.

They lie in `build/converted`, by the digest of the model's file; one without content says that the
model cannot be converted.
"""

import hashlib
from pathlib import Path

from emnist_lab.dataset import DataSet
from emnist_lab.datasets.registry import find_dataset
from emnist_lab.errors import EmnistLabError
from emnist_lab.files import whole_file
from emnist_lab.models.saved import read_card
from emnist_lab.portable.keras_export import write_exported
from emnist_lab.portable.litert import LiteModel
from emnist_lab.project import Project


def quick_model(file: Path) -> LiteModel | None:
    """Return a model as it was converted, None where it was not, or cannot be."""
    converted = _converted_file(file)
    if converted is None or not converted.is_file():
        return None
    content = converted.read_bytes()
    return LiteModel(content) if content else None


def may_be_quick(file: Path) -> bool:
    """Return whether a model is of this project's, and was not converted yet."""
    converted = _converted_file(file)
    return converted is not None and not converted.exists()


def convert_for_quick_reading(file: Path) -> None:
    """Convert a model for `quick_model`; where it then reads otherwise than Keras, leave it so."""
    from emnist_lab.models.user_models import load_reader
    from emnist_lab.portable.stored import agree, probes, reading_stored

    converted = _converted_file(file)
    if converted is None:
        return
    dataset = _dataset_of(file)
    model = reading_stored(load_reader(file), dataset.shape)
    images = probes(dataset.shape)
    try:
        write_exported(model, converted, "litert")
        fits = agree(LiteModel(converted.read_bytes())(images), model.predict_on_batch(images))
    except (EmnistLabError, ValueError):
        fits = False
    if not fits:
        with whole_file(converted) as temporary:
            temporary.write_bytes(b"")


def _converted_file(file: Path) -> Path | None:
    """Return where a model's converted form belongs; a stranger's, without a card, has none."""
    try:
        if not file.is_file() or read_card(file) is None:
            return None
        folder = Project.find().root / "build" / "converted"
    except EmnistLabError:
        return None
    return folder / f"{hashlib.sha256(file.read_bytes()).hexdigest()}.tflite"


def _dataset_of(file: Path) -> DataSet:
    card = read_card(file)
    return find_dataset(card.dataset if card else None)
