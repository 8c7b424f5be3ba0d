"""Compare a study's results.parquet with the table that its records give now."""

import io
from pathlib import Path

import pandas as pd

from emnist_lab.trials.plan import TrialPlan
from emnist_lab.trials.table import RESULTS_FILE, results_frame
from emnist_lab.verify.check import Check, Finding
from emnist_lab.verify.records import read_whole_record

IDENTITY = ["variant", "seed"]


def check_table(plans: list[TrialPlan]) -> Check:
    """Compare the derived table of one study with its records, cell by cell."""
    first = plans[0]
    file = first.profile.study_dir(first.study.name) / RESULTS_FILE
    looked_at = f"{first.study.name}: {RESULTS_FILE} against the records"
    if not file.is_file():
        return Check(looked_at, (Finding(file, "table", "a row a record", "no file"),))
    records = [record for plan in plans if (record := read_whole_record(plan)[0]) is not None]
    try:
        found = pd.read_parquet(file)
    except (OSError, ValueError) as error:
        finding = Finding(file, "table", "a row a record", f"unreadable ({error})")
        return Check(looked_at, (finding,))
    expected = _as_stored(results_frame(records))
    cells = f"{len(found)} rows of {len(found.columns)} columns"
    return Check(f"{looked_at}, {cells}", tuple(_differences(file, expected, found)))


def _as_stored(frame: pd.DataFrame) -> pd.DataFrame:
    stream = io.BytesIO()
    frame.to_parquet(stream, index=False)
    stream.seek(0)
    return pd.read_parquet(stream)


def _differences(file: Path, expected: pd.DataFrame, found: pd.DataFrame) -> list[Finding]:
    if list(found.columns) != list(expected.columns):
        return [Finding(file, "columns", list(expected.columns), list(found.columns))]
    trials = [_trials(frame) for frame in (expected, found)]
    if trials[0] != trials[1]:
        return [Finding(file, "rows", "; ".join(trials[0]), "; ".join(trials[1]))]
    cells = expected.astype(object), found.astype(object)
    differ = (cells[0] != cells[1]) & ~(cells[0].isna() & cells[1].isna())
    return [
        Finding(file, f"{column} of {trials[0][row]}", *(of.loc[row, column] for of in cells))
        for column in expected.columns
        for row in differ.index[differ[column]]
    ]


def _trials(frame: pd.DataFrame) -> list[str]:
    return [f"{variant} seed {seed}" for variant, seed in frame[IDENTITY].itertuples(index=False)]
