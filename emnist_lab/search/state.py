"""What the processes of a search leave beside the trials for the one that watches them."""

import contextlib
import shutil
from pathlib import Path

# The trial that a process is at.
TRIAL_FILE = "trial"
PREFIX = "tuner-"


def state_name(tuner: str) -> str:
    """Return the name of the folder, in the study's, that a process of a search writes to."""
    return f"{PREFIX}{tuner}"


def take_trial_note(study_folder: Path, tuner: str) -> str | None:
    """Return the name of the trial that a process died at, None for none, and forget it."""
    note = study_folder / state_name(tuner) / TRIAL_FILE
    try:
        name = note.read_text()
    except FileNotFoundError:
        return None
    note.unlink()
    return name


def remove_states(study_folder: Path) -> None:
    """Remove what the processes of earlier searches left."""
    for folder in study_folder.glob(f"{PREFIX}*"):
        shutil.rmtree(folder, ignore_errors=True)


def trials_at_work(study_folder: Path) -> dict[str, float]:
    """Return the trials that processes say they are at, with the time since when (seconds)."""
    found = {}
    for note in study_folder.glob(f"{PREFIX}*/{TRIAL_FILE}"):
        # Whoever wrote it may remove it meanwhile.
        with contextlib.suppress(FileNotFoundError):
            found[note.read_text()] = note.stat().st_mtime
    return found
