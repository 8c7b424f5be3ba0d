"""Status says fresh, stale or missing, why, and what fixes it."""

import json
import subprocess
import sys

import pytest
from study_records import PROVENANCE, STUDIES, changed_record

from emnist_lab.config import Study
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.errors import DataError
from emnist_lab.evidence.verdict import Comparisons
from emnist_lab.project import Project
from emnist_lab.reporting.values import write_values
from emnist_lab.trials import freshness
from emnist_lab.trials.freshness import part_changes, study_status, write_stamp
from emnist_lab.trials.plan import plan_trials
from emnist_lab.trials.records import read_record, write_record


@pytest.fixture
def finished(project, tiny_study, tiny_profile, monkeypatch):
    """Return a study whose trials and notebook are as if they had just run."""
    for name in ("cached_digest", "split_digest"):
        monkeypatch.setattr(freshness, name, lambda *_: "tiny")
    for plan in plan_trials(tiny_study, tiny_profile, {"balanced": "tiny"}):
        write_record(plan.folder, plan.record("completed", None, {}, PROVENANCE))
    script = Project.find().notebook_source("layers")
    script.parent.mkdir(parents=True)
    script.write_text("# %%\nfrom emnist_lab.trials.records import load_records\n")
    notebook = tiny_profile.executed_notebook("layers")
    notebook.write_text("{}")
    write_values("layers", tiny_profile, {}, Comparisons(()))
    write_stamp(tiny_study, tiny_profile)
    return tiny_study


def test_fresh_when_nothing_changed(finished, tiny_profile):
    status = study_status(finished, tiny_profile)
    assert (status.state, status.done, status.total, status.reasons) == ("fresh", 3, 3, ())


def test_changed_hyperparameter_is_named_with_both_values(finished, tiny_profile):
    longer = tiny_profile.model_copy(update={"max_epochs": 1})
    status = study_status(finished, longer)
    assert status.state == "stale"
    assert status.done == 0
    assert "recipe.epochs was 2, now 1 (3 of 3 trials)" in status.reasons
    assert status.command == "emnist-lab run layers --profile tiny"


def test_changed_data_is_named(finished, tiny_profile, monkeypatch):
    for name in ("cached_digest", "split_digest"):
        monkeypatch.setattr(freshness, name, lambda *_: "other")
    assert "the data changed (3 of 3 trials)" in study_status(finished, tiny_profile).reasons


def test_changed_notebook_leaves_the_trials_fresh(finished, tiny_profile):
    script = Project.find().notebook_source("layers")
    script.write_text(script.read_text() + "# one more thought\n")
    status = study_status(finished, tiny_profile)
    assert (status.state, status.done) == ("stale", 3)
    assert status.reasons == ("notebook.py changed",)


def test_without_its_values_the_notebook_has_to_run(finished, tiny_profile):
    tiny_profile.values_file("layers").unlink()
    status = study_status(finished, tiny_profile)
    assert (status.done, status.notebook_lags) == (3, True)
    assert status.reasons == ("its notebook was never run",)


def test_changed_modules_of_the_study_are_named(finished, tiny_profile):
    folder = Project.find().notebook_source("layers").parent
    (folder / "study.py").write_text("from analysis.layers.sizes import SMALL\n")
    (folder / "sizes.py").write_text("SMALL = 1\n")
    (folder / "test_sizes.py").write_text("assert True\n")
    write_stamp(finished, tiny_profile)
    assert study_status(finished, tiny_profile).state == "fresh"
    (folder / "test_sizes.py").write_text("assert not False\n")
    assert study_status(finished, tiny_profile).state == "fresh"
    (folder / "sizes.py").write_text("SMALL = 10\n")
    assert study_status(finished, tiny_profile).reasons == ("analysis.layers.sizes changed",)


def test_trained_again_makes_the_notebook_stale(finished, tiny_profile):
    plan = plan_trials(finished, tiny_profile, {"balanced": "tiny"})[0]
    write_record(plan.folder, plan.record("failed", "why", {}, PROVENANCE))
    assert study_status(finished, tiny_profile).reasons == ("its notebook shows older trials",)


def test_study_that_reads_the_others_is_stale_once_one_of_them_ran_anew(finished, tiny_profile):
    reader = Study(
        dataset=EMNIST,
        name="final",
        title="Final",
        question="What is left?",
        order=STUDIES["final"].order,
        reads_others=True,
    )
    script = Project.find().notebook_source("final")
    script.parent.mkdir()
    script.write_text("# %%\nprint('all of them')\n")
    notebook = tiny_profile.executed_notebook("final")
    notebook.parent.mkdir(parents=True)
    notebook.write_text("{}")
    write_values("final", tiny_profile, {}, Comparisons(()))
    write_stamp(reader, tiny_profile)
    assert study_status(reader, tiny_profile).state == "fresh"

    plan = plan_trials(finished, tiny_profile, {"balanced": "tiny"})[0]
    write_record(plan.folder, changed_record(read_record(plan.folder), {"status": "failed"}))
    write_stamp(finished, tiny_profile)
    status = study_status(reader, tiny_profile)
    assert (status.state, status.total) == ("stale", 0)
    assert status.reasons == ("its notebook shows older trials",)


def test_missing_when_nothing_was_run(project, tiny_study, tiny_profile, monkeypatch):
    monkeypatch.setattr(freshness, "cached_digest", lambda *_: None)
    status = study_status(tiny_study, tiny_profile)
    assert status.state == "missing"
    assert "never read" in status.reasons[0]


def test_changed_module_is_named():
    before = {"data": "x", "code": {"a": "1", "b": "2"}}
    assert part_changes(before, {"data": "x", "code": {"a": "1", "b": "3"}}) == ["b changed"]


def test_status_imports_no_tensorflow():
    code = (
        "import sys, emnist_lab.cli, emnist_lab.trials.freshness, emnist_lab.studies,"
        "emnist_lab.workflow.run, json;"
        "print(json.dumps([m for m in ('tensorflow', 'keras') if m in sys.modules]))"
    )
    command = [sys.executable, "-c", code]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(answer.stdout) == []


def test_a_split_that_the_data_lacks_is_named(project, tiny_study, tiny_profile, monkeypatch):
    def lacking(*_):
        raise DataError("no files of bymerge", where="/data")

    monkeypatch.setattr(freshness, "cached_digest", lacking)
    status = study_status(tiny_study, tiny_profile)
    assert status.state == "missing"
    assert status.reasons == ("no files of bymerge: /data",)
