"""Whether what a study left still is what running it now would leave, and if not, why."""

import json
import os
import shlex
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Literal

from emnist_lab.code_digests import STUDIES, notebook_digests
from emnist_lab.config import Study
from emnist_lab.datasets.load import cached_digest, split_digest
from emnist_lab.datasets.origin import available_splits
from emnist_lab.errors import DataError
from emnist_lab.files import write_whole
from emnist_lab.profile import Profile
from emnist_lab.studies import studies_shown_by
from emnist_lab.trials.draws import read_draws
from emnist_lab.trials.fingerprint import value_changes
from emnist_lab.trials.plan import TrialPlan, plan_trials
from emnist_lab.trials.record import TrialRecord
from emnist_lab.trials.records import is_of_plan, read_record
from emnist_lab.trials.strategy import ONE_DEVICE, chosen_strategy

State = Literal["fresh", "partial", "stale", "missing"]
STAMP_FILE = "study.json"
MOST_REASONS = 4
NO_RECORD = "has no record"
MACHINE_FAILED = "failed for the machine's sake and is tried again"
OLDER_TRIALS = "its notebook shows older trials"
NEVER_RUN = "its notebook was never run"


@dataclass(frozen=True)
class StudyStatus:
    """The state of one study in one profile.

    It is partial where trials are missing, or its notebook, and nothing that is there is out of
    date. `done` counts trials whose record fits, of `total`; `reasons` say what is missing or
    changed, most telling first; `command` fixes it. `notebook_lags` says that its notebook has only
    to be executed again, without training, to show the records there are.
    """

    study: str
    state: State
    done: int
    total: int
    reasons: tuple[str, ...]
    command: str
    notebook_lags: bool = False


def study_status(study: Study, profile: Profile, data_dir: Path | None = None) -> StudyStatus:
    """Compare a study's records and notebook with what they depend on now.

    Reads digests and records only: no image, no TensorFlow. `data_dir` is the data it should have
    used (`emnist_lab.datasets.origin.find_origin`).
    """
    study = profile.part_of(study)
    command = _command(study, profile, data_dir)
    if (reason := _data_lacking(study, data_dir)) is not None:
        total = len(study.variants) * len(profile.seeds)
        return StudyStatus(study.name, "missing", 0, total, (reason,), command)

    plans = _plans_now(study, profile, data_dir)
    records = _records_of(plans)
    changes = [record_changes(plan, records[plan.name]) for plan in plans]
    done = sum(not change for change in changes)
    counts = Counter(chain.from_iterable(changes))
    reasons = [f"{reason} ({count} of {len(plans)} trials)" for reason, count in counts.items()]
    if not read_draws(study, profile).complete:
        reasons.append("its search has not ended")
    notebook_changes = _notebook_changes(study, profile, records, data_dir)
    reasons += notebook_changes
    fits = all(change in ([], [NO_RECORD], [MACHINE_FAILED]) for change in changes)
    fits &= set(notebook_changes) <= {NEVER_RUN, OLDER_TRIALS}
    return StudyStatus(
        study.name,
        _state(reasons, fits, done),
        done,
        len(plans),
        tuple(reasons[:MOST_REASONS]),
        command,
        notebook_lags=fits and bool(notebook_changes),
    )


def trial_changes(
    study: Study, profile: Profile, data_dir: Path | None = None
) -> dict[str, list[str]]:
    """Return by its name why each trial of a study is out of date; nothing where it is fresh.

    Of data that was never read here there is no trial in it.
    """
    if _data_lacking(study, data_dir) is not None:
        return {}
    plans = _plans_now(profile.part_of(study), profile, data_dir)
    records = _records_of(plans)
    return {plan.name: record_changes(plan, records[plan.name]) for plan in plans}


def _plans_now(study: Study, profile: Profile, data_dir: Path | None) -> list[TrialPlan]:
    digests = {
        name: digest
        for name in study.splits
        if (digest := cached_digest(name, data_dir, study.dataset)) is not None
    }
    return plan_trials(study, profile, digests)


def _state(reasons: list[str], fits: bool, done: int) -> State:
    if not reasons:
        return "fresh"
    if not fits or reasons == [OLDER_TRIALS]:
        return "stale"
    return "missing" if NEVER_RUN in reasons and not done else "partial"


def _notebook_changes(
    study: Study, profile: Profile, records: dict[str, TrialRecord | None], data_dir: Path | None
) -> list[str]:
    stamp = _read_stamp(study.name, profile)
    if stamp is None or (study.leaves_values and not profile.values_file(study.name).is_file()):
        return [NEVER_RUN]
    return part_changes(stamp, _notebook_parts(study, profile, records, data_dir))


