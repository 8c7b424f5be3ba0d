"""The epochs of many trials in one tidy frame."""

import pandas as pd

from emnist_lab import paths
from emnist_lab.training.history import HISTORY_FILE, read_history


def read_histories(profile: str, results: pd.DataFrame) -> pd.DataFrame:
    """Read the histories that trials left.

    Parameters
    ----------
    profile : str
        The profile.
    results : pandas.DataFrame
        One row a trial: `study`, `variant`, `seed`.

    Returns
    -------
    pandas.DataFrame
        One row an epoch (`emnist_lab.training.history.HISTORY_COLUMNS`), with `variant` and
        `seed`; empty where no trial finished an epoch.
    """
    frames = []
    for _, trial in results.iterrows():
        name = paths.trial_name(trial["variant"], trial["seed"])
        folder = paths.trials_dir(profile, trial["study"]) / name
        if (folder / HISTORY_FILE).is_file():
            frames.append(read_history(folder).assign(variant=trial["variant"], seed=trial["seed"]))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
