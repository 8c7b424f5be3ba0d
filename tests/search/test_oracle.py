"""The chief hands out every trial once, and a dead worker's trial to another."""

import pytest

from emnist_lab.config import Study, Variant
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.errors import EmnistLabError
from emnist_lab.lock import folder_lock
from emnist_lab.recipe import Recipe
from emnist_lab.search import oracle as oracle_module
from emnist_lab.search.oracle import PlanOracle
from emnist_lab.search.tuner import StudyTuner
from emnist_lab.trials.plan import plan_trials


@pytest.fixture
def plans(project, tiny_study, tiny_profile):
    return plan_trials(tiny_study, tiny_profile, {"balanced": "tiny"})


def oracle_of(plans, folder):
    oracle = PlanOracle(plans)
    oracle._set_project_dir(str(folder), "tuner")
    oracle.verbose = 0
    return oracle


@pytest.fixture
def oracle(plans, tmp_path, monkeypatch):
    monkeypatch.setattr(oracle_module, "SECONDS_BETWEEN_LOOKS", 0.0)
    return oracle_of(plans, tmp_path)


def variant(trial) -> str | None:
    return trial.hyperparameters.values.get("variant")


def end(oracle, trial) -> None:
    trial.status = "FAILED"
    oracle.end_trial(trial)


def test_a_worker_goes_on_with_the_graph_it_has_traced(tiny_study, tiny_profile, tmp_path):
    learns = tiny_study.variants[0]
    variants = tuple(
        learns.model_copy(
            update={
                "name": f"{optimizer}_{rate}",
                "recipe": learns.recipe.model_copy(
                    update={"optimizer": optimizer, "learning_rate": rate}
                ),
            }
        )
        for rate in (0.1, 0.01)
        for optimizer in ("adam", "nadam", "sgd")
    )
    study = tiny_study.model_copy(update={"variants": variants})
    oracle = oracle_of(plan_trials(study, tiny_profile, {"balanced": "tiny"}), tmp_path)
    given = {"a": [], "b": []}
    for worker in "abbaba":
        trial = oracle.create_trial(worker)
        given[worker].append(variant(trial))
        end(oracle, trial)
    assert given == {
        "a": ["adam_0.1", "adam_0.01", "sgd_0.01"],
        "b": ["nadam_0.1", "nadam_0.01", "sgd_0.1"],
    }


def test_a_worker_that_starts_again_gets_its_own_trial_back(oracle):
    assert [variant(oracle.create_trial(name)) for name in "abab"] == [
        "learns",
        "diverges",
        "learns",
        "diverges",
    ]


def test_workers_stay_with_the_graph_that_they_have_traced(project, tiny_profile, tmp_path):
    variants = [
        Variant(
            name=f"{optimizer}-{rate}",
            change="",
            model="lenet5_new",
            recipe=Recipe(optimizer=optimizer, learning_rate=rate),
        )
        for optimizer in ("adam", "nesterov")
        for rate in (0.01, 0.003, 0.001)
    ]
    study = Study(dataset=EMNIST, name="layers", title="", question="", variants=variants)
    oracle = PlanOracle(plan_trials(study, tiny_profile, {"balanced": "tiny"}))
    oracle._set_project_dir(str(tmp_path), "tuner")
    oracle.verbose = 0
    given = {"a": [], "b": []}
    for name in "abbaabb":
        trial = oracle.create_trial(name)
        given[name].append(variant(trial))
        if trial.status == "RUNNING":
            end(oracle, trial)
    assert given["a"] == ["adam-0.01", "adam-0.003", "adam-0.001"]
    assert given["b"] == ["nesterov-0.01", "nesterov-0.003", "nesterov-0.001", None]


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
