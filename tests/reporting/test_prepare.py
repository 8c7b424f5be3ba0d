"""When documents are laid out, and when not."""

import shutil

import pytest
import yaml
from real_templates import REPOSITORY
from study_records import STUDIES, Outcome, write_trials

from emnist_lab.errors import EmnistLabError
from emnist_lab.evidence.verdict import Comparisons
from emnist_lab.project import Project
from emnist_lab.reporting import prepare
from emnist_lab.reporting.prepare import prepare_documents, prepared_profile
from emnist_lab.reporting.value_marks import without_marks
from emnist_lab.reporting.values import Figure, write_values
from emnist_lab.trials.freshness import StudyStatus

PARTS = "{{% for study in studies %}}\n{{= part('{}', study) =}}\n\n{{% endfor %}}\n"
TEMPLATES = {
    "report/_report.qmd": PARTS.format("section.qmd"),
    "report/_slides.qmd": PARTS.format("slides.qmd"),
    "report/_abstract.qmd": "We train {= run.trials =} models.\n",
    "analysis/layers/section.qmd": (
        '{% from "report/_sentences.qmd" import stale_notice %}\n'
        "## Layers {#sec-layers}\n\nAll of it: {= layers.best =}. {= stale_notice(stale) =}\n"
    ),
    "analysis/layers/slides.qmd": "## Layers in brief\n",
}


@pytest.fixture
def with_states(project, tiny_profile, monkeypatch):
    """Return a function that sets the state of every study, `layers` apart."""

    def set_states(layers: str) -> None:
        def status(study, profile, data_dir):
            state = layers if study.name == "layers" else "fresh"
            command = f"emnist-lab run {study.name} --profile tiny"
            reasons = () if state == "fresh" else ("the data changed",)
            return StudyStatus(study.name, state, 0, 1, reasons, command)

        monkeypatch.setattr(prepare, "study_status", status)
        monkeypatch.setattr(
            prepare,
            "report_values",
            lambda *_: {"profile": {"name": "tiny"}, "run": {"trials": Figure(7, "count")}},
        )
        write_templates(project)
        for study in STUDIES.values():
            notebook = tiny_profile.executed_notebook(study.name)
            notebook.parent.mkdir(parents=True, exist_ok=True)
            notebook.write_text(f"notebook of {study.name}")
            write_trials(study, tiny_profile)
            if study.leaves_values:
                values = {"best": Figure(0.75, "share")}
                write_values(study.name, tiny_profile, values, Comparisons(()))

    return set_states


def write_templates(root) -> None:
    for name, text in TEMPLATES.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    for name in ("_sentences.qmd", "_absent.qmd"):
        shutil.copy(REPOSITORY / "report" / name, root / "report")


def layers_section() -> str:
    return without_marks((Project.find().sections_dir / "layers" / "section.qmd").read_text())


def nothing_is_written() -> bool:
    return not Project.find().variables_file.exists() and not Project.find().sections_dir.exists()


def test_fresh_notebooks_are_laid_out(tiny_profile, with_states):
    with_states("fresh")
    prepare_documents(tiny_profile)
    for name in STUDIES:
        copy = Project.find().built_notebooks_dir / f"{name}.ipynb"
        assert copy.read_text() == f"notebook of {name}"
    assert "All of it: 75.0\u00a0%." in layers_section()
    assert "out of date" not in layers_section()


def test_the_front_matters_words_are_written_for_quarto(tiny_profile, with_states):
    with_states("fresh")
    prepare_documents(tiny_profile)
    assert prepared_profile(Project.find()) == "tiny"
    abstract = yaml.safe_load(Project.find().variables_file.read_text())["abstract"]
    assert without_marks(abstract) == "We train 7 models."


def test_text_that_is_changed_in_a_template_is_there_without_a_notebook_run_again(
    project, tiny_profile, with_states
):
    with_states("fresh")
    prepare_documents(tiny_profile)
    before = {file: file.stat().st_mtime_ns for file in tiny_profile.runs_dir.rglob("*")}
    template = project / "analysis" / "layers" / "section.qmd"
    template.write_text(template.read_text().replace("All of it:", "No more than"))
    prepare_documents(tiny_profile)
    assert "No more than 75.0\u00a0%." in layers_section()
    assert {file: file.stat().st_mtime_ns for file in tiny_profile.runs_dir.rglob("*")} == before


