"""Read trials from wherever records are kept: run folders, CSV exports, Git revisions of either."""

import io
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from pydantic import ValidationError
from pydantic_core import from_json

from emnist_lab.errors import EmnistLabError
from emnist_lab.files import read_text
from emnist_lab.trials.figures import FIGURE_COLUMNS
from emnist_lab.trials.fingerprint import by_dotted_name
from emnist_lab.trials.kept_table import KEY, TRIALS_FILE
from emnist_lab.trials.record import TrialKey, TrialRecord, refusal
from emnist_lab.trials.records import RECORD_FILE
from emnist_lab.trials.table import RECIPE_COLUMNS

OUTCOMES = ("status", "reason")
# Not parameters: what identifies a trial, and its digests.
OTHER_COLUMNS = {*KEY, *OUTCOMES, *TrialRecord.model_fields, *FIGURE_COLUMNS}


@dataclass(frozen=True)
class Trial:
    """A trial as far as two sets of records compare it.

    `parameters` are by dotted name; `figures` include the outcome; `whole` says that none of its
    parameters is left out, as a CSV export of single columns does.
    """

    parameters: dict
    figures: dict
    whole: bool


def read_trials(place: str) -> dict[TrialKey, Trial]:
    """Read trials by study, variant and seed.

    Parameters
    ----------
    place : str
        A folder that holds `record.json` files at any depth, kept results
        (`emnist_lab.trials.kept`), a CSV file or a folder of CSV files with the columns study,
        variant, seed and figures; or `REVISION:PATH` for one of these as a Git revision has it.

    Raises
    ------
    EmnistLabError
        If there is no such place, or no trial in it.
    """
    texts = _texts_on_disk(Path(place)) if Path(place).exists() else _texts_in_git(place)
    trials: dict[TrialKey, Trial] = {}
    for name, text in texts:
        try:
            found = [_from_record(text)] if name.endswith(RECORD_FILE) else _from_table(text)
        except (ValueError, LookupError, TypeError, AttributeError, OverflowError) as error:
            why = refusal(error) if isinstance(error, ValidationError) else repr(error)
            raise EmnistLabError(
                f"no record of a trial: {why}", name, "name a folder of whole records"
            ) from error
        trials.update(found)
    if not trials:
        raise EmnistLabError(
            "holds no records of trials", place, "name a folder such as runs/tour, or a CSV export"
        )
    return trials


def _texts_on_disk(place: Path) -> Iterator[tuple[str, str]]:
    found = sorted([*place.rglob(RECORD_FILE), *place.glob("*.csv")])
    files = [file for file in found if file.is_file()]
    for file in [place] if place.is_file() else _trials_among(files):
        yield str(file), read_text(file)


def _texts_in_git(place: str) -> Iterator[tuple[str, str]]:
    revision, colon, path = place.partition(":")
    if not colon:
        raise EmnistLabError("no such folder or file", place, "name one, or write REVISION:PATH")
    listed = _git("ls-tree", "-r", "--name-only", revision, "--", path or ".").splitlines()
    for file in _trials_among([Path(name) for name in listed]):
        yield str(file), _git("show", f"{revision}:./{file}")


def _trials_among(files: list[Path]) -> list[Path]:
    """Return the records; without any the table of kept ones; without that all tables."""
    for name in (RECORD_FILE, TRIALS_FILE):
        if named := [file for file in files if file.name == name]:
            return named
    return [file for file in files if file.suffix == ".csv"]


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], capture_output=True, check=False)
    if done.returncode != 0:
        raise EmnistLabError(
            f"git {arguments[0]}: {done.stderr.decode(errors='replace').strip()}",
            arguments[-1],
            "name a revision and a path that it has, such as main:docs/results",
        )
    return done.stdout.decode(errors="replace")


def _from_record(text: str) -> tuple[TrialKey, Trial]:
    record = TrialRecord.model_validate_json(text)
    figures = {name: getattr(record, name) for name in OUTCOMES} | record.figures.measured()
    return record.key, Trial(_all_parameters(record.hyperparameters.plain()), figures, whole=True)


def _from_table(text: str) -> list[tuple[TrialKey, Trial]]:
    frame = pd.read_csv(io.StringIO(text))
    trials = []
    for row in frame.to_dict("records"):
        given = {name: value for name, value in row.items() if not pd.isna(value)}
        figures = {name: given[name] for name in (*OUTCOMES, *FIGURE_COLUMNS) if name in given}
        if whole := "hyperparameters" in given:
            parameters = _all_parameters(from_json(given["hyperparameters"]))
        else:
            parameters = _columns(given)
        key = TrialKey(row["study"], row["variant"], int(row["seed"]))
        trials.append((key, Trial(parameters, figures, whole)))
    return trials


def _columns(given: dict) -> dict:
    return {
        f"recipe.{name}" if name in RECIPE_COLUMNS else name: value
        for name, value in given.items()
        if name not in OTHER_COLUMNS
    }


def _all_parameters(hyperparameters: dict) -> dict:
    # The seed identifies the trial.
    return {n: value for n, value in by_dotted_name(hyperparameters) if n != "recipe.seed"}
