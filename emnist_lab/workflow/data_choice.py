"""Which data a command looks at, decided in one place: what was named, or what a run remembered."""

import json
import os
from pathlib import Path

from emnist_lab.datasets.origin import DATA_VARIABLE, find_origin
from emnist_lab.datasets.registry import project_datasets
from emnist_lab.errors import DataError, EmnistLabError
from emnist_lab.files import write_whole
from emnist_lab.profile import Profile

DATA_CHOICE_FILE = "data.json"


def remember_data(profile: Profile, data_dir: Path | None) -> None:
    """Note the folder of data that a profile runs on, None for the default."""
    choice = {"data_dir": str(data_dir) if data_dir else None}
    write_whole(profile.runs_dir / DATA_CHOICE_FILE, json.dumps(choice))


def chosen_data(profile: Profile, data_dir: Path | None) -> Path | None:
    """Return the folder of data that a command on a profile looks at.

    It is what `--data-dir` names, else `EMNIST_LAB_DATA`, else what the profile last ran on; None
    for the default, a verified download or synthetic handwriting.

    Raises
    ------
    EmnistLabError
        If that is no data; the message says who named it.
    """
    named = os.environ.get(DATA_VARIABLE)
    if data_dir is not None:
        return _checked(profile, data_dir, "--data-dir")
    if named:
        return _checked(profile, Path(named).expanduser().resolve(), f"${DATA_VARIABLE}")
    folder = remembered_data(profile)
    if folder is None:
        return None
    way_out = "move the data back, or name where it is with --data-dir"
    return _checked(profile, folder, f"the last run of {profile.name}", way_out)


def _checked(profile: Profile, folder: Path, source: str, way_out: str | None = None) -> Path:
    """Return the folder if one of the project's data sets is in it."""
    errors = []
    for dataset in project_datasets(profile.project):
        try:
            find_origin(folder, dataset=dataset)
        except DataError as error:
            errors.append(error)
        else:
            return folder
    raise DataError(
        f"{errors[0].problem} (named by {source})", errors[0].where, way_out or errors[0].fix
    ) from errors[0]


def remembered_data(profile: Profile) -> Path | None:
    """Return the folder of data that the profile last ran on, None for the default.

    Raises
    ------
    EmnistLabError
        If the note of it cannot be read.
    """
    file = profile.runs_dir / DATA_CHOICE_FILE
    if not file.is_file():
        return None
    try:
        folder = json.loads(file.read_text())["data_dir"]
        return Path(folder) if folder else None
    except (ValueError, KeyError, TypeError) as error:
        raise EmnistLabError(
            "does not say which data the last run was on",
            where=file,
            fix="name the data with --data-dir, or remove this file to use the default",
        ) from error
