"""How far a search spreads, on its way from the command to the processes of a study."""

import os

import pytest
from click.testing import CliRunner

from emnist_lab.cli import main
from emnist_lab.workflow import notebook


@pytest.fixture
def settings_of_a_study(monkeypatch):
    """Return what the processes of a study find in their environment, by the options given."""

    def settings(*options: str) -> dict[str, str | None]:
        names = ("EMNIST_LAB_WORKERS", "EMNIST_LAB_STRATEGY", "EMNIST_LAB_LISTEN")
        environment = {name: value for name, value in os.environ.items() if name not in names}
        monkeypatch.setattr(os, "environ", environment)
        found = {}
        monkeypatch.setattr(notebook, "execute_study", lambda *_: found.update(os.environ))
        answer = CliRunner().invoke(main, ["study", "data", *options])
        assert answer.exit_code == 0, answer.output
        return {name: found[name] for name in names if name in found}

    return settings


def test_options_of_a_study_reach_its_processes(settings_of_a_study):
    assert settings_of_a_study() == {}
    assert settings_of_a_study("--workers", "2") == {"EMNIST_LAB_WORKERS": "2"}
    assert settings_of_a_study("--strategy", "mirrored", "--listen", "0.0.0.0:5000") == {
        "EMNIST_LAB_STRATEGY": "mirrored",
        "EMNIST_LAB_LISTEN": "0.0.0.0:5000",
    }


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--workers", "1000"], "is no number of workers for this machine"),
        (["--strategy", "mirrored", "--workers", "2"], "none for 2 workers"),
        (["--listen", "5000"], "write HOST:PORT"),
        (["--listen", "host:5000", "--jobs", "2"], "one address serves one search"),
    ],
)
def test_what_cannot_be_had_is_refused_before_anything_runs(
    project_with_profiles, options, message
):
    answer = CliRunner().invoke(main, ["run", *options])
    assert answer.exit_code == 1
    assert message in answer.output
    assert not (project_with_profiles / "runs").exists()
