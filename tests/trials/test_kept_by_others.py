"""Kept results of others are shown, or refused in one message before anything is laid out."""

import contextlib
import gzip
import json
import lzma
import shutil
import warnings

import numpy as np
import pandas as pd
import pytest
from changed_results import HOSTILE, change_field, change_one_value, every_field
from click.testing import CliRunner
from finished_project import STUDY, finish_project
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emnist_lab.cli import main
from emnist_lab.datasets.load import load_split
from emnist_lab.errors import EmnistLabError
from emnist_lab.profile import load_profile
from emnist_lab.project import Project
from emnist_lab.trials.interleaved import INTERLEAVED_TIMES
from emnist_lab.trials.kept import keep_results
from emnist_lab.trials.kept_table import LARGEST_TABLE
from emnist_lab.trials.records import load_records
from emnist_lab.trials.restore import restore_results

OUTSIDE = ["../../x", "/tmp/x", "../quick/layers", "..", "", "a/b", ".hidden", "x\n", "x\x1b[2J"]


@pytest.fixture
def kept(project, tmp_path, only_studies):
    """Return a folder of kept results that somebody sent, and a project without any."""
    only_studies(STUDY)
    finish_project(project, tmp_path / "emnist")
    profile = load_profile(Project.find(), "tiny")
    times = [{"network": "a3f0", "turn": 0, "latency_ms": 1.25}]
    INTERLEAVED_TIMES.write("layers", profile, pd.DataFrame(times))
    keep_results(profile, tmp_path / "emnist", tmp_path / "kept")
    shutil.rmtree(profile.runs_dir)
    return tmp_path / "kept"


def tree(folder) -> dict:
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def change_table(file, column, value, row=0):
    frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    frame.loc[row, column] = value
    frame.to_csv(file, index=False)


def refused(kept) -> str:
    """Return what is said of kept results that are refused, of which nothing was written."""
    before = tree(kept.parent)
    done = CliRunner().invoke(main, ["render", "--kept", str(kept)])
    assert done.exit_code == 1
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert tree(kept.parent) == before
    assert "\x1b" not in done.output
    return done.output


@pytest.mark.parametrize("column", ["study", "variant"])
def test_a_name_that_leads_elsewhere_is_refused(kept, column):
    for name in OUTSIDE:
        for file in kept.glob("*.csv*"):
            frame = pd.read_csv(file, dtype=str, keep_default_na=False)
            if column in frame and len(frame):
                change_table(file, column, name)
        assert column in refused(kept)


def test_a_record_of_another_profile_is_not_overwritten(kept):
    profile = load_profile(Project.find(), "tiny")
    quick = profile.model_copy(update={"name": "quick"}).trial_dir("layers", "layer_4_1", 0)
    quick.mkdir(parents=True)
    (quick / "record.json").write_text("trained here")
    change_table(kept / "trials.csv", "study", "../quick/layers")
    refused(kept)
    assert (quick / "record.json").read_text() == "trained here"


def test_the_profile_is_one_of_the_project(kept):
    content = json.loads((kept / "splits.json").read_text())
    for name in ("..", "/tmp", "tiny/..", "../analysis/profiles/tiny", "", "no"):
        (kept / "splits.json").write_text(json.dumps(content | {"profile": name}))
        assert "profile" in refused(kept)


def test_trials_that_the_project_does_not_know_are_named_and_the_others_shown(kept):
    change_table(kept / "trials.csv", "variant", "renamed_since")
    change_table(kept / "trials.csv", "study", "dropped_since", row=1)
    said = []
    profile = restore_results(Project.find(), kept, said.append)
    assert [record.variant for record in load_records("layers", profile)] == ["diverges"]
    assert "dropped_since layer_4_2, layers renamed_since" in said[0]
    assert not profile.study_dir("dropped_since").exists()


