"""When to stop starting a process again, and what is recorded of a trial that kills its own."""

import signal
from dataclasses import dataclass
from datetime import UTC, datetime

from emnist_lab.lock import folder_lock, is_held
from emnist_lab.training.history import HISTORY_FILE
from emnist_lab.trials.plan import TrialPlan
from emnist_lab.trials.provenance import provenance
from emnist_lab.trials.record import MACHINE
from emnist_lab.trials.records import finished_record, write_record

MOST_CRASHES = 3


@dataclass
class Crashes:
    """Crashes in a row between which nothing got on."""

    count: int = 0
    progress: int | None = None

    def add(self, progress: int) -> bool:
        """Count a crash; return whether it was one too many.

        Parameters
        ----------
        progress : int
            Trials or epochs done so far: any other number than at the last crash begins anew.
        """
        self.count = self.count + 1 if progress == self.progress else 1
        self.progress = progress
        return self.count >= MOST_CRASHES


def epochs_done(plan: TrialPlan) -> int:
    """Return how many epochs of an unfinished trial are in its history."""
    try:
        return len((plan.folder / HISTORY_FILE).read_text().splitlines())
    except FileNotFoundError:
        return 0


def record_given_up(plan: TrialPlan, code: int, surroundings: dict) -> None:
    """Record a trial as failed whose process died again and again; another process's is let be.

    A system that runs out of memory kills processes: that says nothing of the model, so that the
    next run tries it again.

    Parameters
    ----------
    plan : TrialPlan
        The trial.
    code : int
        How the last process ended, as `subprocess.Popen.returncode` has it.
    surroundings : dict
        What the provenance says of device and data.
    """
    if is_held(plan.lock_folder):
        return
    with folder_lock(plan.lock_folder, print):
        if finished_record(plan) is None:
            reason = f"its process {ending(code)} {MOST_CRASHES} times without finishing an epoch"
            now = datetime.now(UTC).isoformat(timespec="seconds")
            made_with = {
                **provenance(plan.profile.project),
                **surroundings,
                "started": now,
                "duration_s": None,
            }
            record = plan.record("failed", reason, {}, made_with, cause=MACHINE)
            write_record(plan.folder, record)


def ending(code: int) -> str:
    """Return in words how a process ended."""
    if code >= 0:
        return f"ended with code {code}"
    name = signal.Signals(-code).name
    if -code == signal.SIGKILL:
        return f"was killed ({name}, as by a system that runs out of memory)"
    return f"was killed ({name})"
