"""Lay kept results out again as trials of their profile, for a report without training.

Kept results may come from anybody: all of them is read and checked before anything is written.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from emnist_lab.config import Study, Variant
from emnist_lab.datasets.content import label_dtype
from emnist_lab.datasets.kept import kept_profile, stands_for_images
from emnist_lab.errors import EmnistLabError
from emnist_lab.files import inside, whole_file
from emnist_lab.portable.weights import WEIGHTS_FILE, read_weights, write_weights
from emnist_lab.profile import Profile, load_profile, trial_name
from emnist_lab.project import Project
from emnist_lab.studies import find_studies
from emnist_lab.training.history import HISTORY_FILE, took_effect
from emnist_lab.training.predictions import Predictions, write_predictions
from emnist_lab.trials.draws import Draws, write_draws
from emnist_lab.trials.earlier import earlier_recipes
from emnist_lab.trials.kept import (
    DRAWS_FILE,
    NOTED,
    PREDICTIONS_FILE,
    STUDY_TABLES,
    TABLE_FILES,
    kept_weights_file,
)
from emnist_lab.trials.kept_table import (
    KEY,
    kept_records,
    read_as_text,
    read_table,
    reading,
    typed,
)
from emnist_lab.trials.record import TrialKey, TrialRecord
from emnist_lab.trials.records import read_record, write_record


@dataclass(frozen=True)
class KeptTrial:
    """A trial as it was kept: record, tables by file, what it said of each image, and weights."""

    record: TrialRecord
    noted: dict[str, pd.DataFrame]
    predictions: Predictions | None
    weights: list[np.ndarray] | None


def restore_results(
    project: Project, folder: Path, say: Callable[[str], object] = print
) -> Profile:
    """Lay kept results out as trials of the profile that they are of.

    Parameters
    ----------
    project : Project
        Where to.
    folder : Path
        As `emnist_lab.trials.kept.keep_results` left it. Its splits stand for the data from then
        on.
    say : callable
        Is told which trials are of no study or variant that the project has; they are left out.

    Returns
    -------
    Profile
        The profile.

    Raises
    ------
    EmnistLabError
        If the folder lacks a table or has one that cannot be read, or the profile has trials that
        were trained here. Nothing is written then.
    """
    profile = load_profile(project, kept_profile(folder))
    _refuse_incomplete(folder)
    studies = find_studies(project)
    drawn = _read_draws(studies, folder)
    trials, unknown = _read_trials(studies, drawn, folder)
    trials = _with_earlier_recipes(studies, profile, trials)
    tables = [(table, _rows_by_study(folder / table.name)) for table in STUDY_TABLES]
    _refuse_trained(profile)
    for name in studies:
        shutil.rmtree(profile.trials_dir(name), ignore_errors=True)
    for trial in trials:
        _write_trial(profile, trial)
    for name, variants in drawn.items():
        write_draws(studies[name], profile, Draws(variants, complete=True))
    for table, rows in tables:
        for name in [name for name in rows if name in studies]:
            table.write(name, profile, rows[name])
    if unknown:
        say(f"Left out, of no study or variant of this project: {', '.join(unknown)}")
    return profile


def _read_draws(studies: Mapping[str, Study], folder: Path) -> dict[str, tuple[Variant, ...]]:
    """Return the variants that were drawn, by each study that draws."""
    with reading(folder / DRAWS_FILE) as file:
        draws = read_as_text(file)
        return {
            name: tuple(
                Variant.model_validate_json(text)
                for text in draws["variant"][draws["study"] == name]
            )
            for name, study in studies.items()
            if study.search is not None
        }


def _read_trials(
    studies: Mapping[str, Study], drawn: Mapping[str, tuple[Variant, ...]], folder: Path
) -> tuple[list[KeptTrial], list[str]]:
    """Return the trials of variants that there are, and the names of all others."""
    known = {
        (name, variant.name)
        for name, study in studies.items()
        for variant in (*study.variants, *drawn.get(name, ()))
    }
    records = list(kept_records(folder))
    ours = [record for record in records if (record.study, record.variant) in known]
    noted = {}
    for kept, name in NOTED.items():
        with reading(folder / kept) as file:
            noted[name] = dict(_by_trial(read_as_text(file)))
    with reading(folder / PREDICTIONS_FILE) as file:
        rows = dict(_by_trial(read_table(file, {"study": str, "variant": str})))
        predictions = {
            record.key: _predictions(rows[record.key], _answers(studies, record))
            for record in ours
            if record.key in rows
        }
    trials = []
    for record in ours:
        tables = {name: found[record.key] for name, found in noted.items() if record.key in found}
        with reading(folder, record.key):
            values = {name: typed(table) for name, table in tables.items()}
            record = _with_what_took_effect(record, values.get(HISTORY_FILE))
        weights = _read_weights(folder, record)
        trials.append(KeptTrial(record, tables, predictions.get(record.key), weights))
    others = {f"{r.study} {r.variant}" for r in records if (r.study, r.variant) not in known}
    return trials, sorted(others)


def _read_weights(folder: Path, record: TrialRecord) -> list[np.ndarray] | None:
    file, parameters = kept_weights_file(folder, record.key), record.figures.parameters
    if not file.is_file() or parameters is None:
        return None
    return read_weights(file, parameters)


def _with_earlier_recipes(
    studies: Mapping[str, Study], profile: Profile, trials: list[KeptTrial]
) -> list[KeptTrial]:
    """Return trials whose records say how their recipe differs from today's."""
    records = [trial.record for trial in trials]
    earlier: dict[TrialKey, str] = {}
    for study in studies.values():
        earlier |= earlier_recipes(study, profile, records)
    return [
        replace(trial, record=trial.record.model_copy(update={"earlier": earlier[key]}))
        if (key := trial.record.key) in earlier
        else trial
        for trial in trials
    ]