def test_a_kept_folder_is_never_the_project_that_shows_it(kept, project, monkeypatch):
    for name in ("pyproject.toml", "_quarto.yml", "analysis"):
        place = project / name
        (shutil.copytree if place.is_dir() else shutil.copy)(place, kept / name)
    (kept / "Snakefile").write_text("open('PWN', 'w')")
    (kept / "analysis" / "layers" / "study.py").write_text("open('PWN', 'w')")
    monkeypatch.delenv("EMNIST_LAB_ROOT")
    monkeypatch.chdir(kept)
    with pytest.raises(EmnistLabError, match="not inside an emnist_lab project"):
        Project.find()
    done = CliRunner().invoke(main, ["render", "--kept", "."])
    assert "not inside an emnist_lab project" in done.output
    assert not list(kept.rglob("PWN"))


def test_a_table_that_unpacks_to_more_than_any_is_refused(kept, monkeypatch):
    monkeypatch.setattr("emnist_lab.trials.kept_table.LARGEST_TABLE", LARGEST_TABLE // 100)
    for name in ("predictions.csv.xz", "histories.csv", "gradients.csv.gz"):
        whole = (kept / name).read_bytes()
        pack = {".xz": lzma.compress, ".gz": gzip.compress}.get((kept / name).suffix, bytes)
        (kept / name).write_bytes(pack(b"study\n" + b"0\n" * (LARGEST_TABLE // 100)))
        assert "larger than" in refused(kept)
        (kept / name).write_bytes(whole)


def test_counts_of_more_images_than_there_are_make_no_room_for_them(kept):
    content = json.loads((kept / "splits.json").read_text())
    split = content["datasets"]["emnist"]["splits"]["balanced"]
    split["train_counts"][0] = 10**15
    (kept / "splits.json").write_text(json.dumps(content))
    with pytest.raises(EmnistLabError, match="more than the 112,800 images"):
        load_split("balanced", kept)


FEW = settings(
    max_examples=30,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize("name", ["splits.json", "trials.csv", "histories.csv", "*"])
@FEW
@given(drawn=st.data())
def test_any_value_changed_is_read_or_refused_in_one_message(kept, tmp_path, name, drawn):
    read_with_changed_value(kept, tmp_path, name, drawn)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@settings(FEW, max_examples=1000)
@given(drawn=st.data())
def test_a_thousand_values_changed_are_read_or_refused_in_one_message(kept, tmp_path, drawn):
    read_with_changed_value(kept, tmp_path, "*", drawn)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_every_field_changed_in_turn_is_read_or_refused_in_one_message(kept, tmp_path):
    fields = [(file, *field) for file in sorted(kept.glob("*.*")) for field in every_field(file)]
    assert len({file for file, *_ in fields}) >= 5
    assert len(fields) > 100
    for number, field in enumerate(fields):
        value = HOSTILE[number % len(HOSTILE)]
        read_changed(kept, tmp_path, lambda field=field, value=value: change_field(*field, value))


def read_with_changed_value(kept, tmp_path, name, drawn):
    """Change a field that is drawn of a file, and read all."""

    def draw(some):
        return drawn.draw(st.sampled_from(some))

    files = sorted(kept.glob(name if name != "*" else "*.*"))
    read_changed(kept, tmp_path, lambda: change_one_value(draw(files), draw))


def read_changed(kept, tmp_path, change):
    """Read all after a change, and put everything back."""
    project = Project.find()
    whole = tree(kept)
    before = {path: content for path, content in tree(tmp_path).items() if kept not in path.parents}
    try:
        change()
        with contextlib.suppress(EmnistLabError), warnings.catch_warnings():
            warnings.simplefilter("error")
            profile = restore_results(project, kept, str)
            split = load_split("balanced", kept)
            assert np.all(split.test_labels < len(split.classes))
            load_records("layers", profile)
        runs = project.all_runs_dir / "tiny" / "layers"
        assert {
            path: content
            for path, content in tree(tmp_path).items()
            if kept not in path.parents and runs not in path.parents
        } == before
    finally:
        shutil.rmtree(project.all_runs_dir, ignore_errors=True)
        for path, content in whole.items():
            path.write_bytes(content)
