"""Notebooks are brought up to the records there are, and nothing is trained for it."""

import pytest
from study_records import STUDIES, write_trials

from emnist_lab.project import Project
from emnist_lab.search.no_training import may_train
from emnist_lab.search.run import run_study
from emnist_lab.trials.freshness import StudyStatus
from emnist_lab.workflow import documents
from emnist_lab.workflow.documents import show_records


@pytest.fixture
def executed(project, tiny_profile, monkeypatch):
    """Return the studies whose notebooks are executed, and whether they may train then."""
    made = []
    lagging = {"layers", "final"}

    def status(study, profile, data_dir):
        return StudyStatus(study.name, "partial", 1, 2, (), "", study.name in lagging)

    monkeypatch.setattr(documents, "study_status", status)
    monkeypatch.setattr(documents, "split_digest", lambda *_: "digest")
    monkeypatch.setattr(
        documents, "execute_study", lambda study, *_: made.append((study.name, may_train()))
    )
    return made


def test_only_notebooks_that_lag_are_executed_and_train_nothing(executed, tiny_profile):
    for study in STUDIES.values():
        write_trials(study, tiny_profile)
    told = []
    show_records(tiny_profile, None, told.append)
    assert executed == [("layers", False), ("final", False)]
    assert [line.partition(":")[0] for line in told] == ["layers", "final"]
    assert may_train()


def test_a_study_of_which_nothing_completed_is_let_be(executed, tiny_profile):
    write_trials(STUDIES["baselines"], tiny_profile)
    show_records(tiny_profile, None, lambda said: None)
    assert executed == [("final", False)]


def test_without_training_a_study_is_what_its_records_say(project, monkeypatch):
    """Half of its trials have a record; the others are neither trained nor missed."""
    from emnist_lab.datasets.load import load_split
    from emnist_lab.profile import load_profile
    from emnist_lab.search.no_training import without_training
    from emnist_lab.trials.plan import plan_trials
    from emnist_lab.trials.records import write_record

    profiles = project / "analysis" / "profiles"
    profiles.mkdir(parents=True, exist_ok=True)
    (profiles / "tiny.yaml").write_text(
        "description: for tests\ntrain_images: 400\nvalidation_fraction: 0.25\n"
        "max_epochs: 1\nseeds: [0]\n"
    )
    from study_records import Outcome, trial_record

    split = load_split("balanced")
    plans = plan_trials(
        STUDIES["layers"], load_profile(Project.find(), "tiny"), {"balanced": split.digest}
    )
    for plan in plans[:3]:
        write_record(plan.folder, trial_record(plan, Outcome()))
    with without_training():
        run = run_study("layers", "tiny")
    assert list(run.results["variant"]) == ["layer_1", "layer_2", "layer_3"]
