"""The tidy table that is derived from a study's records."""

from pathlib import Path

import pandas as pd

from emnist_lab.config import Profile
from emnist_lab.files import whole_file
from emnist_lab.trials.figures import FIGURE_COLUMNS
from emnist_lab.trials.record import TrialRecord

RESULTS_FILE = "results.parquet"

IDENTITY_COLUMNS = ["study", "variant", "seed", "status", "reason", "fingerprint"]
RECIPE_COLUMNS = ["batch_size", "learning_rate", "optimizer"]
# What it was asked of which images; only trials alike in both compare.
TASK_COLUMNS = ["split", "task"]
RESULT_COLUMNS = [
    *IDENTITY_COLUMNS,
    "model",
    "network",
    *TASK_COLUMNS,
    *FIGURE_COLUMNS,
    *RECIPE_COLUMNS,
]


def results_frame(records: list[TrialRecord]) -> pd.DataFrame:
    """Return one row a trial, one column a figure (`RESULT_COLUMNS`; missing figures are NaN).

    Parameters
    ----------
    records : list of TrialRecord
        Trial records.

    Returns
    -------
    pandas.DataFrame
        In the units of `emnist_lab.trials.figures.figure_facts`.
    """
    return pd.DataFrame(map(_row, records), columns=RESULT_COLUMNS)


def _row(record: TrialRecord) -> dict:
    chosen = record.hyperparameters
    return {
        **{column: getattr(record, column) for column in IDENTITY_COLUMNS},
        **{name: getattr(chosen, name) for name in ("model", *TASK_COLUMNS)},
        "network": record.network,
        **record.figures.measured(),
        **{column: getattr(chosen.recipe, column) for column in RECIPE_COLUMNS},
    }


def write_results(study: str, profile: Profile, frame: pd.DataFrame) -> Path:
    """Write the table derived from a study's records, whole or not at all."""
    file = profile.study_dir(study) / RESULTS_FILE
    with whole_file(file) as temporary:
        frame.to_parquet(temporary, index=False)
    return file
