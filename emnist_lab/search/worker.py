"""The process that searches: `python -m emnist_lab.search.worker STUDY PROFILE [DATA_DIR]`."""

import os
import sys


def search(study_name: str, profile_name: str, data_dir: str | None = None) -> None:
    """Train every trial of a study that has no fitting record.

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


if __name__ == "__main__":
    # TensorFlow greets with a page of messages unless told before it is imported.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    search(*sys.argv[1:])
