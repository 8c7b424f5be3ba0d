"""A signal to the command alone ends all that it started, and the same command goes on."""

import signal
import subprocess
import time

import psutil
import pytest
from search_project import STUDY as SEARCHED
from search_project import write_study

STUDY = """
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.config import Study
STUDY = Study(dataset=EMNIST, name="tiny", title="", question="")
"""
# The child has a session of its own, as a kernel has, and a child itself.
NOTEBOOK = """
# %% tags=["parameters"]
profile = "quick"
data_dir = None

# %%
import subprocess, sys
from pathlib import Path

if not Path("goes-on").exists():
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"
    grandchild = "import pathlib, signal; pathlib.Path('at-work').touch(); signal.pause()"
    subprocess.run([sys.executable, "-c", child, grandchild], start_new_session=True)
"""
ENOUGH_S = 200
# A kernel looks once a second whether its parent lives.
SOON_S = 10
RUN = ("-m", "emnist_lab", "run", "tiny", "--profile", "tiny", "--data-dir")

TRAINS = """
# %% tags=["parameters"]
profile = "quick"
data_dir = None

# %%
from emnist_lab.search.run import run_study

run_study("tiny", profile, data_dir)
"""


@pytest.fixture(autouse=True)
def _hang_up_is_not_ignored():
    # It is where the tests run under `nohup`, and every process that they start takes that over.
    usual = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, usual)


@pytest.fixture
def tiny_project(search_project):
    """Return a project whose study's notebook runs until it is ended."""
    project = search_project("project", STUDY)
    write_study(project.root, "tiny", STUDY, NOTEBOOK)
    return project


@pytest.fixture
def run(tiny_project):
    """Return a run whose notebook is at work, and every process below it."""
    command = tiny_project.start(*RUN, str(tiny_project.data))
    below = processes_at_work(command, tiny_project)
    yield command, below
    for process in below:
        if process.is_running():
            process.kill()


def processes_at_work(command: subprocess.Popen, project) -> list[psutil.Process]:
    wait_for_file(command, project, "at-work")
    below = psutil.Process(command.pid).children(recursive=True)
    assert len(below) == 3, project.last_words()
    return below


def wait_for_file(command: subprocess.Popen, project, pattern: str) -> None:
    give_up = time.monotonic() + ENOUGH_S
    while not list(project.root.glob(pattern)):
        with pytest.raises(subprocess.TimeoutExpired):
            command.wait(0.1)
        assert time.monotonic() < give_up, project.last_words()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_and_the_same_command_goes_on(tiny_project, run, number):
    command, below = run
    command.send_signal(number)
    assert command.wait(SOON_S) == 128 + number, tiny_project.last_words()
    assert psutil.wait_procs(below, SOON_S)[1] == []
    assert f"Stopped by {number.name}" in tiny_project.last_words()
    assert "Traceback" not in (tiny_project.root / "output.log").read_text()
    assert not list(tiny_project.study_folder.rglob(".[0-9]*.*"))

    (tiny_project.root / "goes-on").touch()
    assert tiny_project.start(*RUN, str(tiny_project.data)).wait(ENOUGH_S) == 0
    assert (tiny_project.study_folder / "notebook.ipynb").is_file()


def test_a_command_that_is_killed_takes_all_with_it(tiny_project, run):
    command, below = run
    kernel = below[0]
    command.kill()
    assert command.wait(SOON_S) == -signal.SIGKILL
    assert psutil.wait_procs([kernel], SOON_S)[1] == []


def test_a_command_in_the_background_of_a_script_can_be_interrupted(tiny_project):
    # A shell without job control has such a command ignore SIGINT.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        command = tiny_project.start(*RUN, str(tiny_project.data))
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    processes_at_work(command, tiny_project)
    command.send_signal(signal.SIGINT)
    assert command.wait(SOON_S) == 128 + signal.SIGINT


def test_a_clusters_job_ends_likewise(tiny_project):
    command = tiny_project.start(*RUN[:2], "study", *RUN[3:], str(tiny_project.data))
    below = processes_at_work(command, tiny_project)
    command.terminate()
    assert command.wait(SOON_S) == 128 + signal.SIGTERM, tiny_project.last_words()
    assert psutil.wait_procs(below, SOON_S)[1] == []
    assert "Traceback" not in (tiny_project.root / "output.log").read_text()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_search_that_is_interrupted_goes_on_where_it_stopped(search_project):
    project = search_project("project")
    write_study(project.root, "tiny", SEARCHED, TRAINS)
    command = project.start(*RUN, str(project.data))
    wait_for_file(command, project, "runs/tiny/tiny/trials/*/backup/state.json")
    below = psutil.Process(command.pid).children(recursive=True)
    assert len(below) >= 4  # a kernel, a chief, two workers
    command.send_signal(signal.SIGINT)
    assert command.wait(SOON_S) == 128 + signal.SIGINT
    assert psutil.wait_procs(below, SOON_S)[1] == []
    begun = list(project.study_folder.glob("trials/*/history.csv"))
    before = [history.read_text() for history in begun]

    assert project.start(*RUN, str(project.data)).wait(ENOUGH_S) == 0, project.last_words()
    assert len(list(project.study_folder.glob("trials/*/record.json"))) == 6
    for history, text in zip(begun, before, strict=True):
        assert history.read_text().startswith(text)
    assert not list(project.study_folder.rglob(".[0-9]*.*"))
