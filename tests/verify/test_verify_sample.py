"""Trials trained again must give every figure that is not a time to the last bit."""

import shutil
from pathlib import Path

import pytest
from finished_project import PROFILE, STUDY, finish_project, write_idx
from study_records import changed_record

from emnist_lab.datasets.load import load_split
from emnist_lab.profile import load_profile
from emnist_lab.project import Project
from emnist_lab.studies import find_study
from emnist_lab.trials.plan import plan_trials
from emnist_lab.trials.record import TrialRecord
from emnist_lab.trials.records import read_record, write_record
from emnist_lab.verify import sample
from emnist_lab.verify.sample import check_sample, train_again


@pytest.fixture
def plans(project, tmp_path, monkeypatch, only_studies):
    """Return the plans of a finished study; training again repeats its records."""
    only_studies(STUDY)
    plans = finish_project(project, tmp_path / "emnist")
    records = {plan.name: read_record(plan.folder) for plan in plans}
    for name, record in records.items():
        records[name] = changed_record(record, {"figures/train_time_s": 1e6})
    monkeypatch.setattr(sample, "train_again", lambda plan, data_dir: records[plan.name])
    return plans, records


def test_equal_figures_hold_whatever_their_times(plans):
    check = check_sample(plans[0], 3, 0, None)
    assert check.findings == ()
    assert check.looked_at.startswith("3 of 3 trials trained again (seed 0): layers ")


def test_the_seed_decides_which_trials_are_trained(plans):
    chosen = {check_sample(plans[0], 1, seed, None).looked_at.split(": ")[1] for seed in range(9)}
    again = check_sample(plans[0], 1, 4, None).looked_at
    assert again == check_sample(plans[0], 1, 4, None).looked_at
    assert len(chosen) > 1


def test_the_last_bit_of_a_figure_is_compared(plans):
    recorded = read_record(plans[0][0].folder).figures.val_loss
    name = "layer_4_1-seed0"
    last_bit = {"figures/val_loss": recorded * (1 + 2**-52)}
    plans[1][name] = changed_record(plans[1][name], last_bit)
    (finding,) = check_sample(plans[0], 3, 0, None).findings
    assert finding.file == plans[0][0].folder / "record.json"
    assert finding.what.startswith("val_loss trained again (recorded with another device")
    assert finding.found == recorded


def test_a_training_that_leaves_no_record_is_named_with_its_last_words(plans):
    plans[1]["layer_4_2-seed0"] = "out of memory"
    (finding,) = check_sample(plans[0], 3, 0, None).findings
    assert finding.found == "out of memory"


@pytest.mark.slow
def test_a_real_trial_trained_again_is_the_same_to_the_last_bit(project, tmp_path):
    data = tmp_path / "emnist"
    write_idx(data)
    # The command that trains it again is a process of its own, which finds studies there alone.
    shutil.copytree(
        Path(__file__).parents[2] / "analysis", project / "analysis", dirs_exist_ok=True
    )
    Project.find().profile_file("tiny").write_text(PROFILE)
    split = load_split("balanced", data)
    plans = plan_trials(
        find_study(Project.find(), "baselines"),
        load_profile(Project.find(), "tiny"),
        {"balanced": split.digest},
    )
    plan = next(plan for plan in plans if plan.variant.name == "lenet5_new")
    assert train_again(plan, data).status == "completed"
    check = check_sample(plans, 1, 0, data)
    assert "lenet5_new-seed0" in check.looked_at
    assert check.findings == ()


def out_of_time(plan, **figures) -> TrialRecord:
    figures = {"out_of_time": True, "train_time_s": 9.0, **figures}
    changes = {f"figures/{name}": value for name, value in figures.items()}
    changes["hyperparameters/recipe/time_limit_s"] = 10
    return changed_record(read_record(plan.folder), changes)


def test_a_trial_that_ran_out_of_time_need_not_end_where_it_did(plans):
    plan = plans[0][0]
    write_record(plan.folder, out_of_time(plan, val_loss=0.5, steps=5))
    plans[1][plan.name] = out_of_time(plan, val_loss=0.7, test_acc=0.1, steps=7)
    assert check_sample([plan], 1, 0, None).findings == ()


def test_a_trial_that_ran_out_of_time_keeps_its_limit_and_its_model(plans):
    plan = plans[0][0]
    write_record(plan.folder, out_of_time(plan))
    plans[1][plan.name] = out_of_time(plan, train_time_s=11.0, parameters=7)
    late, other = check_sample([plan], 1, 0, None).findings
    assert (late.expected, late.found) == ("at most 10.0", 11.0)
    assert other.what.startswith("parameters trained again")
