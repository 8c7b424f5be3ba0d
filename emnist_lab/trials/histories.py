"""What many trials noted while they trained, in one tidy frame."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from emnist_lab.profile import Profile
from emnist_lab.training.history import HISTORY_COLUMNS, HISTORY_FILE, read_history


def read_histories(profile: Profile, results: pd.DataFrame) -> pd.DataFrame:
    """Read the histories that trials left.

    Returns
    -------
    pandas.DataFrame
        One row an epoch (`emnist_lab.training.history.HISTORY_COLUMNS`), with `variant` and
        `seed`; empty where no trial finished an epoch.
    """
    histories = read_noted(profile, results, HISTORY_FILE, read_history)
    return histories.reindex(columns=[*HISTORY_COLUMNS, "variant", "seed"])


def read_noted(
    profile: Profile, results: pd.DataFrame, file: str, read: Callable[[Path], pd.DataFrame]
) -> pd.DataFrame:
    """Read one table of each trial that left it.

    Parameters
    ----------
    profile : Profile
        Knows the folders of the trials.
    results : pandas.DataFrame
        One row a trial: `study`, `variant`, `seed`.
    file : str
        The table's file in a trial's folder; trials without it are left out.
    read : callable
        Reads the table from the folder.

    Returns
    -------
    pandas.DataFrame
        The tables below each other, with `variant` and `seed`; empty where no trial left one.
    """
    frames = []
    for trial in results.itertuples():
        folder = profile.trial_dir(trial.study, trial.variant, trial.seed)
        if (folder / file).is_file():
            frames.append(read(folder).assign(variant=trial.variant, seed=trial.seed))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
