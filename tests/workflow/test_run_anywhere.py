"""A run works in folders of any name, with any home, beside another, and says why it fails."""

import json

import nbformat
import pytest
from search_project import write_study

STUDY = """
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.config import Study
STUDY = Study(dataset=EMNIST, name="tiny", title="", question="")
"""
NOTEBOOK = """
# %% tags=["parameters"]
profile = "quick"
data_dir = None

# %%
import json, os, sys
import matplotlib
from IPython.paths import get_ipython_dir

places = [get_ipython_dir(), matplotlib.get_cachedir(), matplotlib.get_configdir()]
print(json.dumps({"profile": profile, "data_dir": data_dir, "cwd": os.getcwd(), "places": places}))
"""
ODD = '필기 인식 (1) $HOME `a` "b" & kim\'s; #{c}'
ENOUGH_S = 120


@pytest.fixture
def odd_project(search_project):
    project = search_project(ODD, STUDY)
    write_study(project.root, "tiny", STUDY, NOTEBOOK)
    return project


def run(project, profile="tiny", data=None, **settings) -> int:
    command = ("-m", "emnist_lab", "run", "tiny", "--profile", profile)
    data = data or project.data
    return project.start(*command, "--data-dir", str(data), **settings).wait(ENOUGH_S)


def printed(project, profile="tiny") -> dict:
    executed = project.root / "runs" / profile / "tiny" / "notebook.ipynb"
    return json.loads(nbformat.read(executed, as_version=4).cells[-1].outputs[0].text)


def test_folders_of_project_and_data_may_have_any_name(odd_project):
    data = odd_project.data.rename(odd_project.root / "kim's $(touch PWN)'z (2) data")
    assert run(odd_project, data=data) == 0, odd_project.last_words()
    assert printed(odd_project)["data_dir"] == str(data)
    assert printed(odd_project)["cwd"] == str(odd_project.root)
    assert not list(odd_project.root.rglob("PWN"))


def test_without_a_home_to_write_to_caches_are_the_projects(odd_project):
    profiles = odd_project.root / "analysis" / "profiles"
    # A number to a reader of YAML.
    (profiles / "tiny.yaml").rename(profiles / "1e3.yaml")
    assert run(odd_project, "1e3", HOME="/proc") == 0, odd_project.last_words()
    assert printed(odd_project, "1e3")["profile"] == "1e3"
    for place in printed(odd_project, "1e3")["places"]:
        assert place.startswith(str(odd_project.root / "data" / "home")), place


def test_a_run_that_waited_for_another_decides_then_what_is_due(odd_project):
    command = ("-m", "emnist_lab", "run", "tiny", "--profile", "tiny")
    runs = [odd_project.start(*command, "--data-dir", str(odd_project.data)) for _ in range(2)]
    assert [run.wait(ENOUGH_S) for run in runs] == [0, 0], odd_project.last_words()
    told = (odd_project.root / "output.log").read_text()
    assert told.count("tiny: done") == 1
    assert told.count("Nothing to do: tiny fresh in profile tiny.") == 1


def test_a_long_temporary_folder_hinders_no_run(odd_project):
    long = odd_project.root / ("n" * 100)
    long.mkdir()
    assert run(odd_project, TMPDIR=str(long)) == 0, odd_project.last_words()
    assert not list(long.iterdir())


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("raise ValueError('no such split')", "raised ValueError: no such split"),
        (
            "from emnist_lab.errors import EmnistLabError\n"
            "raise EmnistLabError('no trial left', where='layers', fix='train one')",
            "layers: no trial left\n  train one",
        ),
        ("import os\nos._exit(3)", "the notebook's process: Kernel died"),
        ("%%bash\necho out of luck >&2\nexit 3", "CalledProcessError"),
    ],
)
def test_the_reason_of_a_failure_is_told_and_nothing_else(odd_project, cell, reason):
    cells = NOTEBOOK.split("# %%\n")[0]
    write_study(odd_project.root, "tiny", STUDY, f"{cells}# %%\n{cell}\n")
    assert run(odd_project) == 1
    told = (odd_project.root / "output.log").read_text()
    log = odd_project.study_folder / "study.log"
    assert f"Error: {log}: study tiny failed\n  " in told
    assert reason in told
    assert "TCP" not in told + log.read_text()
    assert "Traceback" not in told
    assert log.stat().st_size > 0
