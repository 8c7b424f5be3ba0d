"""A search outlives its processes, as long as anything gets on, and says why it cannot go on."""

import subprocess
import sys

import pytest

from emnist_lab.errors import EmnistLabError
from emnist_lab.search import workers
from emnist_lab.trials.plan import plan_trials
from emnist_lab.trials.records import finished_record, load_records

SCRIPT_HEAD = """
import os, pathlib, signal
me = os.environ["KERASTUNER_TUNER_ID"]
study = pathlib.Path("runs/tiny/layers")
def is_first_time():
    mark = pathlib.Path(me)
    first = not mark.exists()
    mark.touch()
    return first
def begin_trial(name):
    (study / f"tuner-{me}").mkdir(exist_ok=True)
    (study / f"tuner-{me}" / "trial").write_text(name)
def die():
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def plans(project, tiny_study, tiny_profile):
    return plan_trials(tiny_study, tiny_profile, {"balanced": "tiny"})


@pytest.fixture
def search_runs(monkeypatch, project, plans):
    """Let the processes of a search run a script of the test."""

    def run(script: str, processes: int = 1) -> None:
        def start(self, environment):
            command = [sys.executable, "-c", SCRIPT_HEAD + script]
            return subprocess.Popen(command, env=environment, cwd=project)

        monkeypatch.setattr(workers.Search, "start", start)
        monkeypatch.setattr(workers, "local_devices", lambda strategy: [{}] * processes)
        plans[0].folder.mkdir(parents=True)
        log = plans[0].folder.parents[1] / "train.log"
        log.write_text("last lines\n")
        workers.search_with_workers(plans, "drawn", None)

    return run


@pytest.fixture
def environment_of_process(monkeypatch, project, plans):
    """Return the environment of a process of a search, without starting it."""

    def of() -> dict[str, str]:
        started = {}
        monkeypatch.setattr(subprocess, "Popen", lambda command, **how: started.update(how))
        log = plans[0].folder.parents[1] / "train.log"
        workers.Search(plans, "drawn", None, log, []).start({"KERASTUNER_TUNER_ID": "worker-0"})
        return started["env"]

    return of


def test_a_worker_keeps_the_memory_that_a_step_frees(environment_of_process):
    assert environment_of_process().items() >= workers.KEEPS_MEMORY.items()


def test_a_users_own_choice_of_memory_settings_stays(environment_of_process, monkeypatch):
    monkeypatch.setenv("GLIBC_TUNABLES", "glibc.malloc.check=3")
    assert environment_of_process()["GLIBC_TUNABLES"] == "glibc.malloc.check=3"


def test_a_killed_worker_is_started_again(search_runs, project):
    search_runs("is_first_time() and die()\npathlib.Path('finished').touch()")
    assert (project / "finished").exists()


def test_a_process_that_gives_its_memory_back_is_no_dead_one(search_runs, project):
    search_runs(
        "renewals = pathlib.Path('renewals')\n"
        "renewals.touch()\n"
        "with renewals.open('a') as stream: stream.write('.')\n"
        f"len(renewals.read_text()) < 6 and exit({workers.RESTART})"
    )
    assert (project / "renewals").read_text() == "......"


def test_a_worker_that_always_dies_ends_the_search_with_its_last_words(search_runs):
    with pytest.raises(EmnistLabError, match=r"ended with code 7 3 times\n  last lines"):
        search_runs("raise SystemExit(7)")


def test_what_a_user_has_to_mend_ends_the_search_at_once(search_runs, project):
    with pytest.raises(EmnistLabError, match=r"worker-0 stopped\n  last lines"):
        search_runs(f"is_first_time() and exit({workers.NEEDS_FIX})")


def test_a_trial_that_kills_its_process_is_a_failed_one_and_the_search_goes_on(search_runs, plans):
    search_runs(
        "if not (study / 'trials/learns-seed0/record.json').exists():\n"
        "    begin_trial('learns-seed0')\n"
        "    die()\n"
    )
    record = finished_record(plans[0])
    assert record.status == "failed"
    assert record.reason.startswith("its process was killed (SIGKILL, ")
    assert record.provenance.data == "drawn"
    # Memory that ran out says nothing of the model: the next run tries it again.
    assert record.failed_for_machine


def test_a_trial_that_gets_on_between_deaths_is_none_of_those(tiny_profile, search_runs):
    search_runs(
        "history = study / 'trials/learns-seed0/history.csv'\n"
        "begin_trial('learns-seed0')\n"
        "with history.open('a') as stream: stream.write('an epoch\\n')\n"
        "len(history.read_text().splitlines()) < 6 and die()\n"
    )
    assert load_records("layers", tiny_profile) == []


def test_a_lost_chief_takes_its_workers_along_into_a_new_search(search_runs, project):
    search_runs(
        "if me == 'chief':\n"
        "    is_first_time() and die()\n"
        "    pathlib.Path('second-chief').touch()\n"
        "    signal.pause()\n"
        "while not pathlib.Path('second-chief').exists():\n"
        "    os.sched_yield()\n"
        "pathlib.Path(f'finished-{me}').touch()\n",
        processes=2,
    )
    assert len(list(project.glob("finished-worker-*"))) == 2


def test_a_chief_that_always_dies_ends_the_search(search_runs):
    with pytest.raises(EmnistLabError, match="chief ended with code 9 3 times"):
        search_runs("me == 'chief' and exit(9)\nsignal.pause()", processes=2)
