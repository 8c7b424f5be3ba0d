"""A study's notebook runs through papermill with its parameters, and fails in plain words."""

import subprocess
import sys

import nbformat
import pytest

from emnist_lab.errors import EmnistLabError
from emnist_lab.profile import load_profile
from emnist_lab.project import Project
from emnist_lab.studies import find_study
from emnist_lab.trials import freshness
from emnist_lab.trials.freshness import study_status
from emnist_lab.workflow.notebook import execute_study

PROFILE = """
description: for tests
validation_fraction: 0.25
max_epochs: 1
seeds: [0]
"""
NOTEBOOK = """
# %% tags=["parameters"]
profile = "quick"
data_dir = None

# %%
#| label: tbl-profile
print(f"profile {profile}, data {data_dir}")
"""
# Studies' notebooks say this themselves.
KERNEL = ("--kernel", "python3", "--language", "python")


@pytest.fixture
def analysis(project, monkeypatch):
    for name in ("cached_digest", "split_digest"):
        monkeypatch.setattr(freshness, name, lambda *_: "tiny")
    Project.find().profile_file("tiny").parent.mkdir(parents=True)
    Project.find().profile_file("tiny").write_text(PROFILE)
    Project.find().notebook_source("data").parent.mkdir()
    Project.find().notebook_source("data").write_text(NOTEBOOK)
    return Project.find().analysis_dir


def test_notebook_runs_with_its_parameters_and_is_fresh_then(analysis):
    executed = execute_study(
        find_study(Project.find(), "data"), load_profile(Project.find(), "tiny")
    )
    notebook = nbformat.read(executed, as_version=4)
    output = notebook.cells[-1].outputs[0].text
    assert output == "profile tiny, data None\n"
    assert (
        study_status(find_study(Project.find(), "data"), load_profile(Project.find(), "tiny")).state
        == "fresh"
    )
    assert [file.name for file in executed.parent.iterdir() if file.name.startswith(".")] == []


def test_a_cell_that_raises_is_named_and_leaves_no_notebook_behind(analysis):
    Project.find().notebook_source("data").write_text(
        NOTEBOOK + '\n# %%\nraise ValueError("no such split")\n'
    )
    with pytest.raises(EmnistLabError, match=r"cell \d+ raised ValueError: no such split"):
        execute_study(find_study(Project.find(), "data"), load_profile(Project.find(), "tiny"))
    assert not load_profile(Project.find(), "tiny").executed_notebook("data").exists()
    assert (load_profile(Project.find(), "tiny").study_dir("data") / "failed.ipynb").is_file()


def test_an_unknown_key_in_a_profile_is_refused(analysis):
    Project.find().profile_file("tiny").write_text(PROFILE + "max_epoch: 3\n")
    with pytest.raises(EmnistLabError, match="max_epoch"):
        load_profile(Project.find(), "tiny")


def test_an_unknown_profile_names_the_known_ones(analysis):
    with pytest.raises(EmnistLabError, match="choose one of: tiny"):
        load_profile(Project.find(), "tiney")


def test_a_notebook_imports_from_its_own_folder_by_papermill_alone_too(analysis):
    source = Project.find().notebook_source("data")
    (source.parent / "words.py").write_text("WORD = 'from its own folder'\n")
    source.write_text(NOTEBOOK + "\n# %%\nfrom analysis.data.words import WORD\n\nprint(WORD)\n")
    study = find_study(Project.find(), "data")
    executed = execute_study(study, load_profile(Project.find(), "tiny"))
    alone = source.with_suffix(".ipynb")
    for command in (
        ("jupytext", "--to", "ipynb", source),
        ("papermill", alone, alone, "-p", "profile", "tiny", *KERNEL),
    ):
        subprocess.run([sys.executable, "-m", *command], cwd=analysis.parent, check=True)
    for file in (executed, alone):
        shown = nbformat.read(file, as_version=4).cells[-1].outputs[0].text
        assert shown == "from its own folder\n"
