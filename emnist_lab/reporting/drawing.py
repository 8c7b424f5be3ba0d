"""A field in the pages to draw a character in, read there by a small network that was trained."""

import json
import multiprocessing
import shutil
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from markupsafe import Markup

from emnist_lab.code_digests import code_digests
from emnist_lab.config import Study
from emnist_lab.dataset import DataSet
from emnist_lab.datasets.load import load_split
from emnist_lab.datasets.origin import find_origin
from emnist_lab.evidence.pool import can_be_chosen
from emnist_lab.files import read_text, write_whole
from emnist_lab.portable.page import RUNTIME, SCRIPTS, WRITERS
from emnist_lab.portable.page_data import IMAGES_SCRIPT, NETWORK_SCRIPT, write_page_data
from emnist_lab.portable.weights import WEIGHTS_FILE, TrainedNetwork
from emnist_lab.profile import Profile
from emnist_lab.studies import find_studies
from emnist_lab.training.structure import STRUCTURE_FILE, read_structure
from emnist_lab.trials.record import TrialRecord
from emnist_lab.trials.records import MODEL_FILE, study_records

DRAW = SCRIPTS / "draw.js"
LAYERS = {"InputLayer", *WRITERS}
# A page is to load and to read in a moment; in half precision they stay below 2 MB.
MOST_PARAMETERS = 900_000
DRAWING_FOLDER = Path("build") / "draw"
FACTS_FILE = "drawing.json"


@dataclass(frozen=True)
class SmallNetwork:
    """A trained network that a page can run, and whose trial it is."""

    record: TrialRecord
    dataset: DataSet
    network: TrainedNetwork


def choose_small_network(profile: Profile) -> SmallNetwork | None:
    """Return the network of the best validation accuracy among those that a page can run.

    It learned the common task, has at most 900,000 parameters and its weights are at hand; None
    where there is none, or where its data set has no way to make images of strokes.
    """
    found = [
        small
        for study in find_studies(profile.project).values()
        if study.dataset.stroke_script is not None
        for record in study_records(study, profile)
        if can_be_chosen(record, study.dataset)
        and (small := _small_network(record, study, profile)) is not None
    ]
    return max(found, key=lambda small: small.record.figures.val_acc or 0, default=None)


def _small_network(record: TrialRecord, study: Study, profile: Profile) -> SmallNetwork | None:
    folder = profile.trial_dir(*record.key)
    file = next((f for f in (folder / MODEL_FILE, folder / WEIGHTS_FILE) if f.is_file()), None)
    parameters = record.figures.parameters
    if file is None or parameters is None or parameters > MOST_PARAMETERS:
        return None
    if not (folder / STRUCTURE_FILE).is_file() or not LAYERS.issuperset(
        read_structure(folder)["kind"]
    ):
        return None
    chosen, dataset = record.hyperparameters, study.dataset
    classes = dataset.classes(chosen.split, chosen.task)
    form = chosen.image.of(dataset.side, dataset.channels)
    network = TrainedNetwork(file, chosen.model, dict(chosen.options), form, classes)
    return SmallNetwork(record, dataset, network)


def write_drawing(profile: Profile, data_dir: Path | None) -> None:
    """Write the scripts of the field, with network and test images, or none where none fits.

    A process of its own imports TensorFlow, and only where the network is another than before.

    Raises
    ------
    EmnistLabError
        If the weights are not those of the network.
    """
    folder = profile.project.root / DRAWING_FOLDER
    small = choose_small_network(profile)
    if small is None or small.dataset.stroke_script is None:
        shutil.rmtree(folder, ignore_errors=True)
        return
    images = labels = None
    if find_origin(data_dir, dataset=small.dataset).has_images:
        split = load_split(small.record.hyperparameters.split, data_dir, small.dataset)
        images, labels = split.test_images[:], split.test_labels[:]
    facts = {
        "profile": profile.name,
        "study": small.record.study,
        "variant": small.record.variant,
        "has_images": images is not None,
        "weights": sha256(small.network.file.read_bytes()).hexdigest(),
        "data": small.record.data,
        # Scripts that other code wrote may not fit today's page.
        "code": code_digests("emnist_lab.portable.page", "emnist_lab.portable.page_data"),
        "stroke_script": small.dataset.stroke_script.name,
    }
    if _facts(folder) != facts:
        shutil.rmtree(folder, ignore_errors=True)
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=spawn) as process:
            arguments = (small.network, small.dataset.side, images, labels, folder)
            process.submit(write_page_data, *arguments).result()
        write_whole(folder / FACTS_FILE, json.dumps(facts, indent=1))
    for script in (RUNTIME, DRAW, small.dataset.stroke_script):
        shutil.copyfile(script, folder / script.name)


def drawing_values(profile: Profile) -> dict[str, Any] | None:
    """Return what documents quote of the field: `study`, `variant`, `has_images`; None without."""
    facts = _facts(profile.project.root / DRAWING_FOLDER)
    return facts if facts and facts["profile"] == profile.name else None


def drawing_field(drawing: dict[str, Any], to_root: str) -> Markup:
    """Return the field as raw HTML for a page that lies `to_root` below the site's root."""
    names = [RUNTIME.name, drawing["stroke_script"], NETWORK_SCRIPT]
    names += [IMAGES_SCRIPT] * drawing["has_images"]
    folder = f"{to_root}{DRAWING_FOLDER.as_posix()}"
    scripts = "".join(
        f'<script src="{folder}/{name}" defer></script>' for name in (*names, DRAW.name)
    )
    return Markup(f'`<div class="draw-here"></div>{scripts}`{{=html}}')


def _facts(folder: Path) -> dict[str, Any] | None:
    file = folder / FACTS_FILE
    return json.loads(read_text(file)) if file.is_file() else None
