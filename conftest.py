"""What every test may rely on: no setting of the user's machine, and a project of its own."""

import gc
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from real_templates import said

from emnist_lab import studies
from emnist_lab.config import Study, Variant
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.datasets.load import Split
from emnist_lab.datasets.origin import drawn_origin
from emnist_lab.profile import Profile
from emnist_lab.project import Project
from emnist_lab.recipe import ImageForm, Recipe

REPOSITORY = Path(__file__).parent


def pytest_addoption(parser):
    parser.addoption(
        "--shortened",
        action="store_true",
        help="slow tests count only as far as their proof needs; quick as a whole is left out",
    )


def pytest_collection_finish():
    # TensorFlow and pandas stay: looking through them again takes 0.2 s each time that a library
    # collects garbage, and statsmodels does so whenever it corrects p values.
    gc.freeze()


@pytest.fixture(scope="session")
def shortened(request) -> bool:
    """Return whether slow tests should count only as far as their proof needs (see .ci/run)."""
    return request.config.getoption("--shortened")


@pytest.fixture(autouse=True)
def _no_user_settings(monkeypatch):
    for name in list(os.environ):
        if name.startswith("EMNIST_LAB_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session", autouse=True)
def _studies_of_this_project():
    """Have projects that tests make know the studies of this one, whose folders they lack."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(studies, "studies_dir", lambda project: REPOSITORY / "analysis")
        yield


@pytest.fixture(autouse=True)
def _studies_are_imported_from_this_project():
    studies.lead_imports_to(REPOSITORY / "analysis")


@pytest.fixture
def only_studies(monkeypatch):
    """Return a function that leaves some studies, in this order, as long as the test runs."""

    def leave(*left: Study) -> None:
        monkeypatch.setattr(
            studies, "studies_below", lambda _: {study.name: study for study in left}
        )

    return leave


@pytest.fixture(scope="session")
def make_project():
    """Return a function that makes a folder the root of an empty project."""

    def make(folder: Path) -> Path:
        (folder / "analysis").mkdir(parents=True)
        (folder / "pyproject.toml").write_text('[project]\nname = "emnist_lab"\n')
        return folder

    return make


@pytest.fixture(scope="session")
def copy_project():
    """Return a function that copies into a new folder what this project runs and renders from."""

    def copy(folder: Path) -> Path:
        for part in ("analysis", "report"):
            shutil.copytree(REPOSITORY / part, folder / part)
        for file in (
            "_quarto.yml",
            "index.qmd",
            "search.qmd",
            "pyproject.toml",
            "LICENSE",
            "CITATION.cff",
        ):
            shutil.copy(REPOSITORY / file, folder)
        return folder

    return copy


@pytest.fixture
def project(make_project, tmp_path, monkeypatch) -> Path:
    """Return the root of an empty project, which the library takes for its own."""
    root = make_project(tmp_path / "project")
    monkeypatch.setenv("EMNIST_LAB_ROOT", str(root))
    return root


@pytest.fixture
def saved(tmp_path) -> Path:
    """Return the file of an untrained network that reads digits."""
    from emnist_lab.models.build import build_model
    from emnist_lab.models.saved import ModelCard, save_model

    file = tmp_path / "model.keras"
    form = ImageForm(side=32, channels=1, fit="pad")
    card = ModelCard(tuple("0123456789"), form, "baselines", "lenet5_old", "abc")
    save_model(build_model("lenet5_old", form.shape, 10), file, card)
    return file


@pytest.fixture(scope="session")
def tiny_split() -> Split:
    """Return 160 training and 60 test images of four classes: a bright quadrant in noise.

    All tests share it, so that no array of it can be written to.
    """
    generator = np.random.default_rng(7)
    train_labels = np.arange(160, dtype=np.uint8) % 4
    test_labels = np.arange(60, dtype=np.uint8) % 4
    for labels in (train_labels, test_labels):
        labels.setflags(write=False)
    return Split(
        name="balanced",
        classes=("0", "1", "2", "3"),
        train_images=_quadrants(train_labels, generator),
        train_labels=train_labels,
        test_images=_quadrants(test_labels, generator),
        test_labels=test_labels,
        origin=drawn_origin(EMNIST.drawing),
        digest="tiny",
    )


@pytest.fixture(scope="session")
def say():
    """Return a function that fills a macro of one of this project's templates with values."""
    return lambda template, macro, *values: said(macro, *values, file=template)


@pytest.fixture
def project_with_profiles(project) -> Path:
    """Return the root of a project that has this one's profiles, and nothing else."""
    shutil.copytree(REPOSITORY / "analysis" / "profiles", project / "analysis" / "profiles")
    return project


@pytest.fixture(scope="session")
def make_tiny_profile():
    """Return a function that makes the profile of seconds of the project that is at hand."""
    return lambda: profile_of_seconds(Project.find())


@pytest.fixture
def tiny_profile(request) -> Profile:
    """Return a profile of seconds: two epochs of 40 images, one seed; in the test's project."""
    if "project" in request.fixturenames:
        request.getfixturevalue("project")
    return profile_of_seconds(Project.find())


def profile_of_seconds(project: Project) -> Profile:
    return Profile(
        project=project,
        name="tiny",
        description="for tests",
        validation_fraction=0.25,
        max_epochs=2,
        batch_divisor=1,
        seeds=(0,),
        latency_runs=20,
    )


@pytest.fixture(scope="session")
def tiny_study() -> Study:
    """Return a study with a trial that learns, one that diverges and one that cannot be built."""
    recipe = Recipe(batch_size=16, learning_rate=0.003, epochs=2, plateau_patience=1)
    lenet = Variant(
        name="learns",
        change="as it is",
        model="lenet5_new",
        image=ImageForm(side=32, channels=3),
        recipe=recipe,
    )
    explosive = recipe.model_copy(update={"optimizer": "sgd", "learning_rate": 1e30})
    return Study(
        dataset=EMNIST,
        name="layers",
        title="Tiny",
        question="Does the way work?",
        variants=(
            lenet,
            lenet.model_copy(update={"name": "diverges", "recipe": explosive}),
            lenet.model_copy(update={"name": "fails", "options": {"no_such_option": 1}}),
        ),
    )


def _quadrants(labels: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    images = generator.integers(0, 60, (len(labels), 28, 28), dtype=np.uint8)
    for image, label in zip(images, labels, strict=True):
        row, column = divmod(int(label), 2)
        image[14 * row : 14 * row + 14, 14 * column : 14 * column + 14] += 180
    images.setflags(write=False)
    return images
