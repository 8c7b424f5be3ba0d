"""Every folder and file that the project reads or writes, in one place."""

import os
import tomllib
from functools import lru_cache
from pathlib import Path

from emnist_lab.errors import EmnistLabError

ROOT_MARKER = "pyproject.toml"


def project_root() -> Path:
    """Return the nearest folder, from the working directory upward, that is this project's.

    That is the one whose `pyproject.toml` says so: other sites have a `_quarto.yml` too, and kept
    results may come with anything beside them.

    Returns
    -------
    Path
        The folder; `EMNIST_LAB_ROOT` in the environment takes precedence.

    Raises
    ------
    EmnistLabError
        If no folder upward is.
    """
    named = os.environ.get("EMNIST_LAB_ROOT")
    start = Path(named) if named else Path.cwd()
    for folder in (start.resolve(), *start.resolve().parents):
        if (marker := folder / ROOT_MARKER).is_file() and _is_ours(marker.read_bytes()):
            return folder
    raise EmnistLabError(
        f"not inside an emnist_lab project: no {ROOT_MARKER} of it here or above",
        where=start,
        mend="cd into the project's folder, or set EMNIST_LAB_ROOT to it",
    )


@lru_cache
def _is_ours(content: bytes) -> bool:
    try:
        return tomllib.loads(content.decode())["project"]["name"] == "emnist_lab"
    except (ValueError, KeyError, TypeError):
        return False


def data_dir() -> Path:
    """Return the folder of downloads and caches, which git ignores."""
    return project_root() / "data"


def download_dir() -> Path:
    """Return the folder that the official archive is downloaded to."""
    return data_dir() / "emnist"


def cache_dir() -> Path:
    """Return the folder of memory-mapped splits."""
    return data_dir() / "cache"


def home_dir() -> Path:
    """Return the folder that stands in for the user's home where that cannot be written."""
    return data_dir() / "home"


def analysis_dir() -> Path:
    """Return the folder that holds one folder a study, and the profiles."""
    return project_root() / "analysis"


def notebook_source(study: str) -> Path:
    """Return the file of a study's notebook, a jupytext script."""
    return analysis_dir() / study / "notebook.py"


def profile_file(profile: str) -> Path:
    """Return the YAML file that says how much the profile computes."""
    return analysis_dir() / "profiles" / f"{profile}.yaml"


def runs_dir(profile: str) -> Path:
    """Return the folder of everything a profile's studies leave."""
    return project_root() / "runs" / profile


def study_dir(profile: str, study: str) -> Path:
    """Return the folder of what one study leaves."""
    return runs_dir(profile) / study


def trials_dir(profile: str, study: str) -> Path:
    """Return the folder that holds one folder per trial."""
    return study_dir(profile, study) / "trials"


def trial_name(variant: str, seed: int) -> str:
    """Return the name of the folder of a variant's trial with a seed."""
    return f"{variant}-seed{seed}"


def trial_dir(profile: str, study: str, variant: str, seed: int) -> Path:
    """Return the folder of what one trial leaves."""
    return trials_dir(profile, study) / trial_name(variant, seed)


def get_model_path(profile: str, study: str, trial: str) -> Path:
    """Return the file of a trial's trained model."""
    return trials_dir(profile, study) / trial / "model.keras"


def executed_notebook(profile: str, study: str) -> Path:
    """Return the file of a study's notebook as papermill left it."""
    return study_dir(profile, study) / "notebook.ipynb"


def study_log(profile: str, study: str) -> Path:
    """Return the file of all that a study said while its notebook ran, and why it failed."""
    return study_dir(profile, study) / "study.log"


def built_notebooks_dir() -> Path:
    """Return the folder from which documents embed executed notebooks."""
    return project_root() / "build" / "notebooks"


def sections_dir() -> Path:
    """Return the folder of the documents' parts, as written for what is trained."""
    return project_root() / "build" / "sections"


def report_dir() -> Path:
    """Return the folder of the report's and slides' sources."""
    return project_root() / "report"


def site_dir() -> Path:
    """Return the folder of rendered documents, the same with Quarto and without."""
    return project_root() / "_site"


def variables_file() -> Path:
    """Return the file of numbers that documents quote, written from the records."""
    return project_root() / "_variables.yml"
