"""Train one trial of a study on its own."""

from pathlib import Path

from emnist_lab import paths
from emnist_lab.config import load_profile
from emnist_lab.datasets.load import load_split
from emnist_lab.errors import EmnistLabError
from emnist_lab.lock import folder_lock
from emnist_lab.results.trial import finished_record, plan_trials
from emnist_lab.search.tuner import run_and_record
from emnist_lab.studies import find_study
from emnist_lab.training.reuse import TracedModels


def train_variant(
    study_name: str, variant: str, profile: str, seed: int, data_dir: Path | None = None
) -> dict:
    """Return the record of one variant with one seed, trained now unless it fits already.

    Parameters
    ----------
    study_name, variant, profile : str
        Which trial.
    seed : int
        One of the profile's seeds.
    data_dir : Path, optional
        A folder of EMNIST files.

    Returns
    -------
    dict
        The record.

    Raises
    ------
    EmnistLabError
        If the study has no such variant, or the profile no such seed.
    """
    study = find_study(study_name)
    split = load_split(study.split, data_dir)
    plans = plan_trials(study, load_profile(profile), split.digest)
    for plan in plans:
        if (plan.variant.name, plan.seed) == (variant, seed):
            with folder_lock(paths.study_dir(profile, study_name), print):
                return finished_record(plan) or run_and_record(plan, split, TracedModels())
    raise EmnistLabError(
        f"{study_name} has no trial of {variant!r} with seed {seed} in profile {profile}",
        mend=f"choose from: {', '.join(plan.name for plan in plans)}",
    )
