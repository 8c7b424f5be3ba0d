"""Keras Tuner's chief and workers as processes of this machine, watched until the search ends."""

import os
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from emnist_lab import paths
from emnist_lab.errors import EmnistLabError

LOG_FILE = "train.log"
LOOPBACK = "127.0.0.1"
MOST_DEATHS = 3
SECONDS_BETWEEN_LOOKS = 0.2


@dataclass
class Worker:
    """One process that trains trials, and how often it died since a trial ended."""

    identifier: str
    environment: dict[str, str]
    process: subprocess.Popen | None = None
    deaths: int = 0


@dataclass
class Search:
    """A search of one study as processes: what they run, and where they write."""

    study: str
    profile: str
    data_dir: str | Path | None
    workers: list[Worker] = field(default_factory=list)

    @property
    def log(self) -> Path:
        """The file that every process of the search writes to."""
        return paths.study_dir(self.profile, self.study) / LOG_FILE

    def start(self, environment: dict[str, str]) -> subprocess.Popen:
        """Start one process of the search."""
        command = [sys.executable, "-m", "emnist_lab.search.worker", self.study, self.profile]
        if self.data_dir:
            command.append(str(self.data_dir))
        with self.log.open("ab") as stream:
            return subprocess.Popen(
                command,
                env=os.environ | environment,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
            )


def search_with_workers(study: str, profile: str, data_dir: str | Path | None, trials: int) -> None:
    """Train the trials of a study that have no fitting record, one device a trial.

    Each worker has its own GPU or, without GPUs, its own core; one worker needs no chief. A worker
    that dies is started again and goes on with its trial.

    Parameters
    ----------
    study, profile : str
        What to run, and at which size.
    data_dir : str or Path, optional
        A folder of EMNIST files.
    trials : int
        How many are to train; no more workers than that are started.

    Raises
    ------
    EmnistLabError
        If a worker dies three times without a trial ending in between.
    """
    devices = worker_devices()[:trials]
    search = Search(study, profile, data_dir)
    search.log.parent.mkdir(parents=True, exist_ok=True)
    for state in search.log.parent.glob("tuner-*"):
        shutil.rmtree(state, ignore_errors=True)
    chief = None
    if len(devices) > 1:
        address = {"KERASTUNER_ORACLE_IP": LOOPBACK, "KERASTUNER_ORACLE_PORT": str(_free_port())}
        chief = search.start({**address, "KERASTUNER_TUNER_ID": "chief"})
    else:
        address = {}
    search.workers = [
        Worker(f"worker-{i}", {**address, **device, "KERASTUNER_TUNER_ID": f"worker-{i}"})
        for i, device in enumerate(devices)
    ]
    try:
        _watch(search, chief)
    finally:
        _end([chief, *(worker.process for worker in search.workers)])


def worker_devices() -> list[dict[str, str]]:
    """Return the environment of each worker: a GPU of its own, or a core of its own.

    Returns
    -------
    list of dict
        One entry a worker; `EMNIST_LAB_CORE` is the core that a worker pins itself to.
    """
    gpus = _visible_gpus()
    if gpus:
        return [{"CUDA_VISIBLE_DEVICES": gpu} for gpu in gpus]
    one_thread = {
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
    return [{**one_thread, "EMNIST_LAB_CORE": str(core)} for core in _available_cores()]


def _visible_gpus() -> list[str]:
    named = os.environ.get("CUDA_VISIBLE_DEVICES")
    if named is not None:
        return [gpu for gpu in named.split(",") if gpu not in ("", "-1")]
    # TensorFlow would take seconds and memory to answer the same.
    return [file.name.removeprefix("nvidia") for file in sorted(Path("/dev").glob("nvidia[0-9]*"))]


def _available_cores() -> list[int]:
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def _watch(search: Search, chief: subprocess.Popen | None) -> None:
    running = list(search.workers)
    records = _record_count(search)
    while running:
        for worker in list(running):
            if worker.process is None:
                worker.process = search.start(worker.environment)
            code = worker.process.poll()
            if code == 0:
                running.remove(worker)
            elif code is not None:
                records = _count_death(worker, search, records)
                worker.process = None
        if chief is not None and chief.poll() is not None and running:
            raise _failure(search, f"the search's chief ended with code {chief.returncode}")
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _count_death(worker: Worker, search: Search, records_before: int) -> int:
    records = _record_count(search)
    worker.deaths = 1 if records > records_before else worker.deaths + 1
    if worker.deaths >= MOST_DEATHS:
        raise _failure(
            search, f"{worker.identifier} died {MOST_DEATHS} times (code {worker.process.poll()})"
        )
    return records


def _record_count(search: Search) -> int:
    return len(list(paths.trials_dir(search.profile, search.study).glob("*/record.json")))


def _failure(search: Search, problem: str) -> EmnistLabError:
    last_lines = "\n  ".join(search.log.read_text(errors="replace").splitlines()[-3:])
    return EmnistLabError(
        f"{problem}\n  {last_lines}",
        where=search.log,
        mend="read the log, mend the cause, and run the same command: done trials are kept",
    )


def _end(processes: list[subprocess.Popen | None]) -> None:
    for process in processes:
        if process is not None and process.poll() is None:
            process.terminate()
            process.wait()
