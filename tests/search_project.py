"""A project whose tiny study every process of a search finds by its name."""

import gzip
import os
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

STUDY = """
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.config import Study, Variant
from emnist_lab.recipe import Augmentation, ImageForm, Recipe

def variant(optimizer, rate):
    recipe = Recipe(batch_size=64, optimizer=optimizer, learning_rate=rate, epochs=12,
                    plateau_patience=2, augmentation=Augmentation(rotation=10, shift=0.1))
    return Variant(name=f"{optimizer}-{rate}", change="", model="lenet5_new", recipe=recipe,
                   image=ImageForm(side=32, channels=3, fit="pad"))

STUDY = Study(dataset=EMNIST, name="tiny", title="", question="", variants=tuple(
    variant(optimizer, rate) for optimizer in ("adam", "nesterov") for rate in (0.01, 0.003, 0.001)
))
"""
PROFILE = """
description: for tests
validation_fraction: 0.25
max_epochs: 12
seeds: [{seeds}]
latency_runs: 20
"""
RUN = """
import sys
from emnist_lab.search.run import run_study
run_study("tiny", "tiny", sys.argv[1])
"""


@dataclass(frozen=True)
class SearchProject:
    """A project with data of its own, and the commands that train its study's six trials."""

    root: Path
    data: Path

    @property
    def study_folder(self) -> Path:
        return self.root / "runs" / "tiny" / "tiny"

    def start(self, *arguments: str, **settings: str) -> subprocess.Popen:
        """Start a search, or another Python command, as a process group of its own."""
        environment = {
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "EMNIST_LAB_ROOT": str(self.root),
            "EMNIST_LAB_WORKERS": "2",
            "TF_CPP_MIN_LOG_LEVEL": "2",
        }
        command = arguments or ("-c", RUN, str(self.data))
        with (self.root / "output.log").open("ab") as output:
            return subprocess.Popen(
                [sys.executable, *command],
                env=os.environ | environment | settings,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def last_words(self) -> str:
        logs = [*self.study_folder.glob("*.log"), self.root / "output.log"]
        return "\n".join(log.read_text(errors="replace")[-2000:] for log in logs)


@pytest.fixture
def search_project(make_project, tmp_path):
    """Return a function that makes such a project; all of them hold the same data."""

    def make(name: str, study: str = STUDY, seeds: tuple[int, ...] = (0,)) -> SearchProject:
        return fill_project(make_project(tmp_path / name), study, seeds)

    return make


def fill_project(root: Path, study: str = STUDY, seeds: tuple[int, ...] = (0,)) -> SearchProject:
    """Write a study, its profile and its data into an empty project."""
    for folder in ("emnist", "analysis/profiles"):
        (root / folder).mkdir(parents=True)
    write_study(root, "tiny", study)
    profile = PROFILE.format(seeds=", ".join(map(str, seeds)))
    (root / "analysis" / "profiles" / "tiny.yaml").write_text(profile)
    _write_data(root / "emnist")
    return SearchProject(root, root / "emnist")


def write_study(root: Path, name: str, study: str, notebook: str | None = None) -> None:
    """Write a study, and its notebook as a jupytext script, in place of what its folder held."""
    folder = root / "analysis" / name
    folder.mkdir(exist_ok=True)
    (folder / "study.py").write_text(study)
    if notebook is not None:
        (folder / "notebook.py").write_text(notebook)


def _write_data(folder: Path) -> None:
    generator = np.random.default_rng(5)
    for part, count in (("train", 2400), ("test", 300)):
        labels = (np.arange(count) % 47).astype(np.uint8)
        images = generator.integers(0, 200, (count, 28, 28), dtype=np.uint8)
        images[np.arange(count), :, labels % 28] += 55
        for kind, values in (("images", images), ("labels", labels)):
            name = f"emnist-balanced-{part}-{kind}-idx{values.ndim}-ubyte.gz"
            head = struct.pack(f">I{values.ndim}I", 0x0800 | values.ndim, *values.shape)
            (folder / name).write_bytes(gzip.compress(head + values.tobytes(), compresslevel=1))
