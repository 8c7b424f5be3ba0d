"""How far a run is, read from what its trials leave, wherever they run."""

import time

import pandas as pd

from emnist_lab.datasets.load import Split
from emnist_lab.search.state import trials_at_work
from emnist_lab.training.history import HISTORY_FILE, read_history
from emnist_lab.trials.draws import read_draws
from emnist_lab.trials.freshness import record_changes
from emnist_lab.trials.plan import TrialPlan, known_by_now
from emnist_lab.trials.records import RECORD_FILE, finished_record, read_record
from emnist_lab.workflow.costs import Cost, Costs
from emnist_lab.workflow.planned import draws_to_come, work_of
from emnist_lab.workflow.time_left import RunningTrial, StudyLeft, seconds_left

SECONDS_BETWEEN_ESTIMATES = 5.0
# Linux dates files by a clock that ticks every few milliseconds, and so is behind.
FILE_CLOCK_S = 0.05


class StudyProgress:
    """Follows one study of a run, whose trials may become more while a search draws them."""

    def __init__(self, plans: list[TrialPlan], splits: dict[str, Split]):
        self.plans, self.splits = plans, splits
        self.created = time.time() - FILE_CLOCK_S
        self.pending = [plan for plan in plans if _is_due(plan)]
        self.has_trained = False

    @property
    def done(self) -> int:
        """How many trials have a record that fits."""
        return len(self.plans) - len(self.pending)

    @property
    def may_draw(self) -> bool:
        """Whether its search may draw more."""
        plan = self.plans[0] if self.plans else None
        return plan is not None and not read_draws(plan.study, plan.profile).complete

    def look(self) -> list[TrialPlan]:
        """Take up new draws, and return the trials that have a record now and had none before."""
        if self.may_draw:
            self._follow_search()
        new = [plan for plan in self.pending if self._is_new(plan)]
        self.pending = [plan for plan in self.pending if plan not in new]
        self.has_trained = self.has_trained or bool(new)
        return new

    def at_work(self) -> dict[str, RunningTrial]:
        """Return the trials under way, by name."""
        if not self.pending:
            return {}
        plan = self.pending[0]
        notes = trials_at_work(plan.profile.study_dir(plan.study.name))
        return {
            plan.name: self._running(plan, since)
            for plan in self.pending
            # What an earlier search left, killed before this run, tells nothing.
            if (since := notes.get(plan.name, 0.0)) >= self.created
        }

    def left(self) -> StudyLeft:
        """Return the work that is left."""
        at_work = self.at_work()
        waiting = [work_of(p, self.splits) for p in self.pending if p.name not in at_work]
        if self.may_draw:
            waiting += draws_to_come(self.plans, self.splits)
        return StudyLeft(tuple(at_work.values()), tuple(waiting))

    def doing(self) -> list[str]:
        """Return in words what it is at while it runs: its trials, or what comes beside them."""
        if at_work := self.at_work():
            return [
                f"{trial.epochs_done} of {trial.work.epochs} epochs, {name}"
                for name, trial in at_work.items()
            ]
        if self.pending:
            return ["next trials" if self.has_trained else "starting"]
        return ["searching" if self.may_draw else "drawing the figures"]

    def _running(self, plan: TrialPlan, since: float) -> RunningTrial:
        now, work = time.time(), work_of(plan, self.splits)
        try:
            written = (plan.folder / HISTORY_FILE).stat().st_mtime
            # One of before may be of an older plan, or of what a killed process goes on with.
            if written >= since:
                rows = read_history(plan.folder)
                epoch_s = rows["epoch_time_s"].mean()
                return RunningTrial(work, now - since, len(rows), epoch_s, now - written)
        except (FileNotFoundError, pd.errors.EmptyDataError):
            pass
        return RunningTrial(work, now - since)

    def _follow_search(self) -> None:
        """Take up the trials that a search drew, and drop those that it no longer has."""
        now = known_by_now(self.plans)
        seen = {plan.name for plan in self.plans}
        left = {plan.name for plan in now}
        drawn = [plan for plan in now if plan.name not in seen and _is_due(plan)]
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
            self._add_costs(study, [plan for plan in study.plans if finished_record(plan)])

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
        changed = ended - self.ended
        for name in (*running, *changed):
            new = self.studies[name].look()
            self._add_costs(self.studies[name], new)
            changed |= {name} if new else set()
        self.running, self.ended = running, set(ended)
        if changed or time.time() > self.estimated + SECONDS_BETWEEN_ESTIMATES:
            # Takes some milliseconds itself.
            left = [study.left() for name, study in self.studies.items() if name not in ended]
            self.seconds_left = seconds_left(left, self.costs, self.workers, self.jobs)
            self.estimated = time.time()
        return [name for name in self.studies if name in changed]

    def _add_costs(self, study: StudyProgress, plans: list[TrialPlan]) -> None:
        for plan in plans:
            record = read_record(plan.folder)
            if record and (cost := Cost.of_record(record)):
                self.costs.add(work_of(plan, study.splits), cost)


def _is_due(plan: TrialPlan) -> bool:
    return bool(record_changes(plan, read_record(plan.folder)))
