"""EMNIST as the registry has it: its facts, and where its forms, drawing and photos are made."""

from pathlib import Path
from typing import Any

import numpy as np

from emnist_lab.dataset import DataSet, Download, Task
from emnist_lab.datasets.emnist import folder, synthesize
from emnist_lab.datasets.emnist.catalog import ARCHIVE_NAME, CATALOG, IMAGE_SIDE

_CHARACTERS = CATALOG["byclass"].classes
_DIGIT_OR_LETTER = {c: "digit" if c.isdigit() else "letter" for c in _CHARACTERS}
# Characters whose shapes overlap so far that a single image may not tell them apart.
_LOOK_ALIKES = ("0O", "1IL", "9qg", "5S", "2Z", "Ff")


def _show_photo(picture: Any) -> tuple[np.ndarray, tuple[str, ...]]:
    # Only who reads photos need wait for SciPy.
    from emnist_lab.datasets.emnist.convert import photo_to_emnist

    return photo_to_emnist(picture)


def _fetch_archive() -> Path:
    from emnist_lab.datasets.emnist.download import download_emnist

    return download_emnist()


EMNIST = DataSet(
    name="emnist",
    content="EMNIST handwriting",
    splits=tuple(CATALOG.values()),
    side=IMAGE_SIDE,
    form=folder,
    holds_for="handwriting like that of EMNIST's writers",
    light_on_dark=True,
    tasks=(Task("characters"), Task("digit_or_letter", _DIGIT_OR_LETTER)),
    look_alikes=tuple(tuple(group) for group in _LOOK_ALIKES),
    top_k=5,
    drawing=synthesize,
    # The download gets its name only after its checksum was found right.
    download=Download(
        ARCHIVE_NAME, "The images are EMNIST's official ones, as NIST gives out.", _fetch_archive
    ),
    show_picture=_show_photo,
    stroke_script=Path(__file__).with_name("drawing.js"),
)
