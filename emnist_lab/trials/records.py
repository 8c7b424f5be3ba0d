"""Trial records and models on disk: written whole, read without trusting them."""

import os
import warnings
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from emnist_lab.config import Study
from emnist_lab.datasets.kept import stands_for_images
from emnist_lab.files import write_whole
from emnist_lab.profile import Profile, load_profile, trial_name
from emnist_lab.project import Project
from emnist_lab.trials.draws import read_draws
from emnist_lab.trials.plan import TrialPlan
from emnist_lab.trials.record import TrialRecord, refusal

RECORD_FILE = "record.json"
MODEL_FILE = "model.keras"


def get_model_path(study: str, profile: str, variant: str, seed: int = 0) -> Path:
    """Return the file of a trained model, which `load_model` reads.

    Parameters
    ----------
    study, profile : str
        As for `run_study`.
    variant : str
        The variant's name in the study.
    seed : int
        Which of the variant's trials.

    Returns
    -------
    Path
        A `.keras` file; there is none where the trial has not completed.
    """
    return load_profile(Project.find(), profile).trial_dir(study, variant, seed) / MODEL_FILE


def read_record(folder: Path | str) -> TrialRecord | None:
    """Return a trial's record, or None where there is none that can be read.

    One that cannot be read is skipped with a warning that names it and says why: the trial counts
    as not run.
    """
    # `Path` takes longer than reading a record does.
    file = f"{folder}{os.sep}{RECORD_FILE}"
    try:
        with open(file, "rb") as stream:
            return TrialRecord.model_validate_json(stream.read())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        reason = refusal(error)
    except OSError as error:
        reason = str(error)
    warnings.warn(f"{file}: record skipped, {reason}", stacklevel=2)
    return None


def write_record(folder: Path, record: TrialRecord) -> None:
    """Write a trial's record whole or not at all; what nobody set is left out."""
    write_whole(folder / RECORD_FILE, record.model_dump_json(indent=1, exclude_unset=True))


def finished_record(plan: TrialPlan) -> TrialRecord | None:
    """Return the record of a trial that ran with this very plan, or None."""
    record = read_record(plan.folder)
    return record if record and is_of_plan(record, plan) else None


def forget_machine_failures(plans: Iterable[TrialPlan]) -> None:
    """Remove the records of trials that failed for their machine's sake, to try them again."""
    for plan in plans:
        record = read_record(plan.folder)
        if record is not None and record.failed_for_machine:
            (plan.folder / RECORD_FILE).unlink(missing_ok=True)


def is_of_plan(record: TrialRecord, plan: TrialPlan) -> bool:
    """Return whether a record is what a trial would leave now, or was kept in its place.

    Where images are not at hand, what is kept stands, whatever became of code and profile since.
    """
    if record.data != plan.data_digest:
        return False
    return stands_for_images(plan.data_digest) or record.fingerprint == plan.fingerprint()


def load_records(study: str, profile: Profile) -> list[TrialRecord]:
    """Return the records of a study's trials, in the order of their folder names."""
    return _read_all(sorted(profile.trials_dir(study).glob("*/")))


def study_records(study: Study, profile: Profile) -> list[TrialRecord]:
    """Return the records of the trials that a study has now: its own, then those it drew."""
    study = profile.part_of(study)
    names = [trial_name(variant.name, seed) for variant in study.variants for seed in profile.seeds]
    drawn = read_draws(study, profile).variants
    names += [trial_name(variant.name, profile.seeds[0]) for variant in drawn]
    return _read_all(profile.trials_dir(study.name) / name for name in names)


def _read_all(folders: Iterable[Path]) -> list[TrialRecord]:
    return [record for folder in folders if (record := read_record(folder)) is not None]
