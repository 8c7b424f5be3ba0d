"""The chief hands out every trial once, and a dead worker's trial to another."""

import pytest

from emnist_lab.errors import EmnistLabError
from emnist_lab.lock import folder_lock
from emnist_lab.results.trial import plan_trials
from emnist_lab.search import oracle as oracle_module
from emnist_lab.search.oracle import PlanOracle
from emnist_lab.search.tuner import StudyTuner


@pytest.fixture
def plans(project, tiny_study, tiny_profile):
    return plan_trials(tiny_study, tiny_profile, {"balanced": "tiny"})


@pytest.fixture
def oracle(plans, tmp_path, monkeypatch):
    monkeypatch.setattr(oracle_module, "SECONDS_BETWEEN_LOOKS", 0.0)
    oracle = PlanOracle(plans)
    oracle._set_project_dir(str(tmp_path), "tuner")
    oracle.verbose = 0
    return oracle


def variant(trial) -> str | None:
    return trial.hyperparameters.values.get("variant")


def end(oracle, trial) -> None:
    trial.status = "FAILED"
    oracle.end_trial(trial)


def test_a_worker_that_starts_again_gets_its_own_trial_back(oracle):
    assert [variant(oracle.create_trial(name)) for name in "abab"] == [
        "learns",
        "diverges",
        "learns",
        "diverges",
    ]


def test_a_dead_workers_trial_goes_to_who_waits_and_then_all_end(oracle, plans):
    of_a, of_b, of_c = (oracle.create_trial(name) for name in "abc")
    with folder_lock(plans[0].lock_folder, print), folder_lock(plans[2].lock_folder, print):
        end(oracle, of_a)
        with folder_lock(plans[1].lock_folder, print):
            assert oracle.create_trial("a").status == "IDLE"
        # The process of b has died, and the system gave its lock back.
        taken_over = oracle.create_trial("a")
        assert variant(taken_over) == variant(of_b) == "diverges"
        with folder_lock(plans[1].lock_folder, print):
            assert oracle.create_trial("b").status == "IDLE"
        end(oracle, of_c)
        end(oracle, taken_over)
    assert {oracle.create_trial(name).status for name in "abc"} == {"STOPPED"}


def test_a_worker_with_other_code_or_data_refuses(plans, tiny_split):
    tuner = StudyTuner(plans, {"balanced": tiny_split})
    tuner.digest = "that of another commit"
    with pytest.raises(EmnistLabError, match="check out the same commit"):
        tuner.search(verbose=0)
