"""The variants of all studies side by side, as far as they read the same test images."""

import pandas as pd

from emnist_lab.results.summary import variant_summary
from emnist_lab.results.table import results_frame

POOLED_SPLIT = "balanced"


def pooled_results(records: list[dict]) -> pd.DataFrame:
    """Return the trials of several studies that learned the same task, each once.

    Parameters
    ----------
    records : list of dict
        Trial records of any studies; those of another split are left out, and so is a trial that
        one study shares with an earlier one (equal fingerprints).

    Returns
    -------
    pandas.DataFrame
        One row a trial (`emnist_lab.results.table.RESULT_COLUMNS`) and `label`: the variant's
        name, with its study's where another study has a variant of that name.
    """
    comparable = [
        record for record in records if record["hyperparameters"]["split"] == POOLED_SPLIT
    ]
    results = results_frame(comparable).drop_duplicates("fingerprint", ignore_index=True)
    studies = results.groupby("variant")["study"].transform("nunique")
    named_with_study = results["variant"] + " of " + results["study"]
    return results.assign(label=results["variant"].where(studies == 1, named_with_study))


def pooled_summary(results: pd.DataFrame) -> pd.DataFrame:
    """Return one row a label (`emnist_lab.results.summary.variant_summary`), with its `study`."""
    summary = variant_summary(results, by="label")
    return summary.assign(study=results.groupby("label")["study"].first())
