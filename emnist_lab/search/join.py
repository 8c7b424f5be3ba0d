"""Join a search that runs on another machine."""

import socket
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from emnist_lab.config import Study
from emnist_lab.datasets.load import digests_of, load_splits
from emnist_lab.errors import EmnistLabError
from emnist_lab.profile import Profile
from emnist_lab.search.spread import JOINED_VARIABLE, Address, local_devices
from emnist_lab.search.workers import ChiefLostError, Search, Worker, watch_workers
from emnist_lab.trials.plan import plan_trials

SECONDS_BETWEEN_CALLS = 5.0
PATIENCE_S = 60.0


def join_search(
    study: Study, profile: Profile, chief: Address, workers: str | None, data_dir: Path | None
) -> str:
    """Train trials that a chief on another machine hands out; return in a sentence how it ended.

    The chief is a search opened with `emnist-lab run --listen`. The records are files of the
    study's folder, which both machines have to share; commit, profile and data have to be the same,
    or the workers refuse.

    Raises
    ------
    EmnistLabError
        If the chief cannot be reached within a minute, or a worker cannot go on.
    """
    study = profile.part_of(study)
    splits = load_splits(study.splits, data_dir, study.dataset)
    plans = plan_trials(study, profile, digests_of(splits))
    if not plans:
        raise EmnistLabError(f"study {study.name} trains nothing")
    is_lost = chief_watch(chief)
    while not _answers(chief):
        if is_lost():
            raise EmnistLabError(
                "nobody answers there",
                where=f"{chief.host}:{chief.port}",
                fix=f"start `emnist-lab run {study.name} --profile {profile.name} "
                "--listen HOST:PORT` first",
            )
        time.sleep(1)
    # Keras Tuner takes every process with "chief" in its name for the chief: no host names here.
    group = uuid.uuid4().hex[:8]
    search = Search(
        plans,
        splits[study.split].origin.description,
        data_dir,
        profile.study_dir(study.name) / f"train-{socket.gethostname()}.log",
        [
            Worker(f"worker-{group}-{i}", device)
            for i, device in enumerate(local_devices(plans[0].strategy, workers))
        ],
    )
    try:
        joined = {JOINED_VARIABLE: f"{chief.host}:{chief.port}"}
        watch_workers(search, chief.environment() | joined, is_lost)
    except ChiefLostError:
        return f"The search at {chief.host}:{chief.port} answers no more: it ended, or was stopped."
    return "No trial is left to train."


def chief_watch(chief: Address) -> Callable[[], bool]:
    """Return a question: has the chief been silent for a minute? It calls every five seconds."""
    last_call = last_answer = time.monotonic()

    def is_lost() -> bool:
        nonlocal last_call, last_answer
        now = time.monotonic()
        if now >= last_call + SECONDS_BETWEEN_CALLS:
            last_call = now
            if _answers(chief):
                last_answer = time.monotonic()
        return now > last_answer + PATIENCE_S

    return is_lost


def _answers(chief: Address) -> bool:
    try:
        address = (chief.host.strip("[]"), int(chief.port))
        with socket.create_connection(address, timeout=SECONDS_BETWEEN_CALLS):
            return True
    except OSError:
        return False
