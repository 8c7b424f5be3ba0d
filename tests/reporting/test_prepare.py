"""When documents are laid out, and when not."""

import pytest

from emnist_lab import paths
from emnist_lab.errors import EmnistLabError
from emnist_lab.reporting import prepare
from emnist_lab.reporting.prepare import prepare_documents, prepared_profile
from emnist_lab.results.freshness import StudyStatus
from emnist_lab.results.records import REQUIRED_KEYS, write_record
from emnist_lab.studies import STUDIES


@pytest.fixture
def with_states(project, tiny_profile, monkeypatch):
    """Return a function that sets the state of every study, `layers` apart."""
    written = []

    def set_states(layers: str) -> list:
        def status(study, profile, data_dir):
            state = layers if study.name == "layers" else "fresh"
            command = f"emnist-lab run {study.name} --profile tiny"
            reasons = () if state == "fresh" else ("the data changed",)
            return StudyStatus(study.name, state, 0, 1, reasons, command)

        monkeypatch.setattr(prepare, "study_status", status)
        monkeypatch.setattr(prepare, "load_profile", lambda name: tiny_profile)
        monkeypatch.setattr(prepare, "write_variables", lambda *given: written.append(given))
        for name in STUDIES:
            notebook = paths.executed_notebook("tiny", name)
            notebook.parent.mkdir(parents=True, exist_ok=True)
            notebook.write_text(f"notebook of {name}")
            write_record(paths.trials_dir("tiny", name) / "trial", dict.fromkeys(REQUIRED_KEYS))
        return written

    return set_states


def test_fresh_notebooks_are_laid_out(with_states):
    written = with_states("fresh")
    prepare_documents("tiny")
    for name in STUDIES:
        copy = paths.built_notebooks_dir() / f"{name}.ipynb"
        assert copy.read_text() == f"notebook of {name}"
    assert written[0][2] == []


def test_missing_study_ends_in_the_command_that_runs_it(with_states):
    written = with_states("missing")
    with pytest.raises(EmnistLabError, match="nothing to show yet of layers") as error:
        prepare_documents("tiny", allow_stale=True)
    assert error.value.mend == "emnist-lab run layers --profile tiny"
    assert written == []


def test_stale_study_is_refused_with_reason_and_command(with_states):
    written = with_states("stale")
    with pytest.raises(EmnistLabError, match="the data changed") as error:
        prepare_documents("tiny")
    assert "emnist-lab run layers --profile tiny" in error.value.mend
    assert written == []


def test_stale_study_may_be_shown_with_its_reason(with_states):
    written = with_states("stale")
    prepare_documents("tiny", allow_stale=True)
    assert written[0][2] == ["layers (the data changed)"]


def test_stale_study_without_a_notebook_cannot_be_shown(with_states):
    with_states("stale")
    paths.executed_notebook("tiny", "layers").unlink()
    with pytest.raises(EmnistLabError, match="nothing to show yet of layers"):
        prepare_documents("tiny", allow_stale=True)


def test_stale_study_without_records_cannot_be_shown(with_states):
    with_states("stale")
    (paths.trials_dir("tiny", "layers") / "trial" / "record.json").unlink()
    with pytest.raises(EmnistLabError, match="nothing to show yet of layers"):
        prepare_documents("tiny", allow_stale=True)


def test_profile_prepared_last_is_remembered(project):
    assert prepared_profile() == "quick"
    paths.variables_file().write_text("profile:\n  name: cpu\n")
    assert prepared_profile() == "cpu"
