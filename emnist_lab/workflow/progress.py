"""How far a run is, read from what its trials leave, wherever they run."""

import time
from dataclasses import dataclass
from statistics import mean

import pandas as pd

from emnist_lab.datasets.load import Split
from emnist_lab.search.state import trials_at_work
from emnist_lab.training.history import HISTORY_FILE, read_history
from emnist_lab.trials.draws import read_draws
from emnist_lab.trials.freshness import record_changes
from emnist_lab.trials.plan import TrialPlan, known_by_now
from emnist_lab.trials.record import TrialRecord
from emnist_lab.trials.records import RECORD_FILE, finished_record, read_record
from emnist_lab.workflow.costs import Cost, Costs, Work
from emnist_lab.workflow.planned import draws_to_come, work_of
from emnist_lab.workflow.time_left import RunningTrial, StudyLeft, seconds_left

# What a study takes beside its trials, for its processes and figures, until one has ended.
STUDY_S = 15.0
SECONDS_BETWEEN_ESTIMATES = 5.0
# Linux dates files by a clock that ticks every few milliseconds, and so is behind.
FILE_CLOCK_S = 0.05


@dataclass(frozen=True)
class TrialAtWork:
    """A trial under way: its plan, since when, its epochs so far and when the last one ended."""

    plan: TrialPlan
    since: float
    epochs: int = 0
    epoch_s: float = 0.0
    last_epoch: float = 0.0


class StudyProgress:
    """Follows one study of a run.

    Parameters
    ----------
    plans : list of TrialPlan
        Its trials, as far as is known before it begins.
    splits : dict of str to Split
        The data that they read.
    """

    def __init__(self, plans: list[TrialPlan], splits: dict[str, Split]):
        self.plans, self.splits = plans, splits
        self.created = time.time() - FILE_CLOCK_S
        self.pending = [plan for plan in plans if _is_due(plan)]
        self.works: dict[str, Work] = {}
        self.began: float | None = None
        self.beside_s: float | None = None
        self.first_trial: float | None = None
        self.last_record: float | None = None

    @property
    def done(self) -> int:
        """How many trials have a record that fits."""
        return len(self.plans) - len(self.pending)

    @property
    def may_draw(self) -> bool:
        """Whether its search may draw more."""
        plan = self.plans[0] if self.plans else None
        return plan is not None and not read_draws(plan.study, plan.profile).complete

    def begin(self) -> None:
        """Note that its notebook runs now."""
        self.began = self.began or time.time()

    def end(self) -> None:
        """Note that its notebook has run, and how long it took beside its trials."""
        # One without trials starts no search, and tells nothing of those that do.
        if self.began and self.first_trial and self.last_record:
            whole, trials = time.time() - self.began, self.last_record - self.first_trial
            self.beside_s = max(0.0, whole - trials)

    def look(self) -> list[TrialPlan]:
        """Take up new draws, and return the trials that have a record now and had none before."""
        if self.may_draw:
            self._follow_search()
        looked_at = [(plan, self._is_new(plan)) for plan in self.pending]
        new = [plan for plan, is_new in looked_at if is_new]
        self.pending = [plan for plan, is_new in looked_at if not is_new]
        if new:
            self.last_record = time.time()
        return new

    def at_work(self) -> list[TrialAtWork]:
        """Return the trials under way."""
        if not self.pending:
            return []
        plan = self.pending[0]
        notes = trials_at_work(plan.profile.study_dir(plan.study.name))
        found = [
            _at_work(plan, since)
            for plan in self.pending
            # What an earlier search left, killed before this run, tells nothing.
            if (since := notes.get(plan.name, 0.0)) >= self.created
        ]
        if found and self.first_trial is None:
            self.first_trial = time.time()
        return found

    def left(self) -> StudyLeft:
        """Return the work that is left."""
        now, at_work = time.time(), self.at_work()
        names = {trial.plan.name for trial in at_work}
        running = (_running_trial(trial, self.work(trial.plan), now) for trial in at_work)
        waiting = [self.work(plan) for plan in self.pending if plan.name not in names]
        if self.may_draw:
            waiting += draws_to_come(self.plans, self.splits)
        return StudyLeft(tuple(running), tuple(waiting))

    def work(self, plan: TrialPlan) -> Work:
        """Return the work of one of its trials."""
        if plan.name not in self.works:
            self.works[plan.name] = work_of(plan, self.splits)
        return self.works[plan.name]

    def _follow_search(self) -> None:
        """Take up the trials that a search drew, and drop those that it no longer has."""
        now = known_by_now(self.plans)
        seen = {plan.name for plan in self.plans}
        left = {plan.name for plan in now}
        drawn = [
            plan
            for plan in now
            if plan.name not in seen and record_changes(plan, read_record(plan.folder))
        ]
        self.pending = [plan for plan in self.pending if plan.name in left] + drawn
        self.plans = now

    def _is_new(self, plan: TrialPlan) -> bool:
        record = plan.folder / RECORD_FILE
        return record.is_file() and record.stat().st_mtime >= self.created


