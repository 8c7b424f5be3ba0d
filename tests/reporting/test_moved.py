"""What moved since earlier results is told beside the numbers and on a page of its own."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from finished_project import STUDY, finish_project
from study_records import changed_record

from emnist_lab.claim import Claim, Contest
from emnist_lab.errors import EmnistLabError
from emnist_lab.evidence.section import study_results
from emnist_lab.profile import load_profile
from emnist_lab.project import Project
from emnist_lab.reporting.parts import BODIES
from emnist_lab.reporting.prepare import prepare_documents
from emnist_lab.reporting.study_values import leave_values
from emnist_lab.search.run import run_study
from emnist_lab.training.predictions import Predictions, read_predictions, write_predictions
from emnist_lab.trials.freshness import write_stamp
from emnist_lab.trials.records import read_record, write_record
from emnist_lab.workflow.earlier_results import earlier_results

REPORT = Path(__file__).parents[2] / "report"
CLAIM = Claim(
    name="second",
    says="The second reads more",
    where="page 1",
    contests=(Contest(better=("layer_4_2",), worse=("layer_4_1",)),),
)


@pytest.fixture
def before(project, tmp_path, only_studies):
    """Return the folder of what a run left, which a second run has yet to follow."""
    only_studies(STUDY.model_copy(update={"claims": (CLAIM,)}))
    finish_project(project, tmp_path / "emnist")
    # Neither network still learned: which is ahead says something.
    for variant, eval_time_s in (("layer_4_1", 1.0), ("layer_4_2", 1.5)):
        figures = {"figures/best_epoch": 1, "figures/eval_time_s": eval_time_s}
        _change(_folder(variant), figures)
    _leave(tmp_path)
    shutil.copyfile(REPORT / "_moved.qmd", project / "report" / "_moved.qmd")
    return shutil.copytree(load_profile(Project.find(), "tiny").runs_dir, tmp_path / "before")


def _folder(variant: str) -> Path:
    return load_profile(Project.find(), "tiny").trial_dir("layers", variant, 0)


def _change(folder: Path, changes: dict) -> None:
    write_record(folder, changed_record(read_record(folder), changes))


def _leave(tmp_path: Path) -> None:
    profile, data = load_profile(Project.find(), "tiny"), tmp_path / "emnist"
    run = run_study("layers", "tiny", data)
    leave_values(run, study_results(run.study, profile, run.results))
    write_stamp(run.study, profile, data)


def _read_instead(variant: str, right: np.ndarray, validation: float) -> None:
    """Have a network read other images, and validation see it so."""
    folder = _folder(variant)
    old = read_predictions(folder)
    predicted = np.where(right, old.true, (old.true + 1) % 4).astype(np.uint8)
    second = np.where(right, (old.true + 1) % 4, old.true).astype(np.uint8)
    new = Predictions(old.true, predicted, second, old.p_true, old.p_predicted)
    write_predictions(folder, new)
    figures = {"figures/test_acc": float(right.mean()), "figures/val_acc": validation}
    _change(folder, figures)


def _prepared(tmp_path: Path, place: Path) -> tuple[str, str]:
    """Return the page of what moved, and the study's section."""
    project, profile = Project.find(), load_profile(Project.find(), "tiny")
    _leave(tmp_path)
    with earlier_results(str(place), profile) as earlier:
        prepare_documents(profile, tmp_path / "emnist", earlier=earlier)
    page = (project.sections_dir.parent / BODIES["_moved.qmd"]).read_text()
    return page, (project.sections_dir / "layers" / "section.qmd").read_text()


def test_a_better_model_moves_beyond_chance_and_turns_verdict_choice_and_claim(before, tmp_path):
    _read_instead("layer_4_2", np.arange(40) < 39, validation=0.95)
    page, section = _prepared(tmp_path, before)
    assert "1 test accuracy moved, 1 of them beyond chance. 1 verdict and 1 claim turned" in page
    row = next(line for line in page.splitlines() if "+27.5" in line)
    assert "| 70.0\u00a0% | 97.5\u00a0% | +27.5 |" in row
    assert "**better, beyond chance**" in row
    assert "unpaired" not in row
    assert re.search("validation chooses .*layer_4_2.* now; then it chose .*layer_4_1", page)
    claimed = next(line for line in page.splitlines() if "The second reads more" in line)
    assert claimed.startswith("| layers | The second reads more | can\\'t tell | holds |")
    assert re.search(r'\[97.5\xa0%\]\{\.value [^}]* was="75.0\xa0%, beyond chance"\}', section)


def test_noise_moves_numbers_and_turns_nothing(before, tmp_path):
    # Two images more and one less of forty.
    right = np.arange(40) < 30
    right[[0, 31, 32]] = [False, True, True]
    _read_instead("layer_4_1", right, validation=0.75)
    page, section = _prepared(tmp_path, before)
    assert "1 test accuracy moved, 0 of them beyond chance. 0 verdicts and 0 claims turned" in page
    assert "| within noise |" in page
    assert "beyond chance**" not in page
    assert re.search(r'\[77.5\xa0%\]\{\.value [^}]* was="75.0\xa0%, within noise"\}', section)


def test_nothing_is_marked_where_nothing_moved(before, tmp_path):
    page, section = _prepared(tmp_path, before)
    assert "0 test accuracies moved" in page
    assert "both sides have the same trials" in page
    assert "was=" not in section


def test_what_reads_other_images_is_told_to_be_tested_unpaired(before, tmp_path):
    _read_instead("layer_4_2", np.arange(40) < 39, validation=0.95)
    for file in (before / "layers" / "trials").rglob("predictions.npz"):
        file.unlink()
    page, _ = _prepared(tmp_path, before)
    assert "**better, beyond chance**, unpaired" in page


def test_trials_and_parameters_that_changed_are_listed(before, tmp_path):
    shutil.rmtree(before / "layers" / "trials" / "layer_4_2-seed0")
    _change(before / "layers" / "trials" / "layer_4_1-seed0", {"hyperparameters/recipe/epochs": 7})
    page, _ = _prepared(tmp_path, before)
    assert "New: `layers/layer_4_2-seed0`." in page
    assert "| `layers layer_4_1 seed 0` | `recipe.epochs` | 7 | 2 |" in page


def test_a_time_is_judged_by_how_far_times_of_one_network_move(before, tmp_path):
    _change(_folder("layer_4_1"), {"figures/latency_ms": 90.0})
    page, _ = _prepared(tmp_path, before)
    row = next(line for line in page.splitlines() if "| 90.0\u00a0ms |" in line)
    assert row.endswith("further than times move |")


def test_names_and_sentences_of_others_are_text(before, tmp_path):
    file = before / "layers" / "values.json"
    left = json.loads(file.read_text())
    left["values"]["choice"]["name"] = "<script>alert(1)</script>"
    left["values"]["claims"][0]["verdict"] = "{{< include /etc/passwd >}}"
    file.write_text(json.dumps(left))
    page, _ = _prepared(tmp_path, before)
    assert "`<script>alert(1)</script>`" in page
    assert "{{< include" not in page


@pytest.mark.parametrize(
    "values",
    ["[]", "{", '{"values": 3}', '{"values": {"claims": [3]}, "comparisons": []}', "[" * 9999],
)
def test_values_that_cannot_be_read_are_refused_with_one_message(before, tmp_path, values):
    (before / "layers" / "values.json").write_text(values)
    with pytest.raises(EmnistLabError, match="what the notebook of layers left cannot be read"):
        _prepared(tmp_path, before)
