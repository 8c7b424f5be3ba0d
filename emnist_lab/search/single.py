"""Train one trial of a study on its own, as a worker of a search would."""

from pathlib import Path

from emnist_lab.config import Study
from emnist_lab.datasets.load import Split, digests_of, load_splits
from emnist_lab.errors import EmnistLabError
from emnist_lab.lock import folder_lock
from emnist_lab.profile import Profile
from emnist_lab.quiet import import_tensorflow
from emnist_lab.search.devices import take_device
from emnist_lab.search.spread import local_devices
from emnist_lab.trials.plan import TrialPlan, plan_trials
from emnist_lab.trials.record import TrialRecord
from emnist_lab.trials.records import finished_record, forget_machine_failures


def train_variant(
    study: Study, variant: str, profile: Profile, seed: int, data_dir: Path | None = None
) -> TrialRecord:
    """Return the record of one variant with one seed, trained now unless it fits already.

    Trials that it depends on are trained before it where their records are missing.

    This process is bound to the device that a worker would have: on other numbers of threads the
    last bits of the figures would differ from a search's.

    Parameters
    ----------
    study, variant, profile : Study, str, Profile
        Which trial.
    seed : int
        One of the profile's seeds.
    data_dir : Path, optional
        A folder of the images' files.

    Returns
    -------
    TrialRecord
        The record.

    Raises
    ------
    EmnistLabError
        If the study has no such variant, or the profile no such seed.
    """
    study = profile.part_of(study)
    splits = load_splits(study.splits, data_dir, study.dataset)
    plans = plan_trials(study, profile, digests_of(splits))
    for plan in plans:
        if (plan.variant.name, plan.seed) == (variant, seed):
            with folder_lock(profile.study_dir(study.name), print):
                forget_machine_failures(_with_dependencies(plan))
                return finished_record(plan) or _trained_now(plan, splits)
    raise EmnistLabError(
        f"{study.name} has no trial of {variant!r} with seed {seed} in profile {profile.name}",
        fix=f"choose from: {', '.join(plan.name for plan in plans)}",
    )


def _with_dependencies(plan: TrialPlan) -> list[TrialPlan]:
    """Return a trial after those that it depends on."""
    chain = [plan]
    while chain[0].depends_on is not None:
        chain.insert(0, chain[0].depends_on)
    return chain


def _trained_now(plan: TrialPlan, splits: dict[str, Split]) -> TrialRecord:
    take_device(local_devices(plan.strategy)[0])
    # TensorFlow counts its threads when it starts.
    import_tensorflow()
    from emnist_lab.search.tuner import run_and_record
    from emnist_lab.training.reuse import TracedModels

    for each in _with_dependencies(plan):
        if finished_record(each) is None:
            with folder_lock(each.lock_folder, print):
                record = run_and_record(each, splits, TracedModels())
    return record
