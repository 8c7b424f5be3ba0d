"""Which studies run, in which order, and what a user is told."""

import pytest
from click.testing import CliRunner

from emnist_lab.cli import main
from emnist_lab.cli.options import find_console
from emnist_lab.project import Project
from emnist_lab.studies import find_study
from emnist_lab.workflow.data_choice import remember_data, remembered_data
from emnist_lab.workflow.run import due_studies, with_needed


def test_needed_studies_come_first():
    project = Project.find()
    names = [study.name for study in with_needed(project, [find_study(project, "layers")])]
    assert names == ["data", "layers"]


def test_study_that_shows_what_others_leave_runs_again_with_any_of_them():
    studies = [find_study(Project.find(), name) for name in ("baselines", "layers", "final")]
    assert [study.name for study in due_studies(studies, {"layers"})] == ["layers", "final"]
    assert [study.name for study in due_studies(studies, {"final"})] == ["final"]
    assert due_studies(studies, set()) == []


def test_study_that_shows_earlier_ones_does_not_wait_for_later_ones():
    studies = [find_study(Project.find(), name) for name in ("layers", "frontier", "final")]
    assert [study.name for study in due_studies(studies, {"frontier"})] == ["frontier", "final"]
    assert [study.name for study in due_studies(studies, {"final"})] == ["final"]


def test_status_looks_at_the_data_that_was_last_run_on(tiny_profile, project, tmp_path):
    assert remembered_data(tiny_profile) is None
    remember_data(tiny_profile, tmp_path)
    assert remembered_data(tiny_profile) == tmp_path


def test_what_is_said_of_data_is_shown_as_it_stands(capsys):
    find_console().print("[/x] [red]a [link=file:///]b :smile:")
    assert capsys.readouterr().out == "[/x] [red]a [link=file:///]b :smile:\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "layer"], "choose from: data, baselines, candidates"),
        (["status", "--profile", "fast"], "no profile named 'fast'"),
        (["evaluate", "nothing.keras"], "no such model file"),
    ],
)
def test_mistakes_end_in_a_message_not_a_traceback(project_with_profiles, arguments, message):
    answer = CliRunner().invoke(main, arguments)
    assert answer.exit_code == 1
    assert message in answer.output
    assert "Traceback" not in answer.output
