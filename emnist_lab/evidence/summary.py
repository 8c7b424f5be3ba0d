"""One row a variant: the mean over its completed seeds, their spread, and the interval."""

import numpy as np
import pandas as pd

from emnist_lab.evidence.statistics import seed_spread, wilson_interval

MEAN_COLUMNS = [
    "parameters",
    "train_images",
    "epochs",
    "most_epochs",
    "base_images",
    "base_epochs",
    "steps",
    "val_loss",
    "val_acc",
    "val_images",
    "test_loss",
    "test_acc",
    "top5_acc",
    "test_images",
    "train_time_s",
    "eval_time_s",
    "inference_time_s",
    "latency_ms",
    "latency_p95_ms",
    "throughput_images_s",
]
SUMMARY_COLUMNS = [
    *("trials", "completed", "status", "reason", "split", "task", "device"),
    *("out_of_time", "earlier"),
    *MEAN_COLUMNS,
    *("val_acc_sd", "test_acc_sd", "test_seeds_low", "test_seeds_high", "test_low", "test_high"),
]


def variant_summary(results: pd.DataFrame, by: str = "variant") -> pd.DataFrame:
    """Summarize the trials of a study by variant.

    Parameters
    ----------
    results : pandas.DataFrame
        One row a trial (`emnist_lab.trials.table.RESULT_COLUMNS`).
    by : str
        The column that tells variants apart.

    Returns
    -------
    pandas.DataFrame
        Indexed by variant, in the order of the trials: `trials` and `completed` (counts), `status`
        (completed where any trial did, else the first trial's), `reason`, `split`, `task`,
        `device` (all that its trials ran on), `out_of_time` (trials that a time limit ended) and
        `earlier` (how the recipe of kept trials differs from today's, empty where it does not);
        the means over completed trials of the figures under their own names; over seeds (NaN with
        fewer than two) the standard deviations `val_acc_sd` and `test_acc_sd` and the t interval of
        the mean, `test_seeds_low` to `test_seeds_high`; over test images `test_low` to `test_high`,
        the 95 % Wilson interval of the mean. Figures of a variant without a completed trial are
        NaN, but for `parameters`. Without trials there is no row.
    """
    rows = {name: _summarize(trials) for name, trials in results.groupby(by, sort=False)}
    index = pd.Index(list(rows), name=by, dtype="str")
    return pd.DataFrame(list(rows.values()), index, SUMMARY_COLUMNS)


def of_task(summary: pd.DataFrame, split: str, task: str) -> pd.DataFrame:
    """Return the variants that read a split and are asked a task of it: those that compare."""
    return summary[(summary["split"] == split) & (summary["task"] == task)]


def _summarize(trials: pd.DataFrame) -> dict:
    completed = trials[trials["status"] == "completed"]
    means = {column: completed[column].astype(float).mean() for column in MEAN_COLUMNS}
    spread, low, high = seed_spread(completed["test_acc"]), np.nan, np.nan
    if len(completed):
        low, high = wilson_interval(means["test_acc"], int(means["test_images"]))
    return {
        "trials": len(trials),
        "completed": len(completed),
        "status": "completed" if len(completed) else trials["status"].iloc[0],
        "reason": _first_reason(trials),
        "split": trials["split"].iloc[0],
        "task": trials["task"].iloc[0],
        "device": ", ".join(sorted(trials["device"].unique())),
        "out_of_time": int(trials["out_of_time"].eq(True).sum()),
        "earlier": next(iter(trials["earlier"].dropna()), ""),
        **means,
        # A model that diverged still was built, and has its size.
        "parameters": trials["parameters"].astype(float).max(),
        "val_acc_sd": seed_spread(completed["val_acc"]).sd,
        "test_acc_sd": spread.sd,
        "test_seeds_low": spread.low,
        "test_seeds_high": spread.high,
        "test_low": low,
        "test_high": high,
    }


def _first_reason(trials: pd.DataFrame) -> str | None:
    reasons = trials.loc[trials["status"] != "completed", "reason"].dropna()
    return str(reasons.iloc[0]) if len(reasons) else None