def test_a_template_that_names_what_no_notebook_left_is_named_and_nothing_is_written(
    project, tiny_profile, with_states
):
    with_states("fresh")
    template = project / "analysis" / "layers" / "section.qmd"
    template.write_text("## Layers\n\n{= layers.fastest.latency_ms =}\n")
    with pytest.raises(EmnistLabError, match="fastest") as error:
        prepare_documents(tiny_profile)
    assert str(error.value.where) == f"{template}:3"
    assert nothing_is_written()


def test_a_study_without_slides_has_none(project, tiny_profile, with_states):
    with_states("fresh")
    prepare_documents(tiny_profile)
    built = Project.find().sections_dir
    assert (built / "layers" / "slides.qmd").is_file()
    (project / "analysis" / "layers" / "slides.qmd").unlink()
    prepare_documents(tiny_profile)
    assert not (built / "layers" / "slides.qmd").exists()


def test_a_study_without_trials_is_told_in_its_section_with_the_command_that_trains_it(
    tiny_profile, with_states
):
    with_states("missing")
    for folder in tiny_profile.trials_dir("layers").glob("*"):
        (folder / "record.json").unlink()
    prepare_documents(tiny_profile)
    assert layers_section().lstrip().startswith("## Layers {#sec-layers}\n")
    assert "No variant of this study is trained yet." in layers_section()
    assert "`emnist-lab run layers --profile tiny`" in layers_section()
    assert "All of it" not in layers_section()
    assert not (Project.find().built_notebooks_dir / "layers.ipynb").exists()
    assert not (Project.find().sections_dir / "layers" / "slides.qmd").exists()


def test_a_study_whose_trials_all_failed_is_told_and_so_is_what_says_why(with_states, tiny_profile):
    with_states("fresh")
    lost = Outcome(status="failed", reason="no such layer")
    study = STUDIES["layers"]
    write_trials(study, tiny_profile, **{variant.name: lost for variant in study.variants})
    prepare_documents(tiny_profile)
    assert "No trial of this study completed" in layers_section()


def test_without_a_completed_trial_there_is_nothing_to_show(tiny_profile, with_states):
    with_states("missing")
    for record in tiny_profile.runs_dir.rglob("record.json"):
        record.unlink()
    with pytest.raises(EmnistLabError, match="nothing to show yet") as error:
        prepare_documents(tiny_profile, allow_stale=True)
    assert error.value.fix == "emnist-lab run --profile tiny"
    assert nothing_is_written()


def test_stale_study_is_refused_with_reason_and_command(tiny_profile, with_states):
    with_states("stale")
    with pytest.raises(EmnistLabError, match="the data changed") as error:
        prepare_documents(tiny_profile)
    assert "emnist-lab run layers --profile tiny" in error.value.fix
    assert nothing_is_written()


def test_stale_study_may_be_shown_with_its_reason(tiny_profile, with_states):
    with_states("stale")
    prepare_documents(tiny_profile, allow_stale=True)
    assert "These figures are out of date." in layers_section()
    assert "layers (the data changed)" in layers_section()


def test_stale_study_without_a_notebook_cannot_be_shown(tiny_profile, with_states):
    with_states("stale")
    tiny_profile.executed_notebook("layers").unlink()
    with pytest.raises(EmnistLabError, match="layers") as error:
        prepare_documents(tiny_profile, allow_stale=True)
    assert error.value.fix == "emnist-lab run layers --profile tiny"
    assert nothing_is_written()


def test_a_study_whose_notebook_left_no_values_is_named_with_the_command(tiny_profile, with_states):
    with_states("fresh")
    tiny_profile.values_file("layers").unlink()
    with pytest.raises(EmnistLabError, match="notebook of layers left no values") as error:
        prepare_documents(tiny_profile)
    assert error.value.fix == "emnist-lab run layers --profile tiny"


@pytest.mark.parametrize("name", ["profile", "run", "stale", "studies", "part"])
def test_a_study_whose_name_documents_quote_already_is_refused(
    tiny_study, tiny_profile, with_states, only_studies, name
):
    with_states("fresh")
    study = tiny_study.model_copy(update={"name": name})
    only_studies(study)
    write_trials(study, tiny_profile)
    write_values(name, tiny_profile, {}, Comparisons(()))
    with pytest.raises(EmnistLabError, match=f"quote something else as '{name}'") as error:
        prepare_documents(tiny_profile)
    assert "another name" in error.value.fix
    assert nothing_is_written()


def test_profile_prepared_last_is_remembered(project):
    assert prepared_profile(Project.find()) == "tour"
    Project.find().variables_file.write_text("profile:\n  name: cpu\n")
    assert prepared_profile(Project.find()) == "cpu"
