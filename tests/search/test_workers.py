"""Workers share the trials, and one that dies loses nothing."""

import signal
import subprocess
import sys

import pytest

from emnist_lab import paths
from emnist_lab.errors import EmnistLabError
from emnist_lab.search import workers


@pytest.fixture
def search_runs(monkeypatch, project):
    """Let workers run a script of the test in place of a search."""

    def run(script: str, trials: int = 2) -> None:
        def start(self, environment):
            return subprocess.Popen([sys.executable, "-c", script], env=environment, cwd=project)

        monkeypatch.setattr(workers.Search, "start", start)
        monkeypatch.setattr(workers, "_record_count", lambda search: 0)
        (paths.study_dir("tiny", "layers")).mkdir(parents=True, exist_ok=True)
        (paths.study_dir("tiny", "layers") / "train.log").write_text("last words\n")
        workers.search_with_workers("layers", "tiny", None, trials)

    return run


def test_each_worker_has_a_core_of_its_own_without_gpus(monkeypatch):
    monkeypatch.setattr(workers, "_visible_gpus", lambda: [])
    devices = workers.worker_devices()
    cores = [device["EMNIST_LAB_CORE"] for device in devices]
    assert len(set(cores)) == len(cores) >= 1
    assert {device["TF_NUM_INTRAOP_THREADS"] for device in devices} == {"1"}


def test_each_worker_has_a_gpu_of_its_own(monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0,2")
    assert workers.worker_devices() == [
        {"CUDA_VISIBLE_DEVICES": "0"},
        {"CUDA_VISIBLE_DEVICES": "2"},
    ]


def test_a_killed_worker_is_started_again(search_runs, project):
    script = (
        "import os, pathlib, signal\n"
        "if os.environ['KERASTUNER_TUNER_ID'] == 'worker-0':\n"
        "    mark = pathlib.Path('started')\n"
        "    again = mark.exists(); mark.touch()\n"
        f"    again or os.kill(os.getpid(), {int(signal.SIGKILL)})\n"
        "    pathlib.Path('finished').touch()\n"
    )
    search_runs(script, trials=1)
    assert (project / "finished").exists()


def test_a_worker_that_always_dies_ends_the_search_with_its_last_words(search_runs):
    with pytest.raises(EmnistLabError, match=r"died 3 times \(code 7\)\n  last words"):
        search_runs("raise SystemExit(7)", trials=1)
