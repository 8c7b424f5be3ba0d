"""A user's study of a user's data set goes the whole way where no study of this project is.

The data set has two classes, 20 x 20 pixels and colours, by which alone they can be told apart.
"""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from emnist_lab.datasets.kept import kept_profile

HERE = Path(__file__).parent
# Equally bright: 0.299 of red is 0.587 of green.
COLOURS = {"red": (200, 0, 0), "green": (0, 102, 0)}
IMAGES = {"train": 80, "test": 40}
ENOUGH_S = 250


def write_lights(folder: Path) -> None:
    """Write discs of either colour anywhere in the noise."""
    generator = np.random.default_rng(0)
    for part, images in IMAGES.items():
        for name, colour in COLOURS.items():
            (folder / part / name).mkdir(parents=True)
            for number in range(images):
                noise = generator.integers(0, 40, (20, 20, 1), np.uint8).repeat(3, axis=2)
                picture = Image.fromarray(noise)
                left, top = generator.integers(1, 9, 2)
                ImageDraw.Draw(picture).ellipse((left, top, left + 9, top + 9), fill=colour)
                picture.save(folder / part / name / f"{number:03}.png")


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    """Return a project of the foreign study alone, run and rendered without Quarto."""
    root = tmp_path_factory.mktemp("foreign") / "project"
    shutil.copytree(HERE / "foreign_project", root)
    for file in ("_quarto.yml", "index.qmd", "report/page.css", "report/slides.css"):
        shutil.copy(HERE.parent / file, root / file)
    shutil.copy(HERE.parent / "report" / "references.bib", root / "report")
    (root / "pyproject.toml").write_text('[project]\nname = "lights"\n')
    write_lights(root / "data" / "lights")
    for command in ("run", "render"):
        emnist_lab(root, command, "--profile", "tiny")
    return root


def emnist_lab(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "emnist_lab", *arguments],
        env={"PATH": "/nowhere", "PYTHONPATH": str(HERE.parent), "EMNIST_LAB_ROOT": str(root)},
        cwd=root,
        capture_output=True,
        text=True,
        timeout=ENOUGH_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def records(root: Path) -> dict:
    from emnist_lab.trials.record import read_record
    return {}
