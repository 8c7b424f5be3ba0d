"""Run studies in threads, as many at once as asked for, each after those that it waits for."""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from emnist_lab.config import Study
from emnist_lab.workflow.ending import end_processes_below
from emnist_lab.workflow.order import must_come_before

SECONDS_BETWEEN_LOOKS = 1.0


def run_side_by_side(
    studies: list[Study],
    jobs: int,
    execute: Callable[[Study], object],
    look: Callable[[list[str], set[str]], None],
) -> None:
    """Execute studies; one that fails lets those beside it end, and no other begin.

    Parameters
    ----------
    studies : list of Study
        In the order in which they begin where nothing else decides.
    jobs : int
        The most that run at once.
    execute : callable
        Runs a study in a thread, by processes that it starts. Whatever ends this function early
        ends all processes.
    look : callable
        Called every second with the names of the studies that run and of those that ended.

    Raises
    ------
    Exception
        What the first study to fail raised.
    """
    waiting = list(studies)
    ended: set[str] = set()
    failures: list[BaseException] = []
    running: dict[Future, Study] = {}
    with ThreadPoolExecutor(jobs) as threads:
        try:
            while running or (waiting and not failures):
                for study in [] if failures else _ready(waiting, studies, ended):
                    if len(running) < jobs:
                        waiting.remove(study)
                        running[threads.submit(execute, study)] = study
                look([study.name for study in running.values()], ended)
                for future in wait(running, SECONDS_BETWEEN_LOOKS, FIRST_COMPLETED).done:
                    study = running.pop(future)
                    if error := future.exception():
                        failures.append(error)
                    else:
                        ended.add(study.name)
            look([], ended)
        except BaseException:
            # Also a process that a thread started just now.
            while wait(running, 0).not_done:
                end_processes_below()
                wait(running, SECONDS_BETWEEN_LOOKS)
            raise
    if failures:
        raise failures[0]


def _ready(waiting: list[Study], studies: list[Study], ended: set[str]) -> list[Study]:
    """Return those that wait for none of this run any more."""
    open_ = {study.name for study in studies} - ended
    return [study for study in waiting if not open_ & set(must_come_before(study, studies))]
