"""A process of a search: `python -m emnist_lab.search.worker STUDY PROFILE [DATA_DIR]`.

Keras Tuner reads its part from the environment: the chief hands out trials, a worker trains them,
and a process without `KERASTUNER_ORACLE_IP` does both.
"""

import os
import sys
import threading
import time

from emnist_lab.errors import EmnistLabError, StorageError
from emnist_lab.search.devices import take_device

PARENT_VARIABLE = "EMNIST_LAB_PARENT"
# Exit code of a process that says in one message what a user has to fix.
NEEDS_FIX = 3
# Exit code of a process that another should take over from, to give its memory back.
RESTART = 4
SECONDS_BETWEEN_LOOKS = 1.0


def search(study_name: str, profile_name: str, data_dir: str | None = None) -> None:
    """Train trials of a study that have no fitting record, until none is left.

    Parameters
    ----------
    study_name, profile_name : str
        What to run, and at which size.
    data_dir : str, optional
        A folder of the images' files.

    Raises
    ------
    EmnistLabError
        If a record cannot be written, or the chief has other trials than this process.
    """
    from keras_tuner.errors import FatalError

    from emnist_lab.datasets.load import digests_of, load_splits
    from emnist_lab.profile import load_profile
    from emnist_lab.project import Project
    from emnist_lab.search.tuner import RestartWorkerError, StudyTuner
    from emnist_lab.studies import find_study
    from emnist_lab.trials.plan import own_trials

    project = Project.find()
    profile = load_profile(project, profile_name)
    study = profile.part_of(find_study(project, study_name))
    splits = load_splits(study.splits, data_dir, study.dataset)
    plans = own_trials(study, profile, digests_of(splits))
    try:
        StudyTuner(plans, splits).search(verbose=0)
    except RestartWorkerError:
        sys.exit(RESTART)
    except FatalError as error:
        raise error.__cause__ or error from None


def _prepare_process() -> None:
    # TensorFlow greets with a page of messages unless told before it is imported.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    # Named by the parent, which may be gone before this line is reached.
    parent = int(os.environ.get(PARENT_VARIABLE) or os.getppid())
    threading.Thread(target=_end_with_parent, args=(parent,), daemon=True).start()
    # What the parent chose is in the environment already.
    take_device({})


def _end_with_parent(parent: int) -> None:
    """End this process when the one that started it is gone: nobody waits for its trial."""
    while os.getppid() == parent:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os._exit(1)


def _search_or_say_why_not() -> None:
    try:
        search(*sys.argv[1:])
    except OSError as error:
        raise StorageError.of(error) from error


if __name__ == "__main__":
    _prepare_process()
    try:
        _search_or_say_why_not()
    except EmnistLabError as problem:
        print(problem, file=sys.stderr)
        sys.exit(NEEDS_FIX)
