"""What fails for the machine's sake is tried again; what says something of a model is kept."""

import contextlib
import json

import pytest
import tensorflow as tf
from click.testing import CliRunner

from emnist_lab.cli import main
from emnist_lab.datasets import load
from emnist_lab.errors import EmnistLabError
from emnist_lab.search import run, single, trial
from emnist_lab.search.tuner import run_and_record
from emnist_lab.training.reuse import TracedModels
from emnist_lab.trials import freshness
from emnist_lab.trials.freshness import MACHINE_FAILED, study_status
from emnist_lab.trials.plan import plan_trials
from emnist_lab.trials.records import finished_record, forget_machine_failures, load_records

MACHINE_ERRORS = (
    ModuleNotFoundError("No module named 'scipy'"),
    MemoryError(),
    tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor"),
)


@pytest.fixture
def plans(project, tiny_study, tiny_profile):
    return plan_trials(tiny_study, tiny_profile, {"balanced": "tiny"})


@pytest.fixture
def breaking(monkeypatch):
    """Return a function that has every training raise an error, or none."""
    fit = trial.fit_model

    def raises(error: Exception | None) -> None:
        def broken(*given, **named):
            raise error

        monkeypatch.setattr(trial, "fit_model", broken if error else fit)

    return raises


@pytest.mark.parametrize("error", MACHINE_ERRORS, ids=lambda error: type(error).__name__)
def test_a_failure_of_the_machine_is_tried_again_once_its_cause_is_gone(
    plans, tiny_split, breaking, error
):
    learns = plans[0]
    breaking(error)
    record = run_and_record(learns, {"balanced": tiny_split}, TracedModels())
    assert (record.status, record.cause) == ("failed", "machine")
    assert type(error).__name__ in record.reason
    # In the run that it failed in it has ended.
    assert finished_record(learns) is not None
    forget_machine_failures(plans)
    assert finished_record(learns) is None


def test_a_diverged_training_and_a_model_that_cannot_be_built_stay_findings(plans, tiny_split):
    for plan, status in zip(plans[1:], ("diverged", "failed"), strict=True):
        record = run_and_record(plan, {"balanced": tiny_split}, TracedModels())
        assert record.status == status
        assert "cause" not in record
    forget_machine_failures(plans)
    assert all(finished_record(plan) for plan in plans[1:])


def test_status_says_that_such_a_trial_is_due(plans, tiny_split, breaking, monkeypatch):
    for name in ("cached_digest", "split_digest"):
        monkeypatch.setattr(freshness, name, lambda *_: "tiny")
    breaking(MemoryError())
    run_and_record(plans[0], {"balanced": tiny_split}, TracedModels())
    status = study_status(plans[0].study, plans[0].profile)
    assert status.done == 0
    assert any(reason.startswith(MACHINE_FAILED) for reason in status.reasons)


def test_a_study_goes_on_without_such_a_trial_and_its_next_run_trains_that_one_alone(
    tiny_profile, plans, tiny_split, breaking, only_studies, monkeypatch
):
    study, trained = plans[0].study, []

    def search(plans, *_):
        for plan in plans:
            if finished_record(plan) is None:
                trained.append(plan.variant.name)
                # Only the machine of the first trial lacks something, and only in the first run.
                breaking(MemoryError() if trained == ["learns"] else None)
                run_and_record(plan, {"balanced": tiny_split}, TracedModels())

    only_studies(study)
    monkeypatch.setattr(run, "load_profile", lambda *_: plans[0].profile)
    monkeypatch.setattr(run, "load_splits", lambda *_: {"balanced": tiny_split})
    monkeypatch.setattr(run, "search_in_processes", search)
    statuses = []
    for _ in range(2):
        with contextlib.suppress(EmnistLabError):  # none of the others completes
            run.run_study(study.name, "tiny")
        records = load_records(study.name, tiny_profile)
        statuses.append({r.variant: r.status for r in records})
    assert trained == [plan.variant.name for plan in plans] + ["learns"]
    assert [s["learns"] for s in statuses] == ["failed", "completed"]


def test_train_says_why_and_ends_with_1_and_the_same_command_trains_it(
    plans, tiny_split, breaking, only_studies, monkeypatch
):
    only_studies(plans[0].study)
    monkeypatch.setattr("emnist_lab.profile.load_profile", lambda *_: plans[0].profile)
    monkeypatch.setattr(single, "load_splits", lambda *_: {"balanced": tiny_split})
    monkeypatch.setattr(single, "take_device", lambda device: None)
    monkeypatch.setattr(load, "load_splits", lambda *_: {"balanced": tiny_split})
    command = ["train", "layers", "learns", "--profile", "tiny"]
    breaking(ModuleNotFoundError("No module named 'scipy'"))
    failed = CliRunner().invoke(main, command)
    assert failed.exit_code == 1
    assert "Error: ModuleNotFoundError: No module named 'scipy'" in failed.output
    breaking(None)
    again = CliRunner().invoke(main, command)
    assert again.exit_code == 0, again.output
    assert json.loads(again.output)["status"] == "completed"
