"""When documents are laid out, and when not."""

import pytest
from study_records import STUDIES, Outcome, write_trials

from emnist_lab.errors import EmnistLabError
from emnist_lab.project import Project
from emnist_lab.reporting import prepare
from emnist_lab.reporting.prepare import prepare_documents, prepared_profile
from emnist_lab.trials.freshness import StudyStatus


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
        monkeypatch.setattr(prepare, "write_variables", lambda *given: written.append(given))
        section = Project.find().analysis_dir / "layers" / "section.qmd"
        section.parent.mkdir(parents=True)
        section.write_text("## Layers {#sec-layers}\n\nAll of it.\n")
        for study in STUDIES.values():
            notebook = tiny_profile.executed_notebook(study.name)
            notebook.parent.mkdir(parents=True, exist_ok=True)
            notebook.write_text(f"notebook of {study.name}")
            write_trials(study, tiny_profile)
        return written

    return set_states


def layers_section() -> str:
    return (Project.find().sections_dir / "layers" / "section.qmd").read_text()


def test_fresh_notebooks_are_laid_out(tiny_profile, with_states):
    written = with_states("fresh")
    prepare_documents(tiny_profile)
    for name in STUDIES:
        copy = Project.find().built_notebooks_dir / f"{name}.ipynb"
        assert copy.read_text() == f"notebook of {name}"
    assert written[0][2] == []
    assert "All of it." in layers_section()


def test_a_study_without_trials_is_told_in_its_section_with_the_command_that_trains_it(
    tiny_profile, with_states
):
    written = with_states("missing")
    for folder in tiny_profile.trials_dir("layers").glob("*"):
        (folder / "record.json").unlink()
    prepare_documents(tiny_profile)
    assert layers_section().startswith("## Layers {#sec-layers}\n")
    assert "`emnist-lab run layers --profile tiny`" in layers_section()
    assert "All of it." not in layers_section()
    assert not (Project.find().built_notebooks_dir / "layers.ipynb").exists()
    assert not written[0][3]["layers"].shown


def test_a_study_whose_trials_all_failed_is_told_and_so_is_what_says_why(with_states, tiny_profile):
    with_states("fresh")
    lost = Outcome(status="failed", reason="no such layer")
    study = STUDIES["layers"]
    write_trials(study, tiny_profile, **{variant.name: lost for variant in study.variants})
    prepare_documents(tiny_profile)
    assert "No trial of this study completed" in layers_section()


def test_without_a_completed_trial_there_is_nothing_to_show(tiny_profile, with_states):
    written = with_states("missing")
    for record in tiny_profile.runs_dir.rglob("record.json"):
        record.unlink()
    with pytest.raises(EmnistLabError, match="nothing to show yet") as error:
        prepare_documents(tiny_profile, allow_stale=True)
    assert error.value.fix == "emnist-lab run --profile tiny"
    assert written == []


def test_stale_study_is_refused_with_reason_and_command(tiny_profile, with_states):
    written = with_states("stale")
    with pytest.raises(EmnistLabError, match="the data changed") as error:
        prepare_documents(tiny_profile)
    assert "emnist-lab run layers --profile tiny" in error.value.fix
    assert written == []


def test_stale_study_may_be_shown_with_its_reason(tiny_profile, with_states):
    written = with_states("stale")
    prepare_documents(tiny_profile, allow_stale=True)
    assert written[0][2] == ["layers (the data changed)"]


def test_stale_study_without_a_notebook_cannot_be_shown(tiny_profile, with_states):
    written = with_states("stale")
    tiny_profile.executed_notebook("layers").unlink()
    with pytest.raises(EmnistLabError, match="layers") as error:
        prepare_documents(tiny_profile, allow_stale=True)
    assert error.value.fix == "emnist-lab run layers --profile tiny"
    assert written == []


def test_profile_prepared_last_is_remembered(project):
    assert prepared_profile(Project.find()) == "tour"
    Project.find().variables_file.write_text("profile:\n  name: cpu\n")
    assert prepared_profile(Project.find()) == "cpu"
