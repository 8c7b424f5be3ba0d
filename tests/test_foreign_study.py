"""A user's study of a user's data set goes the whole way where no study of this project is.

The data set has two classes, 20 x 20 pixels and colors, by which alone they can be told apart.
"""

import html
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from shutil import ignore_patterns

import numpy as np
import pytest
from PIL import Image, ImageDraw

from emnist_lab.datasets.load import Split, load_split
from emnist_lab.figures.data import plot_class_examples
from emnist_lab.studies import studies_below
from emnist_lab.trials.record import TrialRecord
from emnist_lab.trials.records import read_record

HERE = Path(__file__).parent
# Equally bright: 0.299 of red is 0.587 of green.
COLORS = {"red": (200, 0, 0), "green": (0, 102, 0)}
IMAGES = {"train": 80, "test": 40}
PICTURES_IN_REPORT = 4
ENOUGH_S = 250
# A search, a notebook and a rendering take a minute; .ci/run has them.
pytestmark = pytest.mark.slow


def write_lights(folder: Path) -> None:
    """Write discs of either color anywhere in the noise."""
    generator = np.random.default_rng(0)
    for part, images in IMAGES.items():
        for name, color in COLORS.items():
            (folder / part / name).mkdir(parents=True)
            for number in range(images):
                noise = generator.integers(0, 40, (20, 20, 1), np.uint8).repeat(3, axis=2)
                picture = Image.fromarray(noise)
                left, top = generator.integers(1, 9, 2)
                ImageDraw.Draw(picture).ellipse((left, top, left + 9, top + 9), fill=color)
                picture.save(folder / part / name / f"{number:03}.png")


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    """Return a project of the foreign study alone, run and rendered without Quarto."""
    root = tmp_path_factory.mktemp("foreign") / "project"
    repository = HERE.parent
    shutil.copytree(repository / "report", root / "report", ignore=ignore_patterns("*.qmd"))
    for file in ("_quarto.yml", "index.qmd", "search.qmd", "LICENSE", "CITATION.cff"):
        shutil.copy(repository / file, root)
    (root / "pyproject.toml").write_text('[project]\nname = "emnist_lab"\n')
    # The sentences that studies share are the project's, and so are the pages of all results and of
    # what moved; what a document says is the user's own.
    pages = ("results.qmd", "_results.qmd", "moved.qmd", "_moved.qmd")
    for file in ("_sentences.qmd", "_absent.qmd", *pages):
        shutil.copy(repository / "report" / file, root / "report")
    shutil.copytree(HERE / "foreign_project", root, dirs_exist_ok=True)
    write_lights(root / "data" / "lights")
    for command in ("run", "render"):
        emnist_lab(root, command)
    return root


def emnist_lab(root: Path, command: str) -> str:
    """Return what a command prints where no Quarto is installed."""
    done = subprocess.run(
        [sys.executable, "-m", "emnist_lab", command, "--profile", "tiny"],
        env={**os.environ, "PATH": "/nowhere", "EMNIST_LAB_ROOT": str(root)},
        cwd=root,
        capture_output=True,
        text=True,
        timeout=ENOUGH_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def records(finished) -> dict[str, TrialRecord]:
    """Return the records of the study's trials by variant."""
    folders = (finished / "runs" / "tiny" / "lights" / "trials").iterdir()
    found = [read_record(folder) for folder in folders]
    return {record.variant: record for record in found if record is not None}


def test_what_only_colors_tell_apart_is_learned_by_them_alone(records):
    assert records["color"].figures.test_acc > 0.95
    # Both classes are as bright, so that nothing is left to go by.
    assert records["brightness"].figures.test_acc < 0.75


def test_a_network_sees_the_pictures_as_they_are(records):
    forms = {name: record.hyperparameters.image.shape for name, record in records.items()}
    assert forms == {"color": (20, 20, 3), "brightness": (20, 20, 1)}
    assert {record.hyperparameters.split for record in records.values()} == {"lights"}
    assert {record.hyperparameters.task for record in records.values()} == {"classes"}


def test_two_classes_have_no_five_guesses(finished, records):
    assert all(record.figures.top5_acc is None for record in records.values())
    assert "top-5" not in page(finished, "build/notebooks/lights.html")


def page(root: Path, name: str) -> str:
    plain = re.sub(r"<[^>]+>", " ", (root / "_site" / name).read_text())
    return re.sub(r"\s+", " ", html.unescape(plain))


def test_the_report_tells_of_the_study_and_of_no_other(finished):
    report = page(finished, "report/report.html")
    assert "The images are pictures of traffic lights, from the folder" in report
    assert "Validation chooses color" in report
    for foreign in ("EMNIST handwriting", "letter", "balanced", "layer_4_1"):
        assert foreign not in report


def test_every_document_is_there_with_its_pictures(finished):
    site = finished / "_site" / "report"
    for name in ("report.html", "report.pdf", "report.docx", "slides.html", "slides.pptx"):
        assert (site / name).stat().st_size > 1_000, name
    with zipfile.ZipFile(site / "report.docx") as archive:
        pictures = [name for name in archive.namelist() if name.endswith(".png")]
    assert len(pictures) == PICTURES_IN_REPORT
    assert "Traffic lights" in page(finished, "report/slides.html")


def test_an_untouched_run_and_rendering_are_found_clean_and_a_changed_number_is_not(finished):
    said = emnist_lab(finished, "verify")
    assert "FAILS" not in said
    assert re.search(r"[1-9]\d* passages and [1-9]\d* tables in 5 of them", said)
    page = finished / "_site" / "report" / "report.html"
    whole = page.read_text()
    try:
        page.write_text(re.sub(r"(\d)\.(\d)(\s|&nbsp;)%", r"\1.\2\g<3>of", whole))
        with pytest.raises(AssertionError, match="not on the page"):
            emnist_lab(finished, "verify")
    finally:
        page.write_text(whole)


def test_pictures_of_classes_keep_their_colors(finished):
    shown = plot_class_examples(load_lights(finished), columns=1)
    (canvas,) = (image.get_array() for image in shown.axes[0].images)
    assert canvas.ndim == 3
    assert {tuple(color) for color in canvas.reshape(-1, 3)} >= set(COLORS.values())


def load_lights(root: Path) -> Split:
    study = studies_below(root / "analysis")["lights"]
    return load_split("lights", root / "data" / "lights", study.dataset)
