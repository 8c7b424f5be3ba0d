"""Lay out what the documents embed and quote, and refuse where the records are out of date."""

import shutil
from pathlib import Path

import yaml

from emnist_lab import paths
from emnist_lab.config import Profile, load_profile
from emnist_lab.errors import EmnistLabError
from emnist_lab.files import whole_file
from emnist_lab.reporting.variables import write_variables
from emnist_lab.results.freshness import StudyStatus, study_status
from emnist_lab.results.records import load_records
from emnist_lab.studies import STUDIES

DEFAULT_PROFILE = "quick"


def prepare_documents(
    profile_name: str, data_dir: Path | None = None, allow_stale: bool = False
) -> None:
    """Write `_variables.yml` and copy the executed notebooks to where documents embed them from.

    Parameters
    ----------
    profile_name : str
        The profile whose records the documents show.
    data_dir : Path, optional
        The data it ran on (see `emnist_lab.datasets.origin.find_origin`).
    allow_stale : bool
        Go on with stale records, and say so on the page.

    Raises
    ------
    EmnistLabError
        If a study never ran, or is stale and that was not allowed; nothing is written then.
    """
    profile = load_profile(profile_name)
    states = [study_status(study, profile, data_dir) for study in STUDIES.values()]
    _refuse_missing(profile, states, data_dir)
    stale = [state for state in states if state.state == "stale"]
    if stale and not allow_stale:
        raise EmnistLabError(
            f"records are stale: {'; '.join(map(_reason, stale))}",
            where=paths.runs_dir(profile.name),
            mend=f"{_run_command(profile, stale, data_dir)}, or render with --stale",
        )
    write_variables(profile, data_dir, [_reason(state) for state in stale])
    for study in STUDIES:
        _copy_notebook(profile.name, study)


def prepared_profile() -> str:
    """Return the profile that the documents were last prepared for, or the default."""
    file = paths.variables_file()
    if not file.is_file():
        return DEFAULT_PROFILE
    return yaml.safe_load(file.read_text())["profile"]["name"]


def _refuse_missing(profile: Profile, states: list[StudyStatus], data_dir: Path | None) -> None:
    missing = [
        state for state in states if state.state == "missing" or not _has_outputs(profile, state)
    ]
    if missing:
        names = ", ".join(state.study for state in missing)
        raise EmnistLabError(
            f"nothing to show yet of {names} in profile {profile.name}",
            where=paths.runs_dir(profile.name),
            mend=_run_command(profile, missing, data_dir),
        )


def _has_outputs(profile: Profile, state: StudyStatus) -> bool:
    """Return whether a study has a notebook to embed from, and records to quote if it trains."""
    notebook = paths.executed_notebook(profile.name, state.study)
    return notebook.is_file() and (
        state.total == 0 or bool(load_records(profile.name, state.study))
    )


def _run_command(profile: Profile, states: list[StudyStatus], data_dir: Path | None) -> str:
    if len(states) == 1:
        return states[0].command
    data = f" --data-dir {data_dir}" if data_dir else ""
    return f"emnist-lab run --profile {profile.name}{data}"


def _reason(state: StudyStatus) -> str:
    return f"{state.study} ({', '.join(state.reasons)})"


def _copy_notebook(profile: str, study: str) -> None:
    with whole_file(paths.built_notebooks_dir() / f"{study}.ipynb") as temporary:
        shutil.copyfile(paths.executed_notebook(profile, study), temporary)
