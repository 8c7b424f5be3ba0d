"""Documents of any part of the records: one study's, half of one, a tour's, with failures.

The records are the kept ones of docs/results-cpu, of which some are taken away.
"""

import re
import shutil

import nbformat
import pandas as pd
import pytest
from kept_project import KEPT, TRAINED, keep_only, lay_out
from real_templates import by_code
from study_records import STUDIES, changed_record

from emnist_lab import studies
from emnist_lab.profile import load_profile
from emnist_lab.project import Project
from emnist_lab.reporting.coverage import read_coverage
from emnist_lab.reporting.parts import BODIES
from emnist_lab.trials.records import load_records, write_record

GAINED = """
gained = (STUDY.variants[-1].model_copy(update={"name": "gained", "change": "one more"}),)
STUDY = STUDY.model_copy(
    update={
        "variants": STUDY.variants + gained,
        "sections": (
            *STUDY.sections[:-1],
            *(
                part.model_copy(update={"variants": part.variants + gained})
                for part in STUDY.sections[-1:]
            ),
        ),
    }
)
"""
# Those whose parts differ most: sections, bases, a search, networks timed interleaved.
SHORTENED = ("hyperparameters", "frontier")
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def document_of(every_record, tmp_path, monkeypatch):
    """Return a function that lays out the documents of some records, and returns the report."""
    root = tmp_path / "project"
    shutil.copytree(every_record, root)
    monkeypatch.setenv("EMNIST_LAB_ROOT", str(root))
    monkeypatch.chdir(root)
    return lay_out


