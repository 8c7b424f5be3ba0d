"""The tables of kept results: a row a trial, an epoch, a layer or a test image, as CSV.

They may come from anybody: how much is read of one is limited, and what its columns hold is
checked.
"""

import gzip
import io
import json
import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError
from pydantic_core import from_json

from emnist_lab.datasets.kept import kept_digest
from emnist_lab.errors import EmnistLabError, first_line
from emnist_lab.names import is_name
from emnist_lab.trials.figures import FIGURE_COLUMNS
from emnist_lab.trials.record import TrialKey, TrialRecord, record_from, refusal
from emnist_lab.trials.table import results_frame

TRIALS_FILE = "trials.csv"
KEY = list(TrialKey._fields)
# Parts of a record that are no single value, as JSON in a cell.
NESTED = ["hyperparameters", "code", "provenance"]
# Columns of the other tables that hold names, and yes or no; all others hold numbers.
NAMES = {"study", "variant", "layer", "kind", "output", "network", "split"}
YES_OR_NO = {"out_of_time"}
# Unpacked; a million rows of predictions have 40 MB.
LARGEST_TABLE = 400 * 10**6
UNPACKING_MEMORY = 256 * 10**6
WIDEST_HEADER = 10_000


@contextmanager
def reading(place: Path, key: TrialKey | None = None) -> Iterator[Path]:
    """Say of a table, or of what it holds of a trial, that it cannot be read, and why."""
    try:
        yield place
    except (
        *(ValueError, LookupError, TypeError, ArithmeticError, MemoryError, RecursionError),
        *(OSError, EOFError, zlib.error, lzma.LZMAError),
    ) as error:
        why = refusal(error) if isinstance(error, ValidationError) else first_line(error)
        of_trial = f" of {key.study} {key.variant}" if key else ""
        raise EmnistLabError(
            f"what is kept{of_trial} cannot be read: {why}",
            where=place,
            fix="take the folder whole, with the version of emnist_lab that wrote it",
        ) from error


def kept_records(folder: Path) -> Iterator[TrialRecord]:
    """Give the records of kept results, without anything that their trials left beside them.

    Raises
    ------
    EmnistLabError
        If a row is no record that this version reads; the message says why.
    """
    file = folder / TRIALS_FILE
    with reading(file):
        rows = read_as_text(file).to_dict("records")
    for row in rows:
        try:
            yield _kept_record(row)
        except (ValueError, KeyError, TypeError) as error:
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
            **{name: from_json(row[name]) for name in NESTED},
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
    """Read a table so that writing it again gives the same digits; raises as `read_table`."""
    return read_table(file, dtype=str)


def read_table(file: Path, dtype: Any) -> pd.DataFrame:
    """Read a table, unpacked as its name says, up to a size.

    Parameters
    ----------
    file : Path
        A CSV, perhaps compressed.
    dtype : type or dict of str to type
        As pandas takes it: of all columns, or of some by name.

    Raises
    ------
    ValueError, OSError and what unpacking raises
        If it is no table, or larger than one is (see `reading`).
    """
    with file.open("rb") as stream:
        if file.suffix == ".xz":
            packed = stream.read(LARGEST_TABLE)
            unpack = lzma.LZMADecompressor(memlimit=UNPACKING_MEMORY)
            content = unpack.decompress(packed, max_length=LARGEST_TABLE)
        else:
            gzipped = file.suffix == ".gz"
            content = (gzip.GzipFile(fileobj=stream) if gzipped else stream).read(LARGEST_TABLE)
    if len(content) == LARGEST_TABLE:
        raise ValueError(f"it is larger than {LARGEST_TABLE // 10**6} MB")
    if len(content.partition(b"\n")[0]) > WIDEST_HEADER:
        raise ValueError("its first line names no columns")
    return pd.read_csv(io.BytesIO(content), dtype=dtype, keep_default_na=False)


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table that was read as text with names, numbers, and yes or no in its columns.

    Raises
    ------
    ValueError
        Naming the column that holds anything else.
    """
    columns = {}
    for name, column in frame.items():
        if name in NAMES:
            wrong = [text for text in column.unique() if not is_name(text)]
            columns[name] = column
        elif name in YES_OR_NO:
            wrong = [text for text in column.unique() if text not in ("True", "False")]
            columns[name] = column == "True"
        else:
            columns[name] = pd.to_numeric(column, errors="coerce")
            wrong = list(column[columns[name].isna() & ~column.str.lower().isin(["", "nan"])])
        if wrong:
            raise ValueError(f"its column {name[:50]!r} holds {wrong[0][:50]!r}")
    return pd.DataFrame(columns)
