"""Kept results come back as they were, without models and images, and mix with none trained."""

import shutil

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from finished_project import STUDY, finish_project
from study_records import changed_record

from emnist_lab.cli import main
from emnist_lab.datasets.load import load_split
from emnist_lab.errors import EmnistLabError
from emnist_lab.evidence.difference import compare_records, difference_lines
from emnist_lab.profile import load_profile
from emnist_lab.project import Project
from emnist_lab.search import run as run_module
from emnist_lab.training.history import read_history
from emnist_lab.training.predictions import read_predictions
from emnist_lab.trials.freshness import study_status
from emnist_lab.trials.interleaved import INTERLEAVED_TIMES
from emnist_lab.trials.kept import keep_results
from emnist_lab.trials.overlaps import OVERLAPS, study_overlaps
from emnist_lab.trials.records import load_records
from emnist_lab.trials.restore import restore_results
from emnist_lab.trials.table import results_frame


@pytest.fixture
def plans(project, tmp_path, only_studies):
    only_studies(STUDY)
    return finish_project(project, tmp_path / "emnist")


@pytest.fixture
def kept(plans, tmp_path):
    """Return a folder of kept results, and take away all else."""
    assert keep_results(
        load_profile(Project.find(), "tiny"), tmp_path / "emnist", tmp_path / "kept"
    ) == len(plans)
    shutil.move(load_profile(Project.find(), "tiny").runs_dir, tmp_path / "before")
    return tmp_path / "kept"


def test_every_record_comes_back_but_for_the_data_it_stands_on(tiny_profile, plans, kept, tmp_path):
    before = tmp_path / "before" / "layers" / "trials"
    other = tiny_profile.model_copy(update={"name": "other"})
    shutil.copytree(before, other.trials_dir("layers"))
    restore_results(Project.find(), kept)
    came_back = load_records("layers", tiny_profile)
    written = load_records("layers", other)
    assert came_back == [changed_record(each, {"data": f"kept:{each.data}"}) for each in written]


def test_histories_and_predictions_come_back(plans, kept, tmp_path):
    restore_results(Project.find(), kept)
    name = plans[0].name
    folder, before = plans[0].folder, tmp_path / "before" / "layers" / "trials" / name
    pd.testing.assert_frame_equal(read_history(folder), read_history(before))
    ours, theirs = read_predictions(folder), read_predictions(before)
    for part in ("true", "predicted", "second", "p_predicted"):
        np.testing.assert_array_equal(getattr(ours, part), getattr(theirs, part))
    right = theirs.correct
    np.testing.assert_allclose(ours.p_true[right], theirs.p_true[right], rtol=1e-2)
    assert np.isnan(ours.p_true[~right]).all()
    assert not (folder / "model.keras").exists()


def test_tables_are_kept_for_readers(kept):
    table = (kept / "tables" / "accuracy.md").read_text()
    assert "| layer_4_1 | 0.750 |" in table
    trials = pd.read_csv(kept / "trials.csv")
    assert list(trials["variant"]) == ["layer_4_1", "layer_4_2", "diverges"]


def test_keeping_the_same_results_again_changes_no_byte(kept, tmp_path):
    shutil.move(tmp_path / "before", load_profile(Project.find(), "tiny").runs_dir)
    keep_results(load_profile(Project.find(), "tiny"), tmp_path / "emnist", tmp_path / "again")
    for file in (file for file in kept.rglob("*") if file.is_file()):
        assert file.read_bytes() == (tmp_path / "again" / file.relative_to(kept)).read_bytes()


def test_restored_results_are_shown_without_training_whatever_the_code_became(
    tiny_profile, plans, kept, monkeypatch
):
    profile = restore_results(Project.find(), kept)
    monkeypatch.setattr("emnist_lab.trials.plan.code_digests", lambda *roots: {"all": "new"})
    monkeypatch.setattr(run_module, "search_in_processes", lambda *args: pytest.fail("trained"))
    run = run_module.run_study("layers", "tiny", kept)
    expected = results_frame(load_records("layers", tiny_profile))
    assert list(run.results["test_acc"].dropna()) == list(expected["test_acc"].dropna()) != []
    status = study_status(STUDY, profile, kept)
    assert (status.done, status.total) == (3, 3)


def test_they_are_stale_where_the_images_are_at_hand(plans, kept, tmp_path):
    profile = restore_results(Project.find(), kept)
    status = study_status(STUDY, profile, tmp_path / "emnist")
    assert status.done == 0
    assert any("the data changed" in reason for reason in status.reasons)


