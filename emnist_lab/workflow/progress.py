"""Show how far a run is: study, trials done of all, time left; read from the records alone."""

import subprocess
import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from emnist_lab.results.draws import read_draws
from emnist_lab.results.freshness import trial_changes
from emnist_lab.results.records import RECORD_FILE
from emnist_lab.results.trial import TrialPlan, known_by_now

SECONDS_BETWEEN_LOOKS = 1.0


class RunProgress:
    """Counts the records that running studies leave, wherever their trials run.

    Parameters
    ----------
    plans : dict of str to list of TrialPlan
        The trials of each study that runs.
    """

    def __init__(self, plans: dict[str, list[TrialPlan]]):
        self.started = time.time()
        self.plans = plans
        self.pending = {
            study: [plan for plan in trials if trial_changes(plan)]
            for study, trials in plans.items()
        }
        self.to_train = sum(len(trials) for trials in self.pending.values())

    @property
    def totals(self) -> dict[str, int]:
        """The trials of each study, as far as is known: a search may draw more."""
        return {study: len(trials) for study, trials in self.plans.items()}

    def look(self) -> list[str]:
        """Look for new draws and new records; return the studies that have new records."""
        for study, trials in self.plans.items():
            if trials and trials[0].study.search is not None:
                self._follow_search(study, trials)
        changed = []
        for study, trials in self.pending.items():
            left = [plan for plan in trials if not self._is_new(plan)]
            if len(left) < len(trials):
                changed.append(study)
            self.pending[study] = left
        return changed

    def done(self, study: str) -> int:
        """Return how many trials of a study have a record that fits."""
        return self.totals[study] - len(self.pending[study])

    def time_left(self) -> str:
        """Return the time that the other trials take at the pace so far, in words."""
        left = sum(len(trials) for trials in self.pending.values())
        trained = self.to_train - left
        if left == 0 and self._searches():
            return "searching"
        if left == 0:
            return "drawing the figures"
        if trained == 0:
            return "first trial running"
        minutes = (time.time() - self.started) / trained * left / 60
        return "less than a minute left" if minutes < 1 else f"about {minutes:.0f} min left"

    def _searches(self) -> bool:
        """Return whether a search may draw more."""
        firsts = [trials[0] for trials in self.plans.values() if trials]
        return not all(read_draws(plan.study, plan.profile).complete for plan in firsts)

    def _follow_search(self, study: str, before: list[TrialPlan]) -> None:
        """Take up the trials that a search drew, and let go those that it no longer has."""
        now = known_by_now(before)
        seen = {plan.name for plan in before}
        left = {plan.name for plan in now}
        drawn = [plan for plan in now if plan.name not in seen and trial_changes(plan)]
        kept = [plan for plan in self.pending[study] if plan.name in left]
        self.plans[study], self.pending[study] = now, kept + drawn
        self.to_train += len(drawn)

    def _is_new(self, plan: TrialPlan) -> bool:
        record = plan.folder / RECORD_FILE
        return record.is_file() and record.stat().st_mtime >= self.started


def watch(process: subprocess.Popen, progress: RunProgress, console: Console) -> int:
    """Show progress until the process ends: bars on a terminal, else a line a trial.

    Parameters
    ----------
    process : subprocess.Popen
        The run.
    progress : RunProgress
        What it works on.
    console : rich.console.Console
        Where to show it.

    Returns
    -------
    int
        The process's exit code.
    """
    columns = (
        TextColumn("{task.description:<16}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("trials"),
        TextColumn("{task.fields[note]}"),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks = {
            study: bars.add_task(study, total=total, completed=progress.done(study), note="")
            for study, total in progress.totals.items()
            if total
        }
        while True:
            ended = process.poll() is not None
            for study in progress.look():
                bars.update(
                    tasks[study], completed=progress.done(study), total=progress.totals[study]
                )
                if not console.is_terminal:
                    counts = f"{progress.done(study)} of {progress.totals[study]} trials"
                    console.print(f"{study}: {counts}, {progress.time_left()}")
            for task in tasks.values():
                bars.update(task, note=progress.time_left())
            if ended:
                return process.returncode
            time.sleep(SECONDS_BETWEEN_LOOKS)
