"""Read trials from wherever records are kept: run folders, CSV exports, Git revisions of either."""

import io
import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from emnist_lab.errors import EmnistLabError
from emnist_lab.results.records import RECORD_FILE
from emnist_lab.results.table import FIGURE_COLUMNS, RECIPE_COLUMNS

KEY_COLUMNS = ["study", "variant", "seed"]
OUTCOMES = ("status", "reason")
# Not parameters: what identifies a trial, and its digests.
OTHER_COLUMNS = {*KEY_COLUMNS, *OUTCOMES, "fingerprint", *FIGURE_COLUMNS}


@dataclass(frozen=True)
class Trial:
    """A trial as far as two sets of records compare it.

    `parameters` are by dotted name; `figures` include the outcome; `whole` says that none of its
    parameters is left out, as a CSV export does.
    """

    parameters: dict
    figures: dict
    whole: bool


def read_trials(place: str) -> dict[tuple[str, str, int], Trial]:
    """Read trials by study, variant and seed.

    Parameters
    ----------
    place : str
        A folder that holds `record.json` files at any depth, a CSV file or a folder of CSV files
        with the columns study, variant, seed and figures; or `REVISION:PATH` for one of these as
        a Git revision has it.

    Returns
    -------
    dict
        Trials by study, variant and seed.

    Raises
    ------
    EmnistLabError
        If there is no such place, or no trial in it.
    """
    texts = _texts_on_disk(Path(place)) if Path(place).exists() else _texts_in_git(place)
    trials = {}
    for name, text in texts:
        try:
            found = [_from_record(text)] if name.endswith(RECORD_FILE) else _from_table(text)
        except (ValueError, KeyError) as error:
            raise EmnistLabError(
                f"no record of a trial: {error!r}", name, "name a folder of whole records"
            ) from error
        trials.update(found)
    if not trials:
        raise EmnistLabError(
            "holds no records of trials", place, "name a folder such as runs/quick, or a CSV export"
        )
    return trials


def _texts_on_disk(place: Path) -> Iterator[tuple[str, str]]:
    if place.is_file():
        files = [place]
    else:
        files = sorted(place.rglob(RECORD_FILE)) or sorted(place.glob("*.csv"))
    for file in files:
        yield str(file), file.read_text()


def _texts_in_git(place: str) -> Iterator[tuple[str, str]]:
    revision, colon, path = place.partition(":")
    if not colon:
        raise EmnistLabError("no such folder or file", place, "name one, or write REVISION:PATH")
    listed = _git("ls-tree", "-r", "--name-only", revision, "--", path or ".").splitlines()
    names = [name for name in listed if Path(name).name == RECORD_FILE]
    names = names or [name for name in listed if name.endswith(".csv")]
    for name in names:
        yield name, _git("show", f"{revision}:./{name}")


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise EmnistLabError(
            f"git {arguments[0]}: {done.stderr.strip()}",
            arguments[-1],
            "name a revision and a path that it has, such as main:docs/results",
        )
    return done.stdout


def _from_record(text: str) -> tuple[tuple[str, str, int], Trial]:
    record = json.loads(text)
    parameters = _flat(record["hyperparameters"])
    # The seed identifies the trial.
    parameters.pop("recipe.seed", None)
    figures = {name: record.get(name) for name in OUTCOMES} | record["figures"]
    return tuple(record[name] for name in KEY_COLUMNS), Trial(parameters, figures, whole=True)


def _from_table(text: str) -> list[tuple[tuple[str, str, int], Trial]]:
    frame = pd.read_csv(io.StringIO(text))
    trials = []
    for row in frame.to_dict("records"):
        given = {name: value for name, value in row.items() if not pd.isna(value)}
        parameters = {
            f"recipe.{name}" if name in RECIPE_COLUMNS else name: value
            for name, value in given.items()
            if name not in OTHER_COLUMNS
        }
        figures = {name: given[name] for name in (*OUTCOMES, *FIGURE_COLUMNS) if name in given}
        key = (row["study"], row["variant"], int(row["seed"]))
        trials.append((key, Trial(parameters, figures, whole=False)))
    return trials


def _flat(values: dict, prefix: str = "") -> dict:
    found = {}
    for name, value in values.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = value
    return found
