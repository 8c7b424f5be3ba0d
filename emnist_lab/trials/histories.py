"""What many trials noted while they trained, in one tidy frame."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from emnist_lab.profile import Profile
from emnist_lab.training.history import HISTORY_COLUMNS, HISTORY_FILE, read_history


def read_histories(profile: Profile, results: pd.DataFrame) -> pd.DataFrame:
    """Read the histories that trials left; those of what fine-tunes a base go on with its base's.

    Returns
    -------
    pandas.DataFrame
        One row an epoch (`emnist_lab.training.history.HISTORY_COLUMNS`), with `variant`, `seed` and
        `of_base`, whether it is one of the base's epochs, which are counted too; empty where no
        trial finished an epoch.
    """
    frames = [_with_its_base(profile, trial) for trial in results.itertuples()]
    frames = [frame for frame in frames if frame is not None]
    columns = [*HISTORY_COLUMNS, "variant", "seed", "of_base"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def _with_its_base(profile: Profile, trial: Any) -> pd.DataFrame | None:
    """Return the epochs of a trial after those of what it fine-tunes; None where it left none."""
    stages = [name for name in (trial.base, trial.variant) if isinstance(name, str)]
    folders = [profile.trial_dir(trial.study, name, trial.seed) for name in stages]
    if not (folders[-1] / HISTORY_FILE).is_file():
        return None
    *before, own = [read_history(each) for each in folders if (each / HISTORY_FILE).is_file()]
    own = own.assign(epoch=own["epoch"] + sum(map(len, before)), of_base=False)
    whole = pd.concat([*(each.assign(of_base=True) for each in before), own], ignore_index=True)
    return whole.assign(variant=trial.variant, seed=trial.seed)


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
