"""A search imports TensorFlow once and forks its processes; what goes wrong there is told here."""

import json
import signal
import subprocess
import sys

import pytest

from emnist_lab.errors import EmnistLabError
from emnist_lab.search import forks
from emnist_lab.search.workers import LOG_FILE, NEEDS_FIX, RESTART, Search
from emnist_lab.trials.plan import plan_trials

pytestmark = pytest.mark.skipif(not forks.CAN_FORK, reason="starts each process by itself here")

# A setting of threads that TensorFlow refuses once it has run an operation.
RUNS_NOTHING = """
import emnist_lab.search.tuner
import tensorflow as tf
tf.config.threading.set_intra_op_parallelism_threads(3)
"""
PROBLEM = EmnistLabError("worker-0 stopped", where="train.log", fix="read the log")


@pytest.fixture
def plans(project, tiny_study, tiny_profile):
    return plan_trials(tiny_study, tiny_profile, {"balanced": "tiny"})


@pytest.fixture
def search_runs(monkeypatch, project, plans):
    """Let the process that forks run a script of the test; return what it was started with."""

    def run(script: str) -> list[dict[str, str]]:
        started = []

        def start_module(self, module, environment, stdout):
            started.append(environment)
            command = [sys.executable, "-c", f"import os, pathlib\n{script}"]
            return subprocess.Popen(command, cwd=project, stdout=stdout)

        monkeypatch.setattr(Search, "start_module", start_module)
        log = plans[0].folder.parents[1] / LOG_FILE
        log.parent.mkdir(parents=True)
        log.write_text("last lines\n")
        forks.search_in_processes(plans, "drawn", None)
        return started

    return run


def test_what_is_imported_before_the_forks_runs_no_operation():
    subprocess.run([sys.executable, "-c", RUNS_NOTHING], check=True)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_fork_is_watched_like_a_process():
    assert forks.Fork(lambda: sys.exit(RESTART)).wait() == RESTART
    waits = forks.Fork(signal.pause)
    with pytest.raises(subprocess.TimeoutExpired):
        waits.wait(0.1)
    assert waits.poll() is None
    waits.terminate()
    assert waits.wait() == waits.poll() == waits.returncode == -signal.SIGTERM


@pytest.mark.parametrize(("workers", "threads"), [("1", "2"), ("2", "1")])
def test_libraries_that_count_threads_when_imported_count_those_of_a_worker(
    search_runs, monkeypatch, workers, threads
):
    monkeypatch.setenv("EMNIST_LAB_WORKERS", workers)
    monkeypatch.setattr("emnist_lab.search.devices.available_cores", lambda: [0, 1])
    monkeypatch.setattr("emnist_lab.search.devices._visible_gpus", list)
    (environment,) = search_runs("")
    assert environment["OMP_NUM_THREADS"] == threads


def test_a_process_that_forks_and_is_killed_is_started_again(search_runs, project):
    started = search_runs(
        "mark = pathlib.Path('mark')\n"
        "first = not mark.exists()\n"
        "mark.touch()\n"
        "first and os.kill(os.getpid(), 9)"
    )
    assert len(started) == 2


def test_one_that_always_dies_ends_the_search_with_its_last_words(search_runs):
    with pytest.raises(EmnistLabError, match=r"the search was killed \(SIGKILL.* 3 times\n  last"):
        search_runs("os.kill(os.getpid(), 9)")


def test_what_a_user_has_to_fix_is_told_as_it_was_found(search_runs):
    said = json.dumps(vars(PROBLEM))
    with pytest.raises(EmnistLabError) as told:
        search_runs(f"print({said!r})\nraise SystemExit({NEEDS_FIX})")
    assert str(told.value) == str(PROBLEM)
