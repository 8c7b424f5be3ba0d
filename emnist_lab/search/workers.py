"""Keras Tuner's chief and workers as processes of this machine, watched until the search ends."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from emnist_lab.config import Study
from emnist_lab.errors import EmnistLabError
from emnist_lab.profile import Profile
from emnist_lab.search.crashes import MOST_CRASHES, Crashes, ending, epochs_done, record_given_up
from emnist_lab.search.spread import Address, listen_address, local_devices
from emnist_lab.search.state import remove_states, take_trial_note
from emnist_lab.search.token import new_token
from emnist_lab.search.worker import NEEDS_FIX, PARENT_VARIABLE, RESTART
from emnist_lab.trials.draws import read_draws
from emnist_lab.trials.plan import LOCKS_DIR, TrialPlan, known_by_now
from emnist_lab.trials.records import RECORD_FILE, finished_record

LOG_FILE = "train.log"
LOOPBACK = "127.0.0.1"
SECONDS_BETWEEN_LOOKS = 0.2
# Time for workers of other machines to hear that no trial is left.
CHIEF_EXIT_S = 3.0
# A chief trains nothing, and must not take memory of a GPU.
CHIEF = {"KERASTUNER_TUNER_ID": "chief", "CUDA_VISIBLE_DEVICES": "-1"}

# glibc hands large tensors back to the system as soon as a step frees them, and the next step has
# each page of them mapped anew: on a busy virtual machine a third of the processor's time. These
# settings keep them, in large pages; benchmarks/README.md says what that gains. Other C libraries
# ignore them.
KEEPS_MEMORY = {
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=4294967296"
    ":glibc.malloc.trim_threshold=17179869184:glibc.malloc.top_pad=268435456"
}


class ChiefLostError(Exception):
    """The process that hands out trials is gone."""


class Process(Protocol):
    """What is asked of a process of a search; `subprocess.Popen` has it."""

    @property
    def returncode(self) -> Any:
        """Its exit code, the negative number of the signal that ended it, or None."""

    def poll(self) -> int | None:
        """Look, and return `returncode`."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended; `subprocess.TimeoutExpired` after so many seconds."""

    def terminate(self) -> None:
        """Ask it to end."""


@dataclass
class Worker:
    """One process that trains trials, and how often it died without being at one."""

    identifier: str
    environment: dict[str, str]
    process: Process | None = None
    crashes: Crashes = field(default_factory=Crashes)


@dataclass
class Search:
    """A search of one study as processes of this machine.

    `plans` are all trials of the study that are known at its start; `data` describes the data in
    words; `log` is the file that every process writes to; `trial_crashes` counts by trial.
    """

    plans: list[TrialPlan]
    data: str
    data_dir: str | Path | None
    log: Path
    workers: list[Worker]
    trial_crashes: defaultdict[str, Crashes] = field(default_factory=lambda: defaultdict(Crashes))

    @property
    def folder(self) -> Path:
        """The study's folder."""
        return self.plans[0].profile.study_dir(self.plans[0].study.name)

    def start(self, environment: dict[str, str]) -> Process:
        """Start one process of the search."""
        return self.start_module("emnist_lab.search.worker", environment)

    def start_module(
        self, module: str, environment: dict[str, str], stdout: int | None = None
    ) -> subprocess.Popen:
        """Start a module of the search as a process that writes to the log.

        Parameters
        ----------
        module : str
            Takes study, profile and folder of the data, as `emnist_lab.search.worker` does.
        environment : dict
            What its environment has besides this process's.
        stdout : int, optional
            Where it writes its answer, as `subprocess.Popen` takes it; the log by default.
        """
        study, profile = self.plans[0].study.name, self.plans[0].profile.name
        command = [sys.executable, "-m", module, study, profile]
        if self.data_dir:
            command.append(str(self.data_dir))
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                env=KEEPS_MEMORY | os.environ | environment | {PARENT_VARIABLE: str(os.getpid())},
                stdin=subprocess.DEVNULL,
                stdout=log if stdout is None else stdout,
                stderr=log,
            )

    def records(self) -> int:
        """Return how many trials have a record, on whichever machine they were trained."""
        return len(list(self.folder.glob(f"trials/*/{RECORD_FILE}")))


def is_finished(study: Study, profile: Profile, plans: list[TrialPlan]) -> bool:
    """Return whether each of a study's trials has a record that fits, and its search has ended."""
    return read_draws(study, profile).complete and all(finished_record(plan) for plan in plans)