def test_trained_trials_are_never_overwritten(kept, tmp_path):
    shutil.move(tmp_path / "before", load_profile(Project.find(), "tiny").runs_dir)
    with pytest.raises(EmnistLabError, match="move"):
        restore_results(Project.find(), kept)
    shutil.rmtree(load_profile(Project.find(), "tiny").runs_dir)
    restore_results(Project.find(), kept)
    # A second time takes the place of the first.
    (
        load_profile(Project.find(), "tiny").trials_dir("layers")
        / "layer_4_1-seed0"
        / "structure.csv"
    ).touch()
    restore_results(Project.find(), kept)
    assert not list(load_profile(Project.find(), "tiny").runs_dir.rglob("structure.csv"))


def test_interleaved_times_come_back(plans, tmp_path):
    times = pd.DataFrame([{"network": "a3f0", "turn": 0, "latency_ms": 1.25}])
    profile = load_profile(Project.find(), "tiny")
    INTERLEAVED_TIMES.write("layers", profile, times)
    keep_results(profile, tmp_path / "emnist", tmp_path / "kept")
    shutil.move(load_profile(Project.find(), "tiny").runs_dir, tmp_path / "before")
    restore_results(Project.find(), tmp_path / "kept")
    pd.testing.assert_frame_equal(INTERLEAVED_TIMES.read("layers", profile), times)


def test_overlaps_come_back_where_the_images_do_not(plans, tmp_path):
    counted = {"split": "bymerge", "left_out": 5, "train_images": 90, "test_images": 20}
    overlaps = pd.DataFrame([{**counted, "in_both": 3}])
    profile = load_profile(Project.find(), "tiny")
    OVERLAPS.write("layers", profile, overlaps)
    kept = tmp_path / "kept"
    keep_results(profile, tmp_path / "emnist", kept)
    shutil.move(load_profile(Project.find(), "tiny").runs_dir, tmp_path / "before")
    restore_results(Project.find(), kept)
    splits = {"balanced": load_split("balanced", kept)}
    pd.testing.assert_frame_equal(study_overlaps(STUDY, profile, splits), overlaps)


def test_a_folder_that_lost_a_table_is_refused_before_anything_is_laid_out(kept):
    (kept / "predictions.csv.xz").unlink()
    with pytest.raises(EmnistLabError, match=r"lacks predictions\.csv\.xz"):
        restore_results(Project.find(), kept)
    assert not load_profile(Project.find(), "tiny").runs_dir.exists()


def test_what_is_not_fresh_is_not_kept(plans, tmp_path):
    load_profile(Project.find(), "tiny").executed_notebook("layers").unlink()
    with pytest.raises(EmnistLabError, match="layers is partial: its notebook was never run"):
        keep_results(load_profile(Project.find(), "tiny"), tmp_path / "emnist", tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_they_differ_in_nothing_from_the_records_they_were_made_of(plans, kept, tmp_path):
    difference = compare_records(str(kept), str(tmp_path / "before"))
    (line,) = difference_lines(difference)
    assert line == f"trials on both sides: {len(plans)}, differing: 0; times left out"


def test_kept_results_are_not_kept_again(kept, tmp_path):
    profile = restore_results(Project.find(), kept)
    with pytest.raises(EmnistLabError, match="not the images"):
        keep_results(profile, kept, tmp_path / "again")


def test_command_line_names_what_it_kept_and_refuses_another_folder(plans, tmp_path):
    arguments = ["--profile", "tiny", "--data-dir", str(tmp_path / "emnist")]
    done = CliRunner().invoke(main, ["keep", str(tmp_path / "kept"), *arguments])
    assert done.output.splitlines() == [
        f"3 trials kept in {tmp_path / 'kept'}",
        "no weights kept: no trained network is one that a page can run",
    ]
    refused = CliRunner().invoke(main, ["render", "--kept", str(tmp_path / "emnist")])
    assert refused.exit_code == 1
    assert "holds no kept results" in refused.output


def test_kept_results_are_neither_verified_nor_trained_on(kept):
    restore_results(Project.find(), kept)
    refused = CliRunner().invoke(main, ["verify", "--profile", "tiny", "--data-dir", str(kept)])
    assert "not the images" in refused.output
    refused = CliRunner().invoke(
        main, ["train", "layers", "layer_4_1", "--profile", "tiny", "--data-dir", str(kept)]
    )
    # Its record is at hand; whatever has none needs the images.
    assert refused.exit_code == 0
    assert load_split("balanced", kept).origin.has_images is False
