"""The table of kept records: a row a trial, figures in columns, other parts as JSON in a cell."""

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from pydantic import ValidationError

from emnist_lab.datasets.kept import kept_digest
from emnist_lab.errors import EmnistLabError
from emnist_lab.trials.figures import FIGURE_COLUMNS
from emnist_lab.trials.record import TrialKey, TrialRecord, record_from, refusal
from emnist_lab.trials.table import results_frame

TRIALS_FILE = "trials.csv"
KEY = list(TrialKey._fields)
# Parts of a record that are no single value, as JSON in a cell.
NESTED = ["hyperparameters", "code", "provenance"]


def kept_records(folder: Path) -> Iterator[TrialRecord]:
    """Give the records of kept results, without anything that their trials left beside them.

    Raises
    ------
    EmnistLabError
        If a row is no record that this version reads; the message says why.
    """
    file = folder / TRIALS_FILE
    for row in read_as_text(file).to_dict("records"):
        try:
            yield _kept_record(row)
        except (ValidationError, KeyError) as error:
            why = refusal(error) if isinstance(error, ValidationError) else f"without {error}"
            raise EmnistLabError(
                f"holds a record that cannot be read: {why}",
                where=f"{file}, {row.get('study')} {row.get('variant')}",
                fix="take the folder whole, with the version of emnist_lab that wrote it",
            ) from error


def _kept_record(row: dict[str, str]) -> TrialRecord:
    own = {name: row[name] for name in (*KEY, "status", "fingerprint")}
    return record_from(
        {
            **own,
            "reason": row["reason"] or None,
            # Words of a table; what each means, the type of the figure says.
            "figures": {name: row[name] for name in FIGURE_COLUMNS if row.get(name)},
            **{name: json.loads(row[name]) for name in NESTED},
            "data": kept_digest(row["data"]),
            "schema_version": row.get("schema_version", 1),
        }
    )


def trials_frame(records: list[TrialRecord]) -> pd.DataFrame:
    """Return records as the table that is kept of them."""
    # Whole numbers stay whole although other trials lack them.
    frame = results_frame(records).convert_dtypes()
    frame = frame.assign(data=[record.data for record in records])
    # What a record does not say is concluded again, not kept.
    noted = pd.array([record.figures.most_epochs for record in records], dtype="Int64")
    frame = frame.assign(most_epochs=noted)
    dumped = [record.model_dump(mode="json", exclude_unset=True) for record in records]
    frame = frame.assign(**{name: [json.dumps(each[name]) for each in dumped] for name in NESTED})
    return frame.assign(schema_version=[record.schema_version for record in records])


def read_as_text(file: Path) -> pd.DataFrame:
    """Read a table so that writing it again gives the same digits."""
    return pd.read_csv(file, dtype=str, keep_default_na=False)
