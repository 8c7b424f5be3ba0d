"""Results to compare with are found in folders and in Git revisions, or refused with a reason."""

import shutil
import subprocess

import pytest
from click.testing import CliRunner
from finished_project import STUDY, finish_project
from study_records import changed_record

from emnist_lab.cli import main
from emnist_lab.errors import EmnistLabError
from emnist_lab.profile import load_profile
from emnist_lab.project import Project
from emnist_lab.reporting.values import read_values
from emnist_lab.trials.kept import keep_results
from emnist_lab.trials.records import load_records, read_record, write_record
from emnist_lab.workflow.earlier_results import earlier_results


@pytest.fixture
def profile(project, tmp_path, only_studies):
    """Return the profile of a finished project, inside a Git repository that holds nothing."""
    only_studies(STUDY)
    for plan in finish_project(project, tmp_path / "emnist"):
        timed = changed_record(read_record(plan.folder), {"figures/eval_time_s": 1.0})
        write_record(plan.folder, timed)
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    return load_profile(Project.find(), "tiny")


def refusal(place, profile) -> str:
    with pytest.raises(EmnistLabError) as error, earlier_results(str(place), profile, print):
        pass
    return str(error.value)


def test_what_runs_left_is_read_as_it_lies(profile):
    with earlier_results(str(profile.runs_dir), profile, print) as earlier:
        assert load_records("layers", earlier.profile) == load_records("layers", profile)
        assert read_values("layers", earlier.profile) == read_values("layers", profile)
        assert earlier.profile.project != profile.project


def test_a_place_that_is_none_is_refused(profile, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "no such folder" in refusal("nowhere", profile)
    assert "holds neither kept results nor trials" in refusal(tmp_path / "emnist", profile)
    assert "no such revision" in refusal("v0:kept", profile)
    assert "no such revision" in refusal("--output=x:kept", profile)
    assert not (tmp_path / "x").exists()


def test_a_revision_outside_a_repository_is_refused(profile, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    shutil.rmtree(tmp_path / ".git")
    monkeypatch.chdir(tmp_path)
    assert "not a git repository" in refusal("HEAD:kept", profile)


def test_the_command_says_in_one_message_that_there_is_no_such_folder(profile, tmp_path):
    options = ["--profile", "tiny", "--data-dir", str(tmp_path / "emnist")]
    done = CliRunner().invoke(main, ["render", *options, "--against", "nowhere"])
    assert done.exit_code == 1
    assert "nowhere: no such folder" in done.output
    assert "Traceback" not in done.output


@pytest.fixture
def committed(profile, tmp_path, monkeypatch):
    """Keep the results in a commit, and nowhere else."""
    keep_results(profile, tmp_path / "emnist", tmp_path / "kept")
    monkeypatch.chdir(tmp_path)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run([*git, "add", "kept"], check=True)
    subprocess.run([*git, "commit", "-qm", "Keep"], check=True)
    shutil.rmtree(tmp_path / "kept")


def test_kept_results_of_a_revision_are_laid_out_apart(committed, profile, monkeypatch):
    done = subprocess.CompletedProcess([], 0)
    monkeypatch.setattr("emnist_lab.workflow.earlier_results.run_command", lambda *_: done)
    with earlier_results("HEAD:kept", profile, print) as earlier:
        then = [record.figures for record in load_records("layers", earlier.profile)]
    assert then == [record.figures for record in load_records("layers", profile)] != []


@pytest.mark.slow
def test_notebooks_are_executed_over_them(committed, profile):
    said: list[str] = []
    with earlier_results("HEAD:kept", profile, said.append) as earlier:
        found = read_values("layers", earlier.profile)
    assert found["choice"]["test_acc"] == read_values("layers", profile)["choice"]["test_acc"]
    assert said == ["Executing the notebooks over HEAD:kept, to compare with"]


def test_what_the_notebooks_stumble_over_is_told(committed, profile, monkeypatch):
    failed = subprocess.CompletedProcess([], 1, stderr="Error: a cell raised")
    monkeypatch.setattr("emnist_lab.workflow.earlier_results.run_command", lambda *_: failed)
    assert "a cell raised" in refusal("HEAD:kept", profile)
