"""Lay out again what the documents quote and embed, and compare it with what lies there."""

import json
from pathlib import Path

import yaml

from emnist_lab.config import Study
from emnist_lab.errors import EmnistLabError
from emnist_lab.profile import Profile
from emnist_lab.reporting.prepare import prepare_documents, prepared_profile
from emnist_lab.trials.freshness import STAMP_FILE, notebook_parts, part_changes
from emnist_lab.verify.check import Check, Finding, differences
from emnist_lab.verify.scratch import link_results, scratch_profile


def check_stamps(studies: list[Study], profile: Profile, data_dir: Path | None) -> Check:
    """Compare what every executed notebook depended on with what is there now.

    Parameters
    ----------
    studies : list of Study
        The studies.
    profile : Profile
        Their profile.
    data_dir : Path or None
        Their data.

    Returns
    -------
    Check
        A finding for each notebook that never ran, or shows older data, code or trials.
    """
    findings = []
    for study in studies:
        file = profile.study_dir(study.name) / STAMP_FILE
        notebook = profile.executed_notebook(study.name)
        if not file.is_file() or not notebook.is_file():
            findings.append(Finding(notebook, "notebook", "an executed one", "never run"))
            continue
        now = notebook_parts(study, profile, data_dir)
        changes = part_changes(json.loads(file.read_text()), now)
        if changes:
            what = "what the notebook depends on"
            findings.append(Finding(file, what, "as it was", "; ".join(changes)))
    return Check(f"notebooks: what {len(studies)} of them depend on", tuple(findings))


def check_layout(studies: list[Study], profile: Profile, data_dir: Path | None) -> Check:
    """Compare `_variables.yml` and the copied notebooks with what a render would lay out now.

    Parameters
    ----------
    studies : list of Study
        The studies.
    profile : Profile
        The profile that the documents should show.
    data_dir : Path or None
        Their data.

    Returns
    -------
    Check
        A finding for each variable and each copy that differs; none where the documents were
        prepared for another profile, which is said.
    """
    looked_at = "documents: variables and copied notebooks"
    project = profile.project
    project = profile.project
    variables = project.variables_file
    if not variables.is_file():
        return Check(f"{looked_at}: none were prepared")
    try:
        shown = prepared_profile(project)
        found = flat(yaml.safe_load(variables.read_text()))
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        return Check(looked_at, (Finding(variables, "variables", "YAML", error),))
    if shown != profile.name:
        return Check(f"{looked_at}: not looked at, they show profile {shown}")
    try:
        expected, copies = _layout_now(studies, profile, data_dir)
    except EmnistLabError as error:
        return Check(looked_at, (Finding(variables, "documents", "all studies run", error),))
    findings = differences(variables, expected, found)
    for name, content in copies.items():
        copy = project.built_notebooks_dir / name
        if not copy.is_file() or copy.read_bytes() != content:
            place = f"a copy of runs/{profile.name}/{copy.stem}/notebook.ipynb"
            findings.append(
                Finding(copy, "notebook", place, "another" if copy.exists() else "none")
            )
    looked_at = f"documents: {len(expected)} variables and {len(copies)} copied notebooks"
    return Check(looked_at, tuple(findings))


def flat(variables: dict, prefix: str = "") -> dict[str, object]:
    """Return nested variables by the dotted names that documents quote them with."""
    found: dict[str, object] = {}
    for key, value in variables.items():
        name = f"{prefix}{key}"
        found |= flat(value, f"{name}.") if isinstance(value, dict) else {name: value}
    return found


def _layout_now(
    studies: list[Study], profile: Profile, data_dir: Path | None
) -> tuple[dict[str, object], dict[str, bytes]]:
    with scratch_profile(profile) as scratch:
        link_results(studies, profile, scratch)
        prepare_documents(scratch, data_dir, allow_stale=True)
        project = scratch.project
        variables = yaml.safe_load(project.variables_file.read_text())
        notebooks = sorted(project.built_notebooks_dir.glob("*.ipynb"))
        return flat(variables), {file.name: file.read_bytes() for file in notebooks}
