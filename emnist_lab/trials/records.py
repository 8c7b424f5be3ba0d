"""Trial records on disk: written whole, read without trusting them."""

import json
import os
import warnings
from pathlib import Path

from pydantic_core import from_json

from emnist_lab.config import Profile, Study, trial_name
from emnist_lab.datasets.kept import stands_for_images
from emnist_lab.files import write_whole
from emnist_lab.trials.draws import read_draws

RECORD_FILE = "record.json"
# What made a trial fail, where that says nothing of its model: a library, memory, a killed process.
MACHINE = "machine"
REQUIRED_KEYS = ("fingerprint", "status", "figures", "hyperparameters")


def read_record(folder: Path | str) -> dict | None:
    """Return a trial's record, or None where there is none that can be read.

    An unreadable record is skipped with a warning: the trial counts as not run.
    """
    # Neither `json` nor `Path`: they take three quarters of the time of a thousand records.
    file = f"{folder}{os.sep}{RECORD_FILE}"
    try:
        with open(file, "rb") as stream:
            record = from_json(stream.read())
        missing = [key for key in REQUIRED_KEYS if key not in record]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        warnings.warn(f"{file}: unreadable record skipped ({error})", stacklevel=2)
        return None
    if missing:
        warnings.warn(f"{file}: record without {', '.join(missing)} skipped", stacklevel=2)
        return None
    return record


def write_record(folder: Path, record: dict) -> None:
    """Write a trial's record whole or not at all."""
    write_whole(folder / RECORD_FILE, json.dumps(record, indent=1))


def finished_record(plan) -> dict | None:
    """Return the record of a trial that ran with this very plan, or None.

    Parameters
    ----------
    plan : emnist_lab.trials.plan.TrialPlan
        The trial as it would be now.
    """
    record = read_record(plan.folder)
    return record if record and is_of_plan(record, plan) else None


def failed_for_machine(record: dict) -> bool:
    """Return whether a trial failed for its machine's sake, so that another try may complete."""
    return record.get("cause") == MACHINE


def forget_machine_failures(plans) -> None:
    """Remove the records of trials that failed for their machine's sake, to try them again.

    Parameters
    ----------
    plans : iterable of emnist_lab.trials.plan.TrialPlan
        The trials that a search is about to train.
    """
    for plan in plans:
        record = read_record(plan.folder)
        if record is not None and failed_for_machine(record):
            (plan.folder / RECORD_FILE).unlink(missing_ok=True)


def is_of_plan(record: dict, plan) -> bool:
    """Return whether a record is what a trial would leave now, or was kept in its place.

    Parameters
    ----------
    record : dict
        A trial's record.
    plan : emnist_lab.trials.plan.TrialPlan
        The trial as it would be now. Where images are not at hand, what is kept of it stands,
        whatever became of code and profile since.
    """
    if record["data"] != plan.data_digest:
        return False
    return stands_for_images(plan.data_digest) or record["fingerprint"] == plan.fingerprint()


def load_records(study: str, profile: Profile) -> list[dict]:
    """Return the records of a study's trials, in the order of their folder names."""
    folders = sorted(profile.trials_dir(study).glob("*/"))
    return [record for folder in folders if (record := read_record(folder)) is not None]


def study_records(study: Study, profile: Profile) -> list[dict]:
    """Return the records of the trials that a study has now: its own, then those it drew."""
    study = study.of_profile(profile)
    folder = profile.trials_dir(study.name)
    names = [trial_name(variant.name, seed) for variant in study.variants for seed in profile.seeds]
    names += [
        trial_name(variant.name, profile.seeds[0])
        for variant in read_draws(study, profile).variants
    ]
    return [record for name in names if (record := read_record(folder / name)) is not None]
