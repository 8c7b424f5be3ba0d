"""Whatever is killed, the same command ends at the records of a search that nobody disturbed."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pytest
from search_project import fill_project

KILLS = 20
# Each of the targets once.
FEWEST_KILLS = 5
SEED = 20
TARGETS = ("worker", "chief", "supervisor", "caller", "everything")
# Of the time that an undisturbed search takes: long enough for trials to end between kills.
LONGEST_CALM = 0.4
ENOUGH_S = 300

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def undisturbed(make_project, tmp_path_factory) -> tuple[dict, float]:
    """Return the figures of a search that nobody disturbs, and how many seconds it takes."""
    start = time.monotonic()
    project = fill_project(make_project(tmp_path_factory.mktemp("undisturbed") / "project"))
    assert project.start().wait(ENOUGH_S) == 0, project.last_words()
    return figures_of(project.study_folder), time.monotonic() - start


def test_twenty_kills_change_no_figure(search_project, undisturbed, shortened):
    expected, duration = undisturbed
    longest_calm = LONGEST_CALM * duration
    generator = np.random.default_rng(SEED)
    most = FEWEST_KILLS if shortened else KILLS
    kills, searches = 0, 0
    # However fast the machine: begin another search where one ended before its kills were up.
    while kills < most:
        searches += 1
        project = search_project(f"disturbed-{searches}")
        delays = iter(lambda: generator.uniform(0, longest_calm), None)
        kills += disturb(project, random_targets(generator), delays, most - kills)
        assert figures_of(project.study_folder) == expected
        assert leftovers(project.study_folder) == []


def test_another_machine_joins_and_dies_and_loses_nothing(search_project, undisturbed):
    expected, _ = undisturbed
    project = search_project("shared")
    address = f"127.0.0.1:{free_port()}"
    search = project.start(EMNIST_LAB_WORKERS="2", EMNIST_LAB_LISTEN=address)
    command = ("-m", "emnist_lab", "worker", "--chief", address, "tiny", "--profile", "tiny")
    joined = project.start(*command, "--data-dir", str(project.data), EMNIST_LAB_WORKERS="1")
    wait_until(search, lambda: trains(project, joined))
    os.killpg(joined.pid, signal.SIGKILL)
    joined.wait()
    assert search.wait(ENOUGH_S) == 0, project.last_words()
    assert figures_of(project.study_folder) == expected


def disturb(project, targets: Iterator[str], delays: Iterator[float], most: int) -> int:
    """Run a search to its end, killing something of it at random moments; return how often."""
    search = project.start()
    for kills in range(most):
        try:
            code = search.wait(next(delays))
        except subprocess.TimeoutExpired:
            search = kill(project, search, next(targets))
        else:
            assert code == 0, project.last_words()
            return kills
    assert search.wait(ENOUGH_S) == 0, project.last_words()
    return most


def random_targets(generator) -> Iterator[str]:
    # A trial whose process alone dies three times in a row is a failed one: between three workers
    # this kills everything at least once, after which the same command starts afresh.
    while True:
        yield from generator.permutation(TARGETS)


def kill(project, search: subprocess.Popen, target: str) -> subprocess.Popen:
    """Kill a part of a search with SIGKILL; return the search, or a new one where it is gone."""
    if target == "everything":
        os.killpg(search.pid, signal.SIGKILL)
    elif target == "caller":
        search.kill()
    else:
        for process in parts_of(search)[target]:
            process.kill()
            break
        return search
    search.wait()
    return project.start()


def parts_of(search: subprocess.Popen) -> dict[str, list[psutil.Process]]:
    """Return the processes of a search by what they are; a chief that listens not yet is none."""
    supervisors = children_of(psutil.Process(search.pid))
    forks = [fork for each in supervisors for fork in children_of(each)]
    chiefs = [fork for fork in forks if listens(fork)]
    workers = [fork for fork in forks if fork not in chiefs]
    return {"supervisor": supervisors, "chief": chiefs, "worker": workers}


def children_of(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children()
    except psutil.Error:
        return []


def listens(process: psutil.Process) -> bool:
    try:
        return any(each.status == psutil.CONN_LISTEN for each in process.net_connections("tcp"))
    except psutil.Error:
        return False


def tuner_of(process: psutil.Process) -> str:
    try:
        return process.environ().get("KERASTUNER_TUNER_ID", "")
    except psutil.Error:
        return ""


def trains(project, joined: subprocess.Popen) -> bool:
    """Return whether a worker of the second machine is at a trial."""
    own = {tuner_of(process) for process in psutil.Process(joined.pid).children()} - {""}
    return any((project.study_folder / f"tuner-{tuner}" / "trial").is_file() for tuner in own)


def wait_until(process: subprocess.Popen, holds) -> None:
    while not holds():
        try:
            process.wait(0.2)
        except subprocess.TimeoutExpired:
            continue
        pytest.fail("the search ended too early")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def figures_of(study_folder: Path) -> dict:
    """Return all that a search left but times and provenance, by trial."""
    return {folder.name: trial_figures(folder) for folder in study_folder.glob("trials/*")}


def trial_figures(folder: Path) -> dict:
    record = json.loads((folder / "record.json").read_text())
    del record["provenance"]
    record["figures"] = {
        name: value for name, value in record["figures"].items() if not name.endswith(("_s", "_ms"))
    }
    history = pd.read_csv(folder / "history.csv").drop(columns="epoch_time_s")
    with np.load(folder / "predictions.npz") as predictions:
        arrays = {name: predictions[name].tolist() for name in predictions.files}
    return {"record": record, "history": history.to_dict("list"), **arrays}


def leftovers(study_folder: Path) -> list[str]:
    """Return what a killed process left behind and no later one removed."""
    unfinished = [*study_folder.rglob(".[0-9]*.*"), *study_folder.rglob("backup")]
    return [str(file) for file in [*unfinished, *study_folder.glob("locks/*")]]