class RunProgress:
    """Follows all studies of a run.

    Parameters
    ----------
    plans : dict of str to list of TrialPlan
        The trials of each study, by name.
    splits : dict of str to dict of str to Split
        The data that the trials of each study read, by name.
    workers, jobs : int
        Trials of a study that train side by side, and studies.
    elsewhere : list of Cost
        What such trials took on another machine.
    """

    def __init__(
        self,
        plans: dict[str, list[TrialPlan]],
        splits: dict[str, dict[str, Split]],
        workers: int,
        jobs: int,
        elsewhere: list[Cost],
    ):
        self.started = time.time()
        self.studies = {name: StudyProgress(trials, splits[name]) for name, trials in plans.items()}
        self.workers, self.jobs = workers, jobs
        self.costs = Costs(elsewhere)
        self.running: list[str] = []
        self.ended: set[str] = set()
        self.seconds_left: float | None = None
        self.estimated = 0.0
        for study in self.studies.values():
            for plan in study.plans:
                self._add_cost(study, plan, finished_record(plan))

    @property
    def done(self) -> int:
        """How many trials have a record that fits."""
        return sum(study.done for study in self.studies.values())

    @property
    def total(self) -> int:
        """How many trials there are, as far as is known: a search may draw more."""
        return sum(len(study.plans) for study in self.studies.values())

    @property
    def elapsed_s(self) -> float:
        """Seconds since the run began."""
        return time.time() - self.started

    def look(self, running: list[str], ended: set[str]) -> list[str]:
        """Look at what there is now; return the studies of which there is more than before.

        Parameters
        ----------
        running, ended : names of studies
            Those that run now, and those that have run.
        """
        just_ended = ended - self.ended
        changed = [name for name in (*running, *just_ended) if self._look_at(self.studies[name])]
        for name in running:
            self.studies[name].begin()
        for name in just_ended:
            self.studies[name].end()
        self.running, self.ended = running, set(ended)
        if changed or just_ended or time.time() > self.estimated + SECONDS_BETWEEN_ESTIMATES:
            self._estimate()
        return list(dict.fromkeys([*changed, *just_ended]))

    def doing(self, name: str) -> list[str]:
        """Return in words what a study that runs is at: its trials, or what comes beside them."""
        study = self.studies[name]
        if at_work := study.at_work():
            return [
                f"{trial.epochs} of {study.work(trial.plan).epochs} epochs, {trial.plan.name}"
                for trial in at_work
            ]
        if study.pending:
            return ["starting" if study.last_record is None else "next trials"]
        return ["searching" if study.may_draw else "drawing the figures"]

    def _estimate(self) -> None:
        """Find out how long the run still takes, which takes some milliseconds itself."""
        beside = [s.beside_s for s in self.studies.values() if s.beside_s is not None]
        left = [study.left() for name, study in self.studies.items() if name not in self.ended]
        study_s = mean(beside) if beside else STUDY_S
        self.seconds_left = seconds_left(left, self.costs, self.workers, self.jobs, study_s)
        self.estimated = time.time()

    def _look_at(self, study: StudyProgress) -> bool:
        new = study.look()
        for plan in new:
            self._add_cost(study, plan, read_record(plan.folder))
        return bool(new)

    def _add_cost(self, study: StudyProgress, plan: TrialPlan, record: TrialRecord | None) -> None:
        if record and (cost := Cost.of_record(record)):
            self.costs.add(study.work(plan), cost)


def _is_due(plan: TrialPlan) -> bool:
    return bool(record_changes(plan, read_record(plan.folder)))


def _at_work(plan: TrialPlan, since: float) -> TrialAtWork:
    history = plan.folder / HISTORY_FILE
    try:
        written = history.stat().st_mtime
        # One of before may be of an older plan, or of what a killed process goes on with.
        if written < since:
            return TrialAtWork(plan, since)
        rows = read_history(plan.folder)
    except (FileNotFoundError, pd.errors.EmptyDataError):
        return TrialAtWork(plan, since)
    return TrialAtWork(plan, since, len(rows), rows["epoch_time_s"].mean(), written)


def _running_trial(trial: TrialAtWork, work: Work, now: float) -> RunningTrial:
    since_epoch = now - trial.last_epoch if trial.epochs else 0.0
    return RunningTrial(work, now - trial.since, trial.epochs, trial.epoch_s, since_epoch)
