"""How far trainings under a time limit got."""

import pandas as pd

from emnist_lab.figures.numbers import count, seconds
from emnist_lab.figures.tables import TEST, figure_or_status, named, pipe_table


def time_table(summary: pd.DataFrame, results: pd.DataFrame) -> str:
    """Return how much of its time each variant used, and what it did with it.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a variant (`emnist_lab.evidence.summary.variant_summary`).
    results : pandas.DataFrame
        One row a trial (`emnist_lab.trials.table.RESULT_COLUMNS`).

    Returns
    -------
    str
        A pipe table of the variants that have a trial; the last epoch of one that ran out of time
        may be a part of one.
    """
    asked = results.drop_duplicates("variant").set_index("variant")
    rows = [
        {
            "variant": named(str(variant)),
            "limit": seconds(asked.loc[variant, "time_limit_s"]),
            "training": seconds(row["train_time_s"]),
            "epochs": f"{count(row['epochs'])} of {count(asked.loc[variant, 'most_epochs'])}",
            "steps": count(row["steps"]),
            "images": count(row["train_images"]),
            "out of time": "yes" if row["out_of_time"] else "no",
            TEST: figure_or_status(row),
        }
        for variant, row in summary.iterrows()
    ]
    return pipe_table(rows, left=("out of time",))
