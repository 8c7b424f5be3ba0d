"""Bring studies up to date: decide once which are due, and execute their notebooks."""

import contextlib
import os
from functools import partial
from pathlib import Path

from rich.console import Console

from emnist_lab.config import Study
from emnist_lab.datasets.load import digests_of, load_splits, split_digest
from emnist_lab.datasets.origin import find_origin
from emnist_lab.errors import EmnistLabError
from emnist_lab.lock import folder_lock
from emnist_lab.profile import Profile
from emnist_lab.search.no_training import may_train
from emnist_lab.search.spread import Spread, local_devices
from emnist_lab.studies import find_studies, find_study
from emnist_lab.trials.freshness import StudyStatus, shown_splits, study_status
from emnist_lab.trials.plan import plan_trials
from emnist_lab.trials.records import finished_record, study_records
from emnist_lab.trials.strategy import ONE_DEVICE, remember_strategy
from emnist_lab.workflow.data_choice import remember_data
from emnist_lab.workflow.display import shown_in
from emnist_lab.workflow.notebook import execute_study
from emnist_lab.workflow.order import due_studies, with_needed
from emnist_lab.workflow.planned import recorded_costs
from emnist_lab.workflow.progress import RunProgress
from emnist_lab.workflow.side_by_side import run_side_by_side

# More studies than these are counted, not named.
MOST_NAMED = 3


def run_studies(
    names: list[str],
    profile: Profile,
    data_dir: Path | None,
    jobs: int,
    spread: Spread,
    console: Console,
) -> None:
    """Bring studies (all of them where `names` is empty), and those they need, up to date.

    At most `jobs` studies run side by side, each with the workers and devices of `spread`.

    Raises
    ------
    EmnistLabError
        If a study fails, with its reason.
    """
    spread.check()
    if spread.listen and jobs > 1:
        raise EmnistLabError("one address serves one search", fix="give --listen with --jobs 1")
    project = profile.project
    named = [find_study(project, name) for name in names]
    studies = with_needed(project, named or list(find_studies(project).values()))
    for dataset in {study.dataset.name: study.dataset for study in studies}.values():
        console.print(find_origin(data_dir, dataset=dataset).description)
    remember_data(profile, data_dir)
    remember_strategy(profile, spread.strategy or ONE_DEVICE)
    # Every process of a study inherits it.
    os.environ.update(spread.environment())
    _read_data(studies, data_dir, console)
    with folder_lock(profile.runs_dir, console.print):
        states = {study.name: study_status(study, profile, data_dir) for study in studies}
        not_fresh = {name for name, state in states.items() if state.state != "fresh"}
        due = due_studies(studies, not_fresh)
        trained = {study.name for study in due if _can_be_trained(study, data_dir)}
        console.print(_opening(states, due, profile, trained), highlight=False)
        if due:
            _execute(due, trained, profile, data_dir, jobs, spread, console)
            _lay_out_for_quarto(profile, data_dir)


def _lay_out_for_quarto(profile: Profile, data_dir: Path | None) -> None:
    """Write the documents' parts, which a plain `quarto render` looks for before all else.

    Quarto resolves includes before it runs a project's scripts; without it `render` does all.
    """
    from emnist_lab.reporting.prepare import prepare_documents
    from emnist_lab.workflow.render import find_quarto

    if find_quarto() is None:
        return

    # Other studies may be stale: `render` says so.
    with contextlib.suppress(EmnistLabError):
        prepare_documents(profile, data_dir)


def _read_data(studies: list[Study], data_dir: Path | None, console: Console) -> None:
    for study in studies:
        for name in shown_splits(study, data_dir):
            # Those that are read already take no time.
            with console.status(f"reading the {name} split"):
                split_digest(name, data_dir, study.dataset)


def _can_be_trained(study: Study, data_dir: Path | None) -> bool:
    """Return whether what is missing can be trained: kept results have no images."""
    return may_train() and find_origin(data_dir, dataset=study.dataset).has_images


def _opening(
    states: dict[str, StudyStatus], due: list[Study], profile: Profile, trained: set[str]
) -> str:
    """Return what is going to be done, in one or two lines."""
    if not due:
        return f"Nothing to do: {', '.join(states)} fresh in profile {profile.name}."
    to_train = sum(states[study.name].total - states[study.name].done for study in due)
    trials = f"{to_train or 'no'} trial{'' if to_train == 1 else 's'} to train"
    if len(trained) < len(due):
        trials = f"nothing to train{f': {to_train} trials are not here' if to_train else ''}"
    named = ", ".join(study.name for study in due)
    studies = named if len(due) <= MOST_NAMED else f"{len(due)} of {len(states)} studies"
    line = f"Profile {profile.name}: {studies} due, {trials}."
    if any(states[study.name].state == "stale" for study in due):
        line += f"\nWhy: emnist-lab status --profile {profile.name}"
    return line


def _execute(
    due: list[Study],
    trained: set[str],
    profile: Profile,
    data_dir: Path | None,
    jobs: int,
    spread: Spread,
    console: Console,
) -> None:
    splits = {study.name: load_splits(study.splits, data_dir, study.dataset) for study in due}
    plans = {s.name: plan_trials(s, profile, digests_of(splits[s.name])) for s in due}
    for study in due:
        if study.name not in trained:
            plans[study.name] = [plan for plan in plans[study.name] if finished_record(plan)]
    workers = len(local_devices(spread.strategy))
    progress = RunProgress(plans, splits, workers, jobs, recorded_costs(profile.project))
    execute = partial(_execute_one, profile=profile, data_dir=data_dir)
    with shown_in(console, progress) as show:
        run_side_by_side(due, jobs, execute, show)
    for line in _machine_failures(due, profile):
        console.print(line, soft_wrap=True, highlight=False)


def _machine_failures(studies: list[Study], profile: Profile) -> list[str]:
    """Name the trials that failed for the machine's sake, which the same command tries again."""
    lost = [
        f"  {study.name} {record.variant}, seed {record.seed}: {record.reason}"
        for study in studies
        for record in study_records(study, profile)
        if record.failed_for_machine
    ]
    return (
        ["Failed for the machine's sake; the same command tries them again:", *lost] if lost else []
    )


def _execute_one(study: Study, profile: Profile, data_dir: Path | None) -> None:
    try:
        execute_study(study, profile, data_dir)
    except EmnistLabError as error:
        log = profile.study_log(study.name)
        raise EmnistLabError(f"study {study.name} failed\n  {error}", where=log) from error
