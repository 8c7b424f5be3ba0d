"""The data that a profile last ran on, so that `status` and `render` look at the same."""

import json
from pathlib import Path

from emnist_lab import paths
from emnist_lab.files import write_whole

DATA_CHOICE_FILE = "data.json"


def remember_data(profile: str, data_dir: Path | None) -> None:
    """Note the folder of data that a profile runs on, None for the default."""
    choice = {"data_dir": str(data_dir) if data_dir else None}
    write_whole(paths.runs_dir(profile) / DATA_CHOICE_FILE, json.dumps(choice))


def remembered_data(profile: str) -> Path | None:
    """Return the folder of data that the profile last ran on, None for the default."""
    file = paths.runs_dir(profile) / DATA_CHOICE_FILE
    folder = json.loads(file.read_text())["data_dir"] if file.is_file() else None
    return Path(folder) if folder else None
