"""What `diff` shows of two sets of records, and what it leaves out."""

import json
import subprocess

import pandas as pd
import pytest
from click.testing import CliRunner
from study_records import changed_record, study_outcomes

from emnist_lab.cli import main
from emnist_lab.errors import EmnistLabError
from emnist_lab.evidence.difference import compare_records, difference_lines
from emnist_lab.trials.record import TrialRecord
from emnist_lab.trials.records import write_record
from emnist_lab.trials.table import results_frame


@pytest.fixture
def records(tiny_study, tiny_profile):
    return study_outcomes(tiny_study, tiny_profile)


@pytest.fixture
def folder(tiny_profile, project):
    """Return a function that writes records as a profile's run leaves them."""

    def write(name: str, records: list[TrialRecord]) -> str:
        profile = tiny_profile.model_copy(update={"name": name})
        for record in records:
            trial = profile.trial_dir(record.study, record.variant, record.seed)
            write_record(trial, record)
        return str(profile.runs_dir)

    return write


@pytest.fixture
def changed(records):
    """Return the records with another accuracy, time and learning rate in the first."""
    changes = {
        "figures/test_acc": 0.9,
        "figures/train_time_s": 1.0,
        "figures/latency_ms": 77.0,
        "hyperparameters/recipe/learning_rate": 0.1,
    }
    return [changed_record(records[0], changes), *records[1:]]


def test_equal_records_show_nothing_but_the_count(folder, records):
    difference = compare_records(folder("a", records), folder("b", records))
    assert difference_lines(difference) == ["trials on both sides: 3, differing: 0; times left out"]


def test_parameters_and_figures_that_differ_are_shown_and_times_are_not(folder, records, changed):
    lines = difference_lines(compare_records(folder("a", records), folder("b", changed)))
    assert lines[1:] == [
        "",
        "layers learns seed 0, parameters",
        "  recipe.learning_rate       0.003 -> 0.1",
        "",
        "layers learns seed 0, figures",
        "  test_acc                   80.00% (77.4% to 82.4%, 1,000 images) -> "
        "90.00% (88.0% to 91.7%, 1,000 images)  beyond noise (p < 0.001)",
    ]


def test_a_small_difference_is_called_noise(folder, records, changed):
    changed[0] = changed_record(changed[0], {"figures/test_acc": 0.81})
    difference = compare_records(folder("a", records), folder("b", changed))
    (change,) = difference.by_trial["layers learns seed 0"].figures
    assert change.certainty == "within noise (p = 0.572)"


def test_a_parameter_changed_alike_in_every_trial_is_shown_once(folder, records):
    longer = [changed_record(each, {"hyperparameters/recipe/epochs": 9}) for each in records]
    difference = compare_records(folder("a", records), folder("b", longer))
    assert [str(change).split() for change in difference.in_every_trial] == [
        ["recipe.epochs", "2", "->", "9"]
    ]
    assert difference.by_trial == {}


def test_a_trial_that_failed_on_one_side_shows_its_reason(folder, records):
    outcome = {"status": "failed", "reason": "out of memory", "figures": {}}
    failed = [records[0], changed_record(records[1], outcome), *records[2:]]
    difference = compare_records(folder("a", records), folder("b", failed))
    changes = {
        change.name: change for change in difference.by_trial["layers diverges seed 0"].figures
    }
    assert changes["status"].after == "failed"
    assert changes["reason"].after == "out of memory"
    assert (changes["test_acc"].before, changes["test_acc"].after) == ("0.8", "null")


def test_trials_on_one_side_only_are_listed(folder, records):
    lines = difference_lines(compare_records(folder("a", records[:2]), folder("b", records[1:])))
    assert lines[1:] == [
        "",
        "only in the first",
        "  layers learns seed 0",
        "",
        "only in the second",
        "  layers fails seed 0",
    ]


def test_revisions_of_an_export_are_compared(project, folder, records, changed, monkeypatch):
    monkeypatch.chdir(project)
    export = project / "docs" / "results-tiny" / "layers.csv"
    export.parent.mkdir(parents=True)
    git("init", "-q")
    for version in (records, changed):
        results_frame(version).to_csv(export, index=False)
        git("add", "docs")
        git("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "Results")
    between = compare_records("HEAD~1:docs/results-tiny", "HEAD:docs/results-tiny")
    (name,) = between.by_trial
    changes = between.by_trial[name]
    shown = [change.name for change in (*changes.parameters, *changes.figures)]
    assert (name, shown) == ("layers learns seed 0", ["recipe.learning_rate", "test_acc"])
    assert compare_records("HEAD:docs/results-tiny", folder("b", changed)).by_trial == {}


def test_a_place_without_records_says_what_to_name(project, tmp_path):
    (tmp_path / "empty").mkdir()
    pd.DataFrame({"epoch": [1]}).to_csv(tmp_path / "history.csv")
    for place, problem in (
        (tmp_path / "empty", "holds no records"),
        (tmp_path / "nothing", "no such folder or file"),
        (tmp_path / "history.csv", "no record of a trial"),
    ):
        with pytest.raises(EmnistLabError, match=problem):
            compare_records(str(place), str(place))


def test_the_command_prints_the_difference(folder, records, changed):
    answer = CliRunner().invoke(main, ["diff", folder("a", records), folder("b", changed)])
    assert answer.exit_code == 0
    assert "beyond noise" in answer.output


def test_an_export_that_says_nonsense_is_compared_as_it_stands(tmp_path):
    rows = {"study": "x", "variant": "y", "seed": 0}
    figures = [{"test_acc": 0.5, "test_images": 0}, {"test_acc": 7, "test_images": 10}]
    figures += [{"test_acc": 0.4}, {"test_acc": 0.1, "test_images": -3}, {"test_acc": 1e999}]
    for number, found in enumerate(figures):
        pd.DataFrame([rows | found]).to_csv(tmp_path / f"{number}.csv", index=False)
    for before in range(len(figures)):
        for after in range(len(figures)):
            places = [str(tmp_path / f"{number}.csv") for number in (before, after)]
            assert difference_lines(compare_records(*places))


def test_what_never_ends_is_no_record(folder, records, tmp_path):
    endless = tmp_path / "endless"
    endless.mkdir()
    (endless / "record.json").symlink_to("/dev/zero")
    for place in (str(endless), "/dev/zero"):
        with pytest.raises(EmnistLabError, match="holds no records"):
            compare_records(place, folder("a", records))


@pytest.mark.parametrize("revision", ["--output=PWN", "-p", "--upload-pack=touch PWN", "--help"])
def test_a_place_is_never_an_option_of_git(project, monkeypatch, revision):
    monkeypatch.chdir(project)
    git("init", "-q")
    with pytest.raises(EmnistLabError, match="git ls-tree"):
        compare_records(f"{revision}:runs", f"{revision}:runs")
    assert not list(project.rglob("PWN"))


def test_no_record_steers_the_terminal(tmp_path, records, folder):
    hostile = json.loads(records[0].model_dump_json(exclude_unset=True)) | {
        "reason": "\x1b]0;PWN\x07"
    }
    (tmp_path / "record.json").write_text(json.dumps(hostile))
    lines = difference_lines(compare_records(str(tmp_path), folder("a", records)))
    assert any("\\x1b]0;PWN" in line for line in lines)
    assert not any("\x1b" in line for line in lines)


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True)