def _with_what_took_effect(record: TrialRecord, history: pd.DataFrame | None) -> TrialRecord:
    """Return a record with the figures that its history tells, where it was kept without them."""
    if record.figures.ended_by is not None or history is None:
        return record
    chosen = record.hyperparameters
    found = took_effect(history, chosen.recipe, chosen.budget_of is not None, record.most_epochs)
    return record.model_copy(update={"figures": record.figures.model_copy(update=found)})


def _answers(studies: Mapping[str, Study], record: TrialRecord) -> int:
    """Return among how many classes a trial chose."""
    chosen = record.hyperparameters
    return len(studies[record.study].dataset.classes(chosen.split, chosen.task))


def _predictions(rows: pd.DataFrame, answers: int) -> Predictions:
    # How probable the true class was is known where it was the guess; no report shows it elsewhere.
    classes = rows[["true", "predicted", "second"]].to_numpy()
    p_predicted = rows["p_predicted"].to_numpy(np.float32)
    if not np.isin(classes, np.arange(answers)).all():
        raise ValueError(f"a class is none of the {answers} that the trial tells apart")
    if not ((p_predicted >= 0) & (p_predicted <= 1)).all():
        raise ValueError("a probability is not in 0 to 1")
    # The smallest type that holds the classes that occur.
    true, predicted, second = classes.T.astype(label_dtype(int(classes.max()) + 1))
    p_true = np.where(predicted == true, p_predicted, np.nan).astype(np.float32)
    return Predictions(true, predicted, second, p_true, p_predicted.astype(np.float16))


def _write_trial(profile: Profile, trial: KeptTrial) -> None:
    key = trial.record.key
    folder = inside(profile.trials_dir(key.study), trial_name(key.variant, key.seed))
    for name, rows in trial.noted.items():
        with whole_file(folder / name) as temporary:
            rows.to_csv(temporary, index=False)
    if trial.predictions is not None:
        write_predictions(folder, trial.predictions)
    if trial.weights is not None:
        write_weights(trial.weights, folder / WEIGHTS_FILE)
    # Last: a record says that the trial is there whole.
    write_record(folder, trial.record)


def _by_trial(frame: pd.DataFrame) -> Iterator[tuple[TrialKey, pd.DataFrame]]:
    for (study, variant, seed), rows in frame.groupby(KEY, sort=False):
        yield TrialKey(study, variant, int(seed)), rows.drop(columns=KEY)


def _rows_by_study(file: Path) -> dict[str, pd.DataFrame]:
    with reading(file):
        rows = read_as_text(file)
        typed(rows)
        return dict(iter(rows.groupby("study")))


def _refuse_incomplete(folder: Path) -> None:
    for name in TABLE_FILES:
        if not (folder / name).is_file():
            raise EmnistLabError(
                f"lacks {name}",
                where=folder,
                fix="take the folder whole, or write it anew with `emnist-lab keep`",
            )


def _refuse_trained(profile: Profile) -> None:
    for study in find_studies(profile.project):
        for folder in sorted(profile.trials_dir(study).glob("*/")):
            record = read_record(folder)
            if record is None or not stands_for_images(record.data):
                raise EmnistLabError(
                    "was trained here, and kept results would take its place",
                    where=folder,
                    fix=f"move {profile.runs_dir} elsewhere, and run this again",
                )