def search_with_workers(
    plans: list[TrialPlan],
    data: str,
    data_dir: str | Path | None,
    new_search: Callable[..., Search] = Search,
) -> None:
    """Train the trials of a study that have no fitting record, one device a trial.

    Each worker has its own GPU or, without GPUs, its own cores; one worker needs no chief. A worker
    that dies is started again and goes on with its trial; a trial whose process dies three times
    without finishing an epoch is recorded as failed. A chief that dies is started again with all
    its workers.

    Parameters
    ----------
    plans : list of TrialPlan
        All trials of the study that are known; no more workers are started than lack a record,
        unless the study's search may draw more.
    data : str
        The data in words, for the provenance.
    data_dir : str or Path, optional
        A folder of the images' files.
    new_search : callable
        Takes what `Search` takes, and decides how its processes start.

    Raises
    ------
    EmnistLabError
        If a process names something that a user has to fix, or dies three times while no trial
        gets on.
    """
    # Another process may have trained some while this one waited for the study's lock.
    study, profile = plans[0].study, plans[0].profile
    if is_finished(study, profile, plans):
        return
    devices = local_devices(plans[0].strategy)
    if study.search is None:
        devices = devices[: sum(finished_record(plan) is None for plan in plans)]
    log = profile.study_dir(study.name) / LOG_FILE
    workers = [Worker(f"worker-{i}", device) for i, device in enumerate(devices)]
    search = new_search(plans, data, data_dir, log, workers)
    remove_states(search.folder)
    if len(workers) == 1 and listen_address() is None:
        watch_workers(search, {}, chief_is_lost=lambda: False)
    else:
        _search_with_chief(search)
    if is_finished(study, profile, known_by_now(search.plans)):
        shutil.rmtree(search.folder / LOCKS_DIR, ignore_errors=True)


def _search_with_chief(search: Search) -> None:
    crashes = Crashes()
    new_token(search.folder)
    while True:
        listening = listen_address() or Address(LOOPBACK, _free_port())
        chief = search.start({**listening.environment(), **CHIEF})
        try:
            watch_workers(search, _as_reached_from_here(listening), _is_lost(chief))
            if listening.host != LOOPBACK:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    chief.wait(CHIEF_EXIT_S)
            return
        except ChiefLostError:
            if crashes.add(search.records()):
                problem = f"the search's chief {ending(chief.returncode)} {MOST_CRASHES} times"
                raise failure(search, problem) from None
        finally:
            end_processes([chief])


def watch_workers(search: Search, chief: dict[str, str], chief_is_lost: Callable[[], bool]) -> None:
    """Start the workers of a search and keep them running until each has ended by itself.

    Parameters
    ----------
    search : Search
        The search.
    chief : dict
        Variables that tell the workers where the chief is; empty for a worker without one.
    chief_is_lost : callable
        Asked again and again.

    Raises
    ------
    ChiefLostError
        If the chief is lost; the workers are ended then, as with every exception.
    """
    running = list(search.workers)
    try:
        while running:
            for worker in list(running):
                if worker.process is None:
                    identity = {"KERASTUNER_TUNER_ID": worker.identifier}
                    worker.process = search.start({**worker.environment, **chief, **identity})
                code = worker.process.poll()
                if code == 0:
                    running.remove(worker)
                elif code is not None:
                    _note_exit(worker, search)
            if running and chief_is_lost():
                raise ChiefLostError
            time.sleep(SECONDS_BETWEEN_LOOKS)
    finally:
        end_processes([worker.process for worker in search.workers])
        for worker in search.workers:
            worker.process = None


def failure(search: Search, problem: str) -> EmnistLabError:
    """Return the error that ends a search, with the last lines of its log."""
    lines = search.log.read_text(errors="replace").splitlines() if search.log.is_file() else []
    return EmnistLabError(
        "\n  ".join([problem, *lines[-3:]]),
        where=search.log,
        fix="read the log, fix the cause, and run the same command: done trials are kept",
    )


def _note_exit(worker: Worker, search: Search) -> None:
    """Count a worker's crash against the trial that it was at, or against the worker."""
    process, worker.process = worker.process, None
    if process is None or process.returncode == RESTART:
        return
    code = process.returncode
    if code == NEEDS_FIX:
        raise failure(search, f"{worker.identifier} stopped")
    name = take_trial_note(search.folder, worker.identifier)
    plan = next((plan for plan in known_by_now(search.plans) if plan.name == name), None)
    if plan is None or finished_record(plan):
        if worker.crashes.add(search.records()):
            problem = f"{worker.identifier} {ending(code)} {MOST_CRASHES} times"
            raise failure(search, problem)
    elif search.trial_crashes[plan.name].add(epochs_done(plan)):
        on_gpu = "CUDA_VISIBLE_DEVICES" in worker.environment
        surroundings = {"accelerator": "GPU" if on_gpu else "CPU", "data": search.data}
        record_given_up(plan, code, surroundings)


def _as_reached_from_here(listening: Address) -> dict[str, str]:
    """Return a chief's address for this machine's workers: "every interface" is none to call."""
    everywhere = {"0.0.0.0": LOOPBACK, "[::]": "[::1]"}
    return Address(everywhere.get(listening.host, listening.host), listening.port).environment()


def _is_lost(chief: Process) -> Callable[[], bool]:
    # A chief that ends with 0 has told every worker that no trial is left.
    return lambda: chief.poll() not in (None, 0)


def _free_port() -> str:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return str(probe.getsockname()[1])


def end_processes(processes: list[Process | None]) -> None:
    """Ask those that still run to end, one after the other, and wait for each."""
    for process in processes:
        if process is not None and process.poll() is None:
            process.terminate()
            process.wait()
