"""Lay out what the documents embed and quote, and refuse where the records are out of date."""

import shlex
import shutil
from pathlib import Path
from typing import Any

import yaml

from emnist_lab.errors import EmnistLabError
from emnist_lab.files import write_whole
from emnist_lab.profile import Profile
from emnist_lab.project import DEFAULT_PROFILE, Project
from emnist_lab.reporting.alt_texts import with_findings
from emnist_lab.reporting.coverage import Coverage, read_coverage
from emnist_lab.reporting.drawing import drawing_values
from emnist_lab.reporting.embedded_notebook import DATA_FOLDER, PICTURES_FOLDER, without_files
from emnist_lab.reporting.moved import Earlier, moved_values
from emnist_lab.reporting.parts import OWN_NAMES, filled_parts, write_parts
from emnist_lab.reporting.pictures import with_small_pictures
from emnist_lab.reporting.provenance import write_provenance
from emnist_lab.reporting.report_values import report_values
from emnist_lab.reporting.results_page import table_columns, write_results_page
from emnist_lab.reporting.row_doors import find_doors, with_doors
from emnist_lab.reporting.values import read_values, with_names
from emnist_lab.reporting.vector_pictures import FONTS_FOLDER, copy_fonts
from emnist_lab.trials.freshness import StudyStatus, study_status


def prepare_documents(
    profile: Profile,
    data_dir: Path | None = None,
    allow_stale: bool = False,
    earlier: Earlier | None = None,
) -> None:
    """Write what the documents quote and include, and copy the notebooks that they embed from.

    Records may be missing, and documents say which. Notebooks show those that are there once
    `emnist_lab.workflow.documents.show_records` has run.

    Parameters
    ----------
    data_dir : Path, optional
        The data it ran on (see `emnist_lab.datasets.origin.find_origin`).
    allow_stale : bool
        Go on with stale records, and say so on the page.
    earlier : Earlier, optional
        Results to compare with: what moved since then is marked, and listed on a page of its own.

    Raises
    ------
    EmnistLabError
        If no trial completed, or a study is stale and that was not allowed; nothing is written
        then.
    """
    coverage = read_coverage(profile)
    _refuse_nothing(profile, coverage)
    states = [study_status(part.study, profile, data_dir) for part in coverage.values()]
    stale = [state for state in states if state.state == "stale" and coverage[state.study].shown]
    _refuse_stale(profile, stale, data_dir, allow_stale)
    context = context_now(profile, data_dir, coverage, stale)
    if earlier:
        context["moved"] = moved_values(profile, coverage, context, earlier)
    texts = filled_parts(profile.project, context, coverage)
    write_parts(profile.project, texts)
    doors = find_doors(profile)
    every = [door for study in doors.values() for door in study.values()]
    write_provenance(profile, data_dir, context, texts, every)
    write_results_page(profile, [part.study for part in coverage.values()])
    built = profile.project.built_notebooks_dir
    build = built.parent
    for folder in (built, build / PICTURES_FOLDER, build / DATA_FOLDER):
        shutil.rmtree(folder, ignore_errors=True)
    copy_fonts(build / FONTS_FOLDER)
    for study, part in coverage.items():
        if part.shown:
            notebook = profile.executed_notebook(study).read_text(encoding="utf-8")
            text = with_small_pictures(without_files(notebook, build))
            told = with_doors(with_findings(text), doors[study])
            write_whole(built / f"{study}.ipynb", told)


def prepared_profile(project: Project) -> str:
    """Return the name of the profile that the documents show, or of the default."""
    file = project.variables_file
    if not file.is_file():
        return DEFAULT_PROFILE
    return yaml.safe_load(file.read_text())["profile"]["name"]


def context_now(
    profile: Profile,
    data_dir: Path | None,
    coverage: dict[str, Coverage],
    stale: list[StudyStatus],
) -> dict[str, Any]:
    """Return what the documents' templates may name: what the notebooks left, and of the run.

    Parameters
    ----------
    stale : list of StudyStatus
        Studies that are shown although they are out of date.
    """
    context: dict[str, Any] = report_values(profile, data_dir, coverage)
    context["studies"] = list(coverage)
    context["variants"] = [one for part in coverage.values() if part.shown for one in part.names()]
    context["columns"] = table_columns()
    context["drawing"] = drawing_values(profile)
    context["stale"] = [{"study": state.study, "reasons": list(state.reasons)} for state in stale]
    claims = []
    for name, part in coverage.items():
        if name in {*context, *OWN_NAMES} and part.study.variants:
            raise EmnistLabError(
                f"documents quote something else as {name!r}",
                where=profile.project.analysis_dir / name,
                fix="give the study's folder, and the study, another name",
            )
        left = read_values(name, profile) if part.shown and part.study.leaves_values else {}
        # What there is to say of the data, which is no trial's, stands under a study's name too.
        context[name] = context.get(name, {}) | part.context() | left
        if left.get("claims"):
            claims.append({"study": name, "title": part.study.title, "claims": left["claims"]})
    return with_names(context | {"claims": claims, "moved": None})


def _refuse_nothing(profile: Profile, coverage: dict[str, Coverage]) -> None:
    if not any(part.completed for part in coverage.values()):
        raise EmnistLabError(
            f"nothing to show yet: no trial of profile {profile.name} completed",
            where=profile.runs_dir,
            fix=f"emnist-lab run --profile {profile.name}",
        )


def _refuse_stale(
    profile: Profile, stale: list[StudyStatus], data_dir: Path | None, allowed: bool
) -> None:
    without_notebook = [
        state for state in stale if not profile.executed_notebook(state.study).is_file()
    ]
    if without_notebook or (stale and not allowed):
        raise EmnistLabError(
            f"records are stale: {'; '.join(map(_reason, without_notebook or stale))}",
            where=profile.runs_dir,
            fix=_run_command(profile, without_notebook or stale, data_dir)
            + ("" if without_notebook else ", or render with --stale"),
        )


def _run_command(profile: Profile, states: list[StudyStatus], data_dir: Path | None) -> str:
    if len(states) == 1:
        return states[0].command
    data = ["--data-dir", str(data_dir)] if data_dir else []
    return shlex.join(["emnist-lab", "run", "--profile", profile.name, *data])


def _reason(state: StudyStatus) -> str:
    return f"{state.study} ({', '.join(state.reasons)})"
