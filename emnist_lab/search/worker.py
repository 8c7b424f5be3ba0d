"""A process of a search: `python -m emnist_lab.search.worker STUDY PROFILE [DATA_DIR]`.

Keras Tuner reads its part from the environment: the chief hands out trials, a worker trains them,
and a process without `KERASTUNER_ORACLE_IP` does both.
"""

import os
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from emnist_lab.errors import EmnistLabError, StorageError
from emnist_lab.search.devices import take_device

if TYPE_CHECKING:
    from emnist_lab.datasets.load import Split
    from emnist_lab.trials.plan import TrialPlan

PARENT_VARIABLE = "EMNIST_LAB_PARENT"
# Exit code of a process that says in one message what a user has to fix.
NEEDS_FIX = 3
# Exit code of a process that another should take over from, to give its memory back.
RESTART = 4
SECONDS_BETWEEN_LOOKS = 1.0


def train_trials(plans: "list[TrialPlan]", splits: "dict[str, Split]") -> None:
    """Train trials of a study that have no fitting record, until none is left.

    Parameters
    ----------
    plans : list of TrialPlan
        Every trial of the study, but for those that its search draws.
    splits : dict of str to Split
        The data that they read, by name.

    Raises
    ------
    EmnistLabError
        If a record cannot be written, or the chief has other trials than this process, or another
        token.
    """
    import grpc
    from keras_tuner.errors import FatalError

    from emnist_lab.search.token import use_token
    from emnist_lab.search.tuner import RestartWorkerError, StudyTuner

    chief = os.environ.get("KERASTUNER_ORACLE_IP")
    if chief:
        use_token(plans[0].profile.study_dir(plans[0].study.name))
    try:
        StudyTuner(plans, splits).search(verbose=0)
    except grpc.RpcError as error:
        if error.code() != grpc.StatusCode.UNAUTHENTICATED:
            raise
        raise EmnistLabError(
            "the search there has another token",
            where=chief,
            fix="share the study's folder, or set EMNIST_LAB_TOKEN alike on both machines",
        ) from error
    except RestartWorkerError:
        sys.exit(RESTART)
    except FatalError as error:
        raise error.__cause__ or error from None


def search(
    study_name: str,
    profile_name: str,
    data_dir: str | None = None,
    *,
    task: "Callable[[list[TrialPlan], dict[str, Split]], None]" = train_trials,
) -> None:
    """Read what a study trains, and the data, and hand them to a task.

    Parameters
    ----------
    study_name, profile_name : str
        What to run, and at which size.
    data_dir : str, optional
        A folder of the images' files.
    task : callable
        Takes what `train_trials` takes.
    """
    from emnist_lab.datasets.load import digests_of, load_splits
    from emnist_lab.profile import load_profile
    from emnist_lab.project import Project
    from emnist_lab.studies import find_study
    from emnist_lab.trials.plan import own_trials

    project = Project.find()
    profile = load_profile(project, profile_name)
    study = profile.part_of(find_study(project, study_name))
    splits = load_splits(study.splits, data_dir, study.dataset)
    task(own_trials(study, profile, digests_of(splits)), splits)


def run_process(task: Callable[[], None], tell: Callable[[EmnistLabError], None]) -> None:
    """Do what this process is for, bound to its device and for as long as its parent lives.

    Parameters
    ----------
    task : callable
        What it is for.
    tell : callable
        Takes what a user has to fix, before the process ends with `NEEDS_FIX`.
    """
    # TensorFlow greets with a page of messages unless told before it is imported.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    # Named by the parent, which may be gone before this line is reached.
    parent = int(os.environ.get(PARENT_VARIABLE) or os.getppid())
    threading.Thread(target=_end_with_parent, args=(parent,), daemon=True).start()
    # What the parent chose is in the environment already.
    take_device({})
    try:
        _do_or_say_why_not(task)
    except EmnistLabError as problem:
        tell(problem)
        sys.exit(NEEDS_FIX)


def write_problem(problem: EmnistLabError) -> None:
    """Write to the log what a user has to fix."""
    print(problem, file=sys.stderr)


def _end_with_parent(parent: int) -> None:
    """End this process when the one that started it is gone: nobody waits for its trial."""
    while os.getppid() == parent:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os._exit(1)


def _do_or_say_why_not(task: Callable[[], None]) -> None:
    try:
        task()
    except OSError as error:
        raise StorageError.of(error) from error


if __name__ == "__main__":
    run_process(lambda: search(*sys.argv[1:]), write_problem)
