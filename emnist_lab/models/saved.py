"""Saved models that know what they read: a `.keras` file with a card inside."""

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass

from emnist_lab.errors import EmnistLabError
from emnist_lab.files import DAMAGED_ARCHIVE, check_unpacked, whole_file
from emnist_lab.names import Name
from emnist_lab.recipe import ImageForm

# Who only reads cards need not wait for TensorFlow.
if TYPE_CHECKING:
    import keras

CARD_MEMBER = "emnist_lab.json"


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class ModelCard:
    """What is needed to use a saved model.

    `classes` are the characters in the order of its outputs, `image` the form of its input;
    `study`, `variant` and `fingerprint` name the trial that made it, `dataset` what it read,
    None where that was left unsaid.
    """

    classes: tuple[Name, ...]
    image: ImageForm
    study: Name
    variant: Name
    fingerprint: Name
    dataset: Name | None = None


def save_model(model: "keras.Model", file: Path, card: ModelCard) -> None:
    """Save a model and its card as one `.keras` file, whole or not at all.

    Keras reads its own members of the archive and leaves the card alone, so that
    `keras.models.load_model` takes the file too.
    """
    with whole_file(file) as temporary:
        model.save(temporary)
        with zipfile.ZipFile(temporary, "a") as archive:
            archive.writestr(CARD_MEMBER, TypeAdapter(ModelCard).dump_json(card))


def read_card(file: Path) -> ModelCard | None:
    """Return the card of a saved model, None for a model that this project did not save.

    Raises
    ------
    EmnistLabError
        If there is a card that is none of this project's.
    """
    if not zipfile.is_zipfile(file):
        return None
    try:
        with zipfile.ZipFile(file) as archive:
            if CARD_MEMBER not in archive.namelist():
                return None
            check_unpacked(archive)
            return TypeAdapter(ModelCard).validate_json(archive.read(CARD_MEMBER))
    except (ValueError, *DAMAGED_ARCHIVE) as error:
        raise EmnistLabError(
            f"its {CARD_MEMBER} is no description of a model that this version can read",
            where=file,
            fix=f"train it again, or remove {CARD_MEMBER} from it as from a zip",
        ) from error
