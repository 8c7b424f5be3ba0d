"""Interleaved times: `python -m emnist_lab.search.interleaved`, networks on its input."""

import io
import json
import os
import subprocess
import sys

import pandas as pd

from emnist_lab.datasets.kept import stands_for_images
from emnist_lab.errors import EmnistLabError
from emnist_lab.profile import Profile
from emnist_lab.search.devices import take_device
from emnist_lab.search.no_training import may_train
from emnist_lab.search.spread import local_devices
from emnist_lab.trials.interleaved import INTERLEAVED_TIMES
from emnist_lab.trials.record import TrialRecord


def interleaved_times(
    study: str, profile: Profile, records: list[TrialRecord], classes: int
) -> pd.DataFrame:
    """Return how long networks take for one image timed interleaved, now unless known.

    They are timed in one process on one worker's device, as each trial was on its own.

    Parameters
    ----------
    study : str
        The study whose folder keeps the times.
    profile : Profile
        Says on how many single images each network is timed.
    records : list of TrialRecord
        Of trials that learned the same task of so many classes, of any studies; those of one
        network are timed as one.

    Returns
    -------
    pandas.DataFrame
        The rows of `emnist_lab.trials.interleaved.INTERLEAVED_TIMES`, of these networks; of kept
        results, of those that were timed where they were trained.

    Raises
    ------
    EmnistLabError
        If a network cannot be timed.
    """
    networks = {
        record.network: record.hyperparameters.plain() for record in records if record.completed
    }
    known = INTERLEAVED_TIMES.read(study, profile)
    known = known[known["network"].isin(networks)]
    were_kept = any(stands_for_images(record.data) for record in records)
    if were_kept or not may_train() or set(known["network"]) == set(networks):
        return known
    times = _time_in_own_process(list(networks.values()), classes, profile.latency_runs)
    named = times.set_axis(pd.Index(networks, name="network"), axis="columns").rename_axis("turn")
    INTERLEAVED_TIMES.write(
        study, profile, named.melt(value_name="latency_ms", ignore_index=False).reset_index()
    )
    return INTERLEAVED_TIMES.read(study, profile)


def _time_in_own_process(networks: list[dict], classes: int, runs: int) -> pd.DataFrame:
    # TensorFlow would stay in this process, with all its memory.
    done = subprocess.run(
        [sys.executable, "-m", "emnist_lab.search.interleaved"],
        env=os.environ | local_devices(None)[0] | {"TF_CPP_MIN_LOG_LEVEL": "2"},
        input=json.dumps({"networks": networks, "classes": classes, "runs": runs}),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise EmnistLabError(
            "\n  ".join(["the networks could not be timed", *done.stderr.splitlines()[-3:]]),
            fix="fix the cause, and run the same command: done trials are kept",
        )
    return pd.read_csv(io.StringIO(done.stdout))


if __name__ == "__main__":
    # What the parent chose is in the environment already; TensorFlow counts its threads when it
    # starts.
    take_device({})
    from emnist_lab.training.timing import time_interleaved

    time_interleaved(**json.load(sys.stdin)).to_csv(sys.stdout, index=False)
