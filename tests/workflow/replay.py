"""A run played again from recorded durations, and what would have been said of the time left."""

from collections.abc import Iterator
from dataclasses import dataclass

from emnist_lab.workflow.costs import Cost, Costs, Work
from emnist_lab.workflow.time_left import STUDY_S, RunningTrial, StudyLeft, seconds_left

MOMENTS = 400


@dataclass(frozen=True)
class Played:
    """A trial as it went: when it began and ended, and how."""

    study: str
    work: Work
    cost: Cost | None
    epochs: int
    epoch_s: float
    began: float
    ended: float

    def at(self, now: float) -> RunningTrial:
        """Return how it stood at a moment."""
        if not self.epochs:
            return RunningTrial(self.work, now - self.began)
        first = self.began + self.cost.set_up_s
        done = max(0, min(self.epochs, int((now - first) // self.epoch_s)))
        since = now - first - done * self.epoch_s if done else 0.0
        return RunningTrial(self.work, now - self.began, done, self.epoch_s, since)


def play(trials: list[tuple[str, Work, Cost | None, int, float]], workers: int) -> list[Played]:
    """Play trials, study after study, on the workers of one machine.

    Parameters
    ----------
    trials : list of (study, work, cost, epochs, seconds)
        Each with the epochs that it made and how long it took.
    workers : int
        How many train side by side.
    """
    played, now = [], 0.0
    for study in dict.fromkeys(trial[0] for trial in trials):
        free = [now + STUDY_S / 2] * workers
        for _, work, cost, epochs, seconds in (trial for trial in trials if trial[0] == study):
            worker = free.index(min(free))
            epoch_s = work.training_s(cost.image_s, epochs) / epochs if cost and epochs else 0.0
            ends = free[worker] + seconds
            played.append(Played(study, work, cost, epochs, epoch_s, free[worker], ends))
            free[worker] = ends
        now = max(free) + STUDY_S / 2
    return played


def told(
    played: list[Played], workers: int, elsewhere: list[Cost] = ()
) -> Iterator[tuple[float, float, float | None]]:
    """Give at moments of a run the share that is behind, the seconds left, and those told."""
    order = list(dict.fromkeys(trial.study for trial in played))
    whole = max(trial.ended for trial in played) + STUDY_S / 2
    for moment in range(MOMENTS):
        now = whole * moment / MOMENTS
        costs = Costs(elsewhere)
        for trial in sorted(played, key=lambda trial: trial.ended):
            if trial.ended <= now and trial.cost:
                costs.add(trial.work, trial.cost)
        left = [_left([t for t in played if t.study == study], now) for study in order]
        not_ended = [study for study in left if study.running or study.waiting]
        seconds = seconds_left(not_ended, costs, workers, jobs=1)
        yield now / whole, whole - now, seconds


def _left(trials: list[Played], now: float) -> StudyLeft:
    running = tuple(trial.at(now) for trial in trials if trial.began <= now < trial.ended)
    return StudyLeft(running, tuple(trial.work for trial in trials if trial.began > now))
