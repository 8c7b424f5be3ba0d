"""A search in one process: `python -m emnist_lab.search.forks STUDY PROFILE [DATA_DIR]`.

It imports TensorFlow, which takes 4.5 s of a core, reads the data, forks chief and workers, which
begin with both, and supervises them. What starts threads must not be called before a fork:
operations of TensorFlow, and gRPC.
"""

import gc
import json
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emnist_lab.errors import EmnistLabError
from emnist_lab.search.crashes import MOST_CRASHES, Crashes, ending
from emnist_lab.search.spread import local_devices
from emnist_lab.search.worker import (
    NEEDS_FIX,
    PARENT_VARIABLE,
    run_process,
    search,
    train_trials,
    write_problem,
)
from emnist_lab.search.workers import (
    LOG_FILE,
    Search,
    end_processes,
    failure,
    is_finished,
    search_with_workers,
)
from emnist_lab.trials.plan import TrialPlan, known_by_now

if TYPE_CHECKING:
    from emnist_lab.datasets.load import Split

# Windows has no fork, and macOS's own libraries do not outlive one.
CAN_FORK = sys.platform == "linux"


class Fork:
    """A fork of this process; what `emnist_lab.search.workers.Process` says of it holds.

    Parameters
    ----------
    task : callable
        What the fork does.
    """

    def __init__(self, task: Callable[[], None]):
        # What is a daemon here ends with this process, however that leaves.
        self.process = multiprocessing.get_context("fork").Process(target=task, daemon=True)
        self.process.start()

    @property
    def returncode(self) -> Any:
        """As `subprocess.Popen` has it."""
        return self.process.exitcode

    def poll(self) -> int | None:
        """As `subprocess.Popen` does."""
        return self.process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """As `subprocess.Popen` does."""
        self.process.join(timeout)
        if self.process.exitcode is None:
            raise subprocess.TimeoutExpired("fork", timeout or 0)
        return self.process.exitcode

    def terminate(self) -> None:
        """As `subprocess.Popen` does."""
        self.process.terminate()


@dataclass(kw_only=True)
class ForkedSearch(Search):
    """A search whose processes are forks of this one; `task` is what each does."""

    task: Callable[[], None]

    def start(self, environment: dict[str, str]) -> Fork:
        """Fork one process of the search."""
        settings = {**environment, PARENT_VARIABLE: str(os.getpid())}
        return Fork(partial(_run_fork, settings, self.task))


def search_in_processes(plans: list[TrialPlan], data: str, data_dir: str | Path | None) -> None:
    """Train as `search_with_workers` does, where possible in forks of one process.

    That process is started again where it dies, which ends its forks too.

    Parameters
    ----------
    plans : list of TrialPlan
        All trials of the study that are known.
    data : str
        The data in words.
    data_dir : str or Path, optional
        A folder of the images' files.

    Raises
    ------
    EmnistLabError
        Where `search_with_workers` does, or if that process dies three times while no trial gets
        on.
    """
    if not CAN_FORK:
        search_with_workers(plans, data, data_dir)
        return
    study, profile = plans[0].study, plans[0].profile
    whole = Search(plans, data, data_dir, profile.study_dir(study.name) / LOG_FILE, [])
    crashes = Crashes()
    while not is_finished(study, profile, known_by_now(plans)):
        code = _supervisor_code(whole)
        if code == 0:
            return
        if crashes.add(whole.records()):
            raise failure(whole, f"the search {ending(code)} {MOST_CRASHES} times")


def _supervisor_code(whole: Search) -> int:
    """Have a process do a search, and return its exit code; raise what it says is to be fixed."""
    # NumPy counts its threads when it is imported: in the forks that would be too late.
    devices = local_devices(whole.plans[0].strategy)
    shared = dict(set(devices[0].items()).intersection(*(each.items() for each in devices)))
    process = whole.start_module("emnist_lab.search.forks", shared, stdout=subprocess.PIPE)
    try:
        # Its forks keep the pipe open too, so that none of them is left after this.
        said, _ = process.communicate()
    finally:
        end_processes([process])
    if process.returncode == NEEDS_FIX:
        raise EmnistLabError(**json.loads(said))
    return process.returncode


def _supervise(plans: list[TrialPlan], splits: "dict[str, Split]") -> None:
    # All that the forks would import.
    import emnist_lab.search.tuner  # noqa: F401

    # Garbage is looked for in what comes after this alone: looking copies a fork's memory.
    gc.freeze()
    task = partial(train_trials, plans, splits)
    data = splits[plans[0].study.split].origin.description
    search_with_workers(known_by_now(plans), data, None, partial(ForkedSearch, task=task))


def _run_fork(settings: dict[str, str], task: Callable[[], None]) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.environ.update(settings)
    run_process(task, write_problem)


def _end_forks_too(number: int, _frame: object) -> None:
    # One is enough: a second would cut short what the first began.
    signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)


def _answer_pipe() -> int:
    """Return the pipe to the parent, and have what else is written go to the log."""
    pipe = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return pipe


def _write_answer(pipe: int, problem: EmnistLabError) -> None:
    where = None if problem.where is None else str(problem.where)
    said = {"problem": problem.problem, "where": where, "fix": problem.fix}
    os.write(pipe, json.dumps(said).encode())


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end_forks_too)
    tell_parent = partial(_write_answer, _answer_pipe())
    run_process(lambda: search(*sys.argv[1:], task=_supervise), tell_parent)
