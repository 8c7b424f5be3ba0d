"""Run studies through the Snakefile, which knows their order and runs again what is stale."""

import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console

from emnist_lab import paths
from emnist_lab.config import Profile, Study, load_profile
from emnist_lab.datasets.load import split_digest
from emnist_lab.datasets.origin import find_origin
from emnist_lab.errors import EmnistLabError
from emnist_lab.lock import folder_lock
from emnist_lab.results.freshness import STAMP_FILE, shown_splits, study_status
from emnist_lab.results.strategy import ONE_DEVICE, remember_strategy
from emnist_lab.results.trial import plan_trials
from emnist_lab.search.spread import Spread
from emnist_lab.studies import STUDIES, find_study, studies_before
from emnist_lab.workflow.data_choice import remember_data
from emnist_lab.workflow.lifeline import run_identity
from emnist_lab.workflow.progress import RunProgress, watch

WORKFLOW_LOG = "workflow.log"


def run_studies(
    names: list[str],
    profile_name: str,
    data_dir: Path | None,
    jobs: int,
    spread: Spread,
    console: Console,
) -> None:
    """Bring studies, and those they need, up to date.

    Parameters
    ----------
    names : list of str
        Studies; all of them where empty.
    profile_name : str
        The profile.
    data_dir : Path or None
        A folder of EMNIST files (see `emnist_lab.datasets.origin.find_origin`).
    jobs : int
        Studies that may run side by side.
    spread : Spread
        The workers and devices of each search.
    console : rich.console.Console
        Where progress is shown.

    Raises
    ------
    EmnistLabError
        If a study fails; the message names its log.
    """
    spread.check()
    if spread.listen and jobs > 1:
        raise EmnistLabError("one address serves one search", mend="give --listen with --jobs 1")
    studies = with_needed([find_study(name) for name in names] or list(STUDIES.values()))
    profile = load_profile(profile_name)
    console.print(find_origin(data_dir).description)
    remember_data(profile_name, data_dir)
    remember_strategy(profile_name, spread.strategy or ONE_DEVICE)
    _read_data(studies, data_dir, console)
    states = {study.name: study_status(study, profile, data_dir) for study in studies}
    due = due_studies(studies, {name for name, state in states.items() if state.state != "fresh"})
    if not due:
        console.print(f"Nothing to do: {', '.join(states)} fresh in profile {profile_name}.")
        return
    for study in due:
        reasons = states[study.name].reasons or ("shows what the studies before it leave",)
        console.print(f"{study.name}: {'; '.join(reasons)}")
    with folder_lock(paths.runs_dir(profile_name), console.print):
        _run_snakemake(due, profile, data_dir, jobs, spread, console)


def with_needed(studies: list[Study]) -> list[Study]:
    """Return studies and all that they need, in the order of `STUDIES`."""
    wanted = {study.name for study in studies}
    waiting = list(studies)
    while waiting:
        for needed in waiting.pop().needs:
            if needed not in wanted:
                wanted.add(needed)
                waiting.append(find_study(needed))
    return [study for study in STUDIES.values() if study.name in wanted]


def due_studies(studies: list[Study], not_fresh: set[str]) -> list[Study]:
    """Return the studies to run: those not fresh, and those that show what these will leave."""
    return [study for study in studies if _shown_by(study) & not_fresh]


def _shown_by(study: Study) -> set[str]:
    earlier = studies_before(study.name) if study.reads_others else []
    return {study.name, *(shown.name for shown in earlier)}


def _read_data(studies: list[Study], data_dir: Path | None, console: Console) -> None:
    splits = dict.fromkeys(name for study in studies for name in shown_splits(study, data_dir))
    for name in splits:
        with console.status(f"reading the {name} split"):
            split_digest(name, data_dir)


def _run_snakemake(
    due: list[Study],
    profile: Profile,
    data_dir: Path | None,
    jobs: int,
    spread: Spread,
    console: Console,
) -> None:
    stamps = [str(Path("runs", profile.name, study.name, STAMP_FILE)) for study in due]
    command = [
        *(sys.executable, "-m", "snakemake", "--quiet", "all", "--nolock"),
        *("--cores", str(jobs), "--rerun-triggers", "params"),
        # What a killed run left half-made is made again; its trials go on from their records.
        "--rerun-incomplete",
        *("--config", f"profile={profile.name}", f"data_dir={data_dir or ''}"),
        f"studies={','.join(study.name for study in due)}",
        *(f"{name}={value}" for name, value in vars(spread).items() if value),
        *("--forcerun", *stamps, "--", *stamps),
    ]
    log = paths.runs_dir(profile.name) / WORKFLOW_LOG
    plans = {
        study.name: plan_trials(
            study, profile, {name: split_digest(name, data_dir) for name in study.splits}
        )
        for study in due
    }
    progress = RunProgress(plans)
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command,
            cwd=paths.project_root(),
            env=os.environ | run_identity(),
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        try:
            code = watch(process, progress, console)
        except KeyboardInterrupt:
            process.wait()
            raise
    if code != 0:
        raise _failure(due, profile, log, data_dir)


def _failure(due: list[Study], profile: Profile, log: Path, data_dir) -> EmnistLabError:
    for study in due:
        study_log = paths.study_dir(profile.name, study.name) / "study.log"
        if study_status(study, profile, data_dir).state != "fresh" and study_log.is_file():
            last_lines = "\n  ".join(study_log.read_text(errors="replace").splitlines()[-4:])
            return EmnistLabError(
                f"study {study.name} failed\n  {last_lines}",
                where=study_log,
                mend="mend the cause and run the same command: done trials are kept",
            )
    return EmnistLabError("Snakemake failed", where=log, mend="read the log")