def half_of(study: str) -> set[str]:
    """Return the first half of the variants of a study that are kept."""
    kept = pd.read_csv(KEPT / "trials.csv", usecols=["study", "variant"]).query("study == @study")
    return set(kept["variant"][: len(kept) // 2])


def test_half_of_layers_is_shown_and_the_rest_named(document_of):
    shown = half_of("layers")
    keep_only("layers", shown)
    text = document_of()
    coverage = read_coverage(load_profile(Project.find(), "cpu"))["layers"]
    planned = len(STUDIES["layers"].variants)
    assert coverage.ended == shown
    assert f"{len(shown)} of the {planned} variants that `cpu` has of this study" in text
    assert "`emnist-lab run layers --profile cpu` trains the rest" in text
    assert "Shorter blocks" not in text
    assert "No variant of this study is trained yet." in text
    table = markdown_of("layers", "tbl-layers")
    assert "layer_2" in table
    assert "layer_4_1" not in table


def test_kept_trials_tell_what_took_effect_by_their_histories(every_record, monkeypatch):
    monkeypatch.setenv("EMNIST_LAB_ROOT", str(every_record))
    told = {
        (record.study, record.variant): record.figures
        for study in TRAINED
        for record in load_records(study, load_profile(Project.find(), "cpu"))
    }
    assert told["transfer", "transfer_1_scratch"].ended_by == "budget"
    assert told["transfer", "transfer_1_scratch"].most_epochs == 15
    assert told["hyperparameters", "brightness_cut_to_integers"].ended_by == "divergence"
    assert told["baselines", "lenet5_new"].ended_by == "early_stopping"
    # Its plateaus lowered the rate, so that the schedule took effect; seven epochs were too few.
    assert told["baselines", "lenet5_old"].lowest_learning_rate < 0.001
    assert told["layers", "layer_4_1"].lowest_learning_rate == pytest.approx(0.001)


def test_sizes_are_those_of_the_records_whatever_the_study_has_by_now(document_of, monkeypatch):
    keep_only("layers")
    file = Project.find().analysis_dir / "layers" / "study.py"
    study = file.read_text()
    kept = "OwnSizes(train_images=7000, max_epochs=7)"
    assert kept in study
    file.write_text(study.replace(kept, "OwnSizes(train_images=15000, max_epochs=20)"))
    monkeypatch.setattr(studies, "studies_dir", lambda project: project.analysis_dir)
    assert studies.find_study(Project.find(), "layers").sizes["cpu"].max_epochs == 20
    shown = [
        document_of(),
        Project.find().variables_file.read_text(),
        (Project.find().built_notebooks_dir / "layers.ipynb").read_text(),
    ]
    assert "this study on 6,364 real images for at most 7 epochs" in shown[0]
    assert "Trials trained on 6,364 images for at most 7 epochs" in shown[0]
    assert cells_of("layers", "tbl-layers-recipes", "layer_4_1")[-1] == "7"
    for text in shown:
        assert not re.search(r"15,?000|\b20 epochs", text)


def test_a_study_whose_models_read_another_split_leaves_the_answer_open(document_of):
    keep_only("bymerge")
    text = document_of()
    assert "There is nothing to show here yet. `emnist-lab run final" in text
    assert "tbl-final-claims" not in text
    open_answer = "has been trained yet, so that there is no answer"
    assert open_answer in text
    assert open_answer in Project.find().variables_file.read_text()


@pytest.mark.slow
def test_the_tour_is_whole_and_about_what_it_trains(document_of):
    profile = Project.find().profile_file("cpu")
    profile.write_text(f"{profile.read_text()}\nvariants: tour\n")
    text = document_of()
    kept = pd.read_csv(KEPT / "trials.csv", usecols=["study", "variant"])
    for study in TRAINED:
        # The kept results were made before some of these were thought of.
        known = set(kept.loc[kept["study"] == study, "variant"]) & set(STUDIES[study].tour)
        assert read_coverage(load_profile(Project.find(), "cpu"))[study].ended == known, study
        assert known
    assert "trained yet" not in text
    assert "Nothing to show" not in markdown_of("hyperparameters", "tbl-hyperparameters-dropout")
    assert "One gray channel" not in text
    assert "Shorter blocks" in text
    assert "resnet50_default" not in markdown_of("baselines", "tbl-baselines-recipes")


def test_kept_results_are_shown_though_a_study_has_gained_a_variant(document_of, monkeypatch):
    """Its table, limits and comparisons are of what was kept, and the rest is named."""
    keep_only("bymerge")
    gain_a_variant("bymerge")
    monkeypatch.setattr(studies, "studies_dir", lambda project: project.analysis_dir)
    text = document_of()
    names = {variant.name for variant in STUDIES["bymerge"].variants}
    kept = names & set(read_coverage(load_profile(Project.find(), "cpu"))["bymerge"].ended)
    assert kept
    assert f"{len(kept)} of the {len(names) + 1} variants that `cpu` has" in text
    assert "tbl-bymerge-time" in text
    assert "gained" not in markdown_of("bymerge", "tbl-bymerge-time")


def test_a_study_that_is_copied_from_another_has_its_place_in_the_documents(
    document_of, monkeypatch
):
    keep_only("layers")
    folder = Project.find().analysis_dir / "copied"
    shutil.copytree(Project.find().analysis_dir / "layers", folder)
    for file in folder.glob("*.*"):
        file.write_text(file.read_text().replace("layers", "copied"))
    monkeypatch.setattr(studies, "studies_dir", lambda project: project.analysis_dir)
    document_of()
    section = (Project.find().sections_dir / "copied" / "section.qmd").read_text()
    assert section.startswith("## A smaller DenseNet {#sec-copied}")
    planned = len(STUDIES["layers"].variants)
    assert f"`emnist-lab run copied --profile cpu` trains {planned}" in section
    built = Project.find().sections_dir.parent
    listed = (built / BODIES["_report.qmd"]).read_text()
    assert listed.index("/copied/") < listed.index("/layers/")
    assert "/copied/" not in (built / BODIES["_slides.qmd"]).read_text()


@pytest.mark.slow
def test_kept_results_are_shown_though_every_study_has_gained_a_variant(document_of, monkeypatch):
    for study in TRAINED:
        gain_a_variant(study)
    monkeypatch.setattr(studies, "studies_dir", lambda project: project.analysis_dir)
    document_of()


@pytest.mark.slow
def test_failures_are_told_where_their_study_is_shown(document_of):
    keep_only("layers")
    for record in load_records("layers", load_profile(Project.find(), "cpu"))[1:]:
        lost = {"status": "failed", "reason": "no such layer", "figures": {}}
        folder = load_profile(Project.find(), "cpu").trial_dir(
            "layers", record.variant, record.seed
        )
        write_record(folder, changed_record(record, lost))
    text = document_of()
    assert "6 of 7 trials did not complete" in text
    assert "failed (no such layer)" in text


@pytest.mark.slow
@pytest.mark.parametrize("study", TRAINED)
def test_every_study_can_be_shown_alone(document_of, study, shortened):
    if shortened and study not in SHORTENED:
        pytest.skip("two studies stand for all in .ci/run")
    keep_only(study)
    document_of()


@pytest.mark.slow
@pytest.mark.parametrize("study", TRAINED)
def test_half_of_every_study_can_be_shown(document_of, study, shortened):
    if shortened and study not in SHORTENED:
        pytest.skip("two studies stand for all in .ci/run")
    keep_only(study, half_of(study))
    document_of()


def gain_a_variant(study: str) -> None:
    """Add a variant to a study, and to its last section, as one line does."""
    with (Project.find().analysis_dir / study / "study.py").open("a") as file:
        file.write(GAINED)


def cells_of(study: str, label: str, variant: str) -> list[str]:
    """Return the cells of a variant's row."""
    lines = by_code(markdown_of(study, label)).replace("`", "").splitlines()
    (row,) = (line for line in lines if f"| {variant} |" in line)
    return [cell.strip() for cell in row.strip("|").split("|")]


def markdown_of(study: str, label: str) -> str:
    """Return what a labeled cell of a laid-out notebook shows."""
    notebook = nbformat.read(Project.find().built_notebooks_dir / f"{study}.ipynb", as_version=4)
    (cell,) = (each for each in notebook.cells if f"#| label: {label}\n" in each.source)
    return cell.outputs[0]["data"]["text/markdown"]
