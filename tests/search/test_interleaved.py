"""Networks are timed interleaved in a process of their own, once, as long as they stay the same."""

import pandas as pd
import pytest
from study_records import bare_record, changed_record

from emnist_lab.datasets.kept import kept_digest
from emnist_lab.errors import EmnistLabError
from emnist_lab.profile import load_profile
from emnist_lab.project import Project
from emnist_lab.recipe import ImageForm
from emnist_lab.search import interleaved
from emnist_lab.search.interleaved import interleaved_times
from emnist_lab.trials.record import TrialRecord

PROFILE = """
description: for tests
validation_fraction: 0.25
max_epochs: 1
seeds: [0]
latency_runs: 30
"""
FORM = ImageForm(side=32, channels=1, fit="pad").model_dump(mode="json")


def record(model: str, status: str = "completed", **options) -> TrialRecord:
    chosen = {"model": model, "options": options, "image": FORM, "split": "digits", "task": "all"}
    code = {f"emnist_lab.models.{model}": "1", "emnist_lab.training.fit": "1"}
    return bare_record(chosen, status=status, code=code)


@pytest.fixture
def profile(project):
    Project.find().profile_file("tiny").parent.mkdir(parents=True, exist_ok=True)
    Project.find().profile_file("tiny").write_text(PROFILE)
    return load_profile(Project.find(), "tiny")


@pytest.fixture
def records() -> list[TrialRecord]:
    """Return the trials of two networks, one of them twice, and of one that diverged."""
    names = ("lenet5_old", "lenet5_new", "lenet5_new")
    return [*map(record, names), record("vgg16", "diverged")]


def test_completed_networks_are_timed_in_every_turn_until_one_is_another(
    profile, records, monkeypatch
):
    times = interleaved_times("frontier", profile, records, 10)
    old, new = records[0].network, records[1].network
    assert times.groupby("network").size().to_dict() == {old: 3, new: 3}
    assert set(times["turn"]) == {0, 1, 2}
    assert (times["latency_ms"] > 0).all()
    monkeypatch.setattr(
        interleaved, "_time_in_own_process", lambda *args: pytest.fail("timed anew")
    )
    pd.testing.assert_frame_equal(interleaved_times("frontier", profile, records, 10), times)
    with pytest.raises(pytest.fail.Exception, match="timed anew"):
        interleaved_times("frontier", profile, [*records, record("compact")], 10)


def test_a_network_is_another_with_other_options_or_code_but_not_with_another_training():
    plain = record("compact")
    assert record("compact", width=8).network != plain.network
    changed = changed_record(plain, {"code/emnist_lab.models.compact": "2"})
    assert changed.network != plain.network
    trained_otherwise = changed_record(plain, {"code/emnist_lab.training.fit": "2"})
    assert trained_otherwise.network == plain.network


def test_kept_results_are_not_timed_on_the_readers_machine(profile, records):
    kept = [changed_record(each, {"data": kept_digest("images")}) for each in records]
    assert interleaved_times("frontier", profile, kept, 10).empty


def test_a_network_that_cannot_be_built_is_named(profile):
    with pytest.raises(EmnistLabError, match=r"could not be timed(.|\n)*no option 'depth'"):
        interleaved_times("frontier", profile, [record("compact", depth=3)], 10)
