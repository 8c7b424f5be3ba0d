"""The tidy table that is derived from a study's records."""

from pathlib import Path

import pandas as pd

from emnist_lab.config import Profile
from emnist_lab.files import whole_file
from emnist_lab.trials.turns import network_digest

RESULTS_FILE = "results.parquet"

IDENTITY_COLUMNS = ["study", "variant", "seed", "status", "reason", "fingerprint"]
FIGURE_COLUMNS = [
    "parameters",
    "trainable",
    "train_images",
    "epochs",
    "best_epoch",
    "steps",
    "out_of_time",
    "train_time_s",
    "val_loss",
    "val_acc",
    "test_loss",
    "test_acc",
    "top5_acc",
    "test_images",
    "eval_time_s",
    "inference_time_s",
    "latency_ms",
    "latency_p95_ms",
    "throughput_images_s",
]
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


def results_frame(records: list[dict]) -> pd.DataFrame:
    """Return one row a trial, one column a figure (`RESULT_COLUMNS`; missing figures are NaN).

    Parameters
    ----------
    records : list of dict
        Trial records.

    Returns
    -------
    pandas.DataFrame
        Times in the units of the column names; accuracies as shares in 0..1.
    """
    rows = []
    for record in records:
        recipe = record["hyperparameters"]["recipe"]
        rows.append(
            {
                **{column: record.get(column) for column in IDENTITY_COLUMNS},
                **{name: record["hyperparameters"][name] for name in ("model", *TASK_COLUMNS)},
                "network": network_digest(record),
                **record["figures"],
                **{column: recipe[column] for column in RECIPE_COLUMNS},
            }
        )
    return pd.DataFrame(rows, columns=RESULT_COLUMNS)


def write_results(study: str, profile: Profile, frame: pd.DataFrame) -> Path:
    """Write the table derived from a study's records, whole or not at all."""
    file = profile.study_dir(study) / RESULTS_FILE
    with whole_file(file) as temporary:
        frame.to_parquet(temporary, index=False)
    return file