def _command(study: Study, profile: Profile, data_dir: Path | None) -> str:
    """Return the command that runs a study, as a shell takes it."""
    command = ["emnist-lab", "run", study.name, "--profile", profile.name]
    command += ["--data-dir", str(data_dir)] if data_dir else []
    strategy = chosen_strategy(profile)
    return shlex.join(command + (["--strategy", strategy] if strategy != ONE_DEVICE else []))


def _data_lacking(study: Study, data_dir: Path | None) -> str | None:
    splits = shown_splits(study, data_dir)
    try:
        unread = [name for name in splits if not cached_digest(name, data_dir, study.dataset)]
    except DataError as error:
        # A folder may hold some splits only; its other studies can run.
        return f"{error.problem}: {error.where}"
    return f"this data was never read: {', '.join(unread)}" if unread else None


def record_changes(plan: TrialPlan, record: TrialRecord | None) -> list[str]:
    """Return why a trial's record does not fit its plan; nothing where it fits."""
    if record is None:
        return [NO_RECORD]
    if is_of_plan(record, plan):
        return [MACHINE_FAILED] if record.failed_for_machine else []
    return part_changes(record.parts(), plan.parts()) or ["its record does not fit its fingerprint"]


def part_changes(before: dict, now: dict) -> list[str]:
    """Name the parts of a fingerprint that differ, one phrase a difference.

    Parameters
    ----------
    before, now : dict
        With `data` (a digest, or one per split), `code` (a digest per module or script), and
        optionally `hyperparameters` and `trials`.
    """
    changes = []
    if before.get("data") != now["data"]:
        changes.append("the data changed")
    changes += value_changes(before.get("hyperparameters", {}), now.get("hyperparameters", {}))
    old_code, new_code = before.get("code", {}), now["code"]
    for module in sorted(old_code.keys() | new_code.keys()):
        if old_code.get(module) != new_code.get(module):
            changes.append(f"{module} changed")
    if before.get("trials") != now.get("trials"):
        changes.append(OLDER_TRIALS)
    return changes


def notebook_parts(study: Study, profile: Profile, data_dir: Path | None = None) -> dict:
    """Return what a study's executed notebook depends on, by part.

    Returns
    -------
    dict
        `data` (digest by split), `code` (digest by script and module), `trials` (fingerprint and
        status by name; those of earlier studies with their study before, where it reads them).
    """
    study = profile.part_of(study)
    digests = {name: split_digest(name, data_dir, study.dataset) for name in study.splits}
    plans = plan_trials(study, profile, digests)
    return _notebook_parts(study, profile, _records_of(plans), data_dir)


def _records_of(plans: list[TrialPlan]) -> dict[str, TrialRecord | None]:
    # All trials of a study are in one folder: to ask each plan for it takes most of the time.
    trials = str(plans[0].folder.parent) if plans else ""
    names = [plan.name for plan in plans]
    return {name: read_record(f"{trials}{os.sep}{name}") for name in names}


def _notebook_parts(
    study: Study, profile: Profile, records: dict[str, TrialRecord | None], data_dir: Path | None
) -> dict:
    trials = {
        name: record and f"{record.fingerprint} {record.status}" for name, record in records.items()
    }
    before = [other.name for other in studies_shown_by(study, profile)]
    for name in before:
        # What that study itself shows of others is no trial of its own.
        shown = (_read_stamp(name, profile) or {}).get("trials", {})
        trials |= {f"{name}/{trial}": shown[trial] for trial in shown if "/" not in trial}
    return {
        "data": {
            name: split_digest(name, data_dir, study.dataset)
            for name in shown_splits(study, data_dir)
        },
        "code": notebook_digests(
            profile.project.notebook_source(study.name),
            *(f"{STUDIES}.{name}.study" for name in (study.name, *before)),
        ),
        "trials": trials,
    }


def shown_splits(study: Study, data_dir: Path | None = None) -> tuple[str, ...]:
    """Return the splits that a study's notebook and trials read."""
    if study.show_splits:
        return available_splits(data_dir, study.dataset)
    return study.splits


def write_stamp(study: Study, profile: Profile, data_dir: Path | None = None) -> None:
    """Note what the notebook that just ran depended on."""
    file = profile.study_dir(study.name) / STAMP_FILE
    write_whole(file, json.dumps(notebook_parts(study, profile, data_dir), indent=1))


def _read_stamp(study: str, profile: Profile) -> dict | None:
    file = profile.study_dir(study) / STAMP_FILE
    if not file.is_file() or not profile.executed_notebook(study).is_file():
        return None
    return json.loads(file.read_text())
