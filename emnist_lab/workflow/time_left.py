"""How long a run still takes, once that can be told."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass

from emnist_lab.workflow.costs import SHORTEST_S, Costs, Work

# A figure needs this many trials of this run behind it, or this share of its time.
ENOUGH_TRIALS = 3
ENOUGH_SHARE = 0.1
# Least that is left, of the time it was to take, of a trial that takes longer than it should.
LATE_SHARE = 0.2
# What a study takes beside its trials, for its processes and figures.
STUDY_S = 15.0


@dataclass(frozen=True)
class RunningTrial:
    """A trial under way: since when, how many epochs are done, what one took, since when."""

    work: Work
    elapsed_s: float
    epochs_done: int = 0
    epoch_s: float = 0.0
    since_epoch_s: float = 0.0


@dataclass(frozen=True)
class StudyLeft:
    """What is left of a study: trials under way, and those that wait."""

    running: tuple[RunningTrial, ...] = ()
    waiting: tuple[Work, ...] = ()


def seconds_left(studies: list[StudyLeft], costs: Costs, workers: int, jobs: int) -> float | None:
    """Return how long a run still takes.

    Parameters
    ----------
    studies : list of StudyLeft
        Those that have not ended, in their order.
    costs : Costs
        What the trials took that are behind.
    workers, jobs : int
        Trials of a study that train side by side, and studies.

    Returns
    -------
    float or None
        Seconds; None as long as too few trials have ended, or there is one like which none has.
    """
    waiting = [_known(costs.seconds(work) for work in study.waiting) for study in studies]
    running = [_known(_trial_left(trial, costs) for trial in study.running) for study in studies]
    lengths = [seconds for study in (*waiting, *running) for seconds in study]
    if len(lengths) < sum(len(study.waiting) + len(study.running) for study in studies):
        return None
    behind = costs.total_s + sum(t.elapsed_s for study in studies for t in study.running)
    enough = ENOUGH_SHARE * (behind + sum(lengths))
    if lengths and len(costs.here) < ENOUGH_TRIALS and behind < enough:
        return None
    spans = [
        STUDY_S + _side_by_side(under_way, to_come, workers)
        for under_way, to_come in zip(running, waiting, strict=True)
    ]
    return _side_by_side([], spans, jobs)


def _known(seconds: Iterable[float | None]) -> list[float]:
    return [each for each in seconds if each is not None]


def _trial_left(trial: RunningTrial, costs: Costs) -> float | None:
    if trial.epochs_done:
        left = (trial.work.epochs - trial.epochs_done) * trial.epoch_s
        if trial.work.limit_s is not None:
            left = min(left, trial.work.limit_s - trial.epochs_done * trial.epoch_s)
        return max(SHORTEST_S, left - trial.since_epoch_s)
    expected = costs.seconds(trial.work)
    if expected is None:
        return None
    return max(expected - trial.elapsed_s, LATE_SHARE * expected)


def _side_by_side(under_way: list[float], to_come: list[float], lanes: int) -> float:
    """Return when the last of some tasks ends that are taken up in their order."""
    ends = sorted(under_way) + [0.0] * (lanes - len(under_way))
    heapq.heapify(ends)
    for seconds in to_come:
        heapq.heapreplace(ends, ends[0] + seconds)
    return max(ends)
