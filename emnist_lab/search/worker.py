"""A process of a search: `python -m emnist_lab.search.worker STUDY PROFILE [DATA_DIR]`.

Keras Tuner reads its part from the environment: the chief hands out trials, a worker trains them,
and a process without `KERASTUNER_ORACLE_IP` does both.
"""

import os
import sys
import threading
import time

SECONDS_BETWEEN_LOOKS = 1.0


def search(study_name: str, profile_name: str, data_dir: str | None = None) -> None:
    """Train trials of a study that have no fitting record, until none is left.

    Parameters
    ----------
    study_name, profile_name : str
        What to run, and at which size.
    data_dir : str, optional
        A folder of EMNIST files.
    """
    from emnist_lab.config import load_profile
    from emnist_lab.datasets.load import load_split
    from emnist_lab.results.trial import plan_trials
    from emnist_lab.search.tuner import StudyTuner
    from emnist_lab.studies import find_study

    study = find_study(study_name)
    split = load_split(study.split, data_dir)
    plans = plan_trials(study, load_profile(profile_name), split.digest)
    StudyTuner(plans, split).search(verbose=0)


def _prepare_process() -> None:
    # TensorFlow greets with a page of messages unless told before it is imported.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    core = os.environ.get("EMNIST_LAB_CORE")
    if core is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {int(core)})


def _end_with_parent(parent: int) -> None:
    """End this process when the one that started it is gone: nobody waits for its trial."""
    while os.getppid() == parent:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os._exit(1)


if __name__ == "__main__":
    _prepare_process()
    search(*sys.argv[1:])
