"""Times for one image that compare; timed by `python -m emnist_lab.search.turns RUNS FILE...`."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd

from emnist_lab import paths
from emnist_lab.config import Profile
from emnist_lab.errors import EmnistLabError
from emnist_lab.results.turns import read_turns, write_turns
from emnist_lab.search.devices import take_device
from emnist_lab.search.spread import local_devices


def times_in_turns(study: str, profile: Profile, trials: pd.DataFrame) -> pd.DataFrame:
    """Return how long models take for one image when they take turns, timed now unless known.

    They are timed in one process on one worker's device, as each trial was on its own.

    Parameters
    ----------
    study : str
        The study whose folder keeps the times.
    profile : Profile
        Says on how many single images each model is timed.
    trials : pandas.DataFrame
        Trials of any studies (`emnist_lab.results.table.RESULT_COLUMNS`) with `label`, what their
        model is called; of a label's trials the first that completed is timed.

    Returns
    -------
    pandas.DataFrame
        As `emnist_lab.results.turns.read_turns`, of these models; where some are not at hand, as
        with kept results, of those that were timed before.

    Raises
    ------
    EmnistLabError
        If a model cannot be timed.
    """
    timed = trials[trials["status"] == "completed"].drop_duplicates("label")
    models = timed[["label", "fingerprint"]]
    known = read_turns(study, profile).merge(models)
    files = [_model_file(profile, trial) for _, trial in timed.iterrows()]
    all_known = set(known["label"]) == set(models["label"])
    if all_known or not all(file.is_file() for file in files):
        return known
    times = _time_in_own_process(files, profile.latency_runs)
    named = times.set_axis(pd.MultiIndex.from_frame(models), axis="columns").rename_axis("turn")
    write_turns(
        study, profile, named.melt(value_name="latency_ms", ignore_index=False).reset_index()
    )
    return read_turns(study, profile)


def _model_file(profile: Profile, trial: pd.Series) -> Path:
    name = paths.trial_name(trial["variant"], trial["seed"])
    return paths.get_model_path(profile.name, trial["study"], name)


def _time_in_own_process(files: list[Path], runs: int) -> pd.DataFrame:
    # TensorFlow would stay in this process, with all its memory.
    command = [sys.executable, "-m", "emnist_lab.search.turns", str(runs), *map(str, files)]
    environment = os.environ | local_devices(None)[0] | {"TF_CPP_MIN_LOG_LEVEL": "2"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise EmnistLabError(
            "\n  ".join(["the models could not be timed", *done.stderr.splitlines()[-3:]]),
            where=files[0].parents[2],
            mend="mend the cause, and run the same command: done trials are kept",
        )
    return pd.read_csv(io.StringIO(done.stdout))


if __name__ == "__main__":
    # What the parent chose is in the environment already; TensorFlow counts its threads when it
    # starts.
    take_device({})
    from emnist_lab.training.turns import time_in_turns

    runs, *names = sys.argv[1:]
    time_in_turns([Path(name) for name in names], int(runs)).to_csv(sys.stdout, index=False)
