"""The Pareto front compares models by times that were taken side by side."""

from dataclasses import replace

import pandas as pd
import pytest
from study_records import Outcome, changed_record, write_trials

from analysis.frontier import front
from analysis.frontier.front import timed_front
from emnist_lab.config import Study, Variant
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.search.run import StudyRun
from emnist_lab.trials.interleaved import INTERLEAVED_TIMES
from emnist_lab.trials.records import load_records, read_record, write_record
from emnist_lab.trials.table import results_frame

SMALL = Variant(name="small", change="", model="compact", options={"width": 8})
MIXED = SMALL.model_copy(
    update={"name": "mixed", "recipe": SMALL.recipe.model_copy(update={"learning_rate": 0.003})}
)
LARGE = SMALL.model_copy(update={"name": "large", "options": {"width": 64}})
OLD = SMALL.model_copy(update={"name": "old", "options": {"width": 4}})
# By the times that trials took by themselves, `small` is fast and `mixed`, the same network, slow.
ALONE = {
    "small": Outcome(validation=0.8, latency_ms=1.0),
    "mixed": Outcome(validation=0.85, latency_ms=5.0),
    "large": Outcome(validation=0.82, latency_ms=4.0),
}
INTERLEAVED = {"small": 1.2, "mixed": 1.2, "large": 4.8, "old": 1.3}


@pytest.fixture
def timed(monkeypatch) -> list[set[str]]:
    """Let networks take the times above, and note which variants were timed together."""
    rounds = []

    def interleaved_times(study, profile, records, classes):
        rounds.append({record.variant for record in records})
        rows = {record.network: INTERLEAVED[record.variant] for record in records}
        return pd.DataFrame(
            [(n, 0, ms) for n, ms in rows.items()], columns=INTERLEAVED_TIMES.columns
        )

    monkeypatch.setattr(front, "interleaved_times", interleaved_times)
    return rounds


@pytest.fixture
def run(project, only_studies, tiny_profile, tiny_split, timed) -> StudyRun:
    study = Study(dataset=EMNIST, name="x", title="", question="", variants=(SMALL, MIXED, LARGE))
    only_studies(study)
    write_trials(study, tiny_profile, **ALONE)
    results = results_frame(load_records("x", tiny_profile))
    split = replace(tiny_split, digest="digest")
    return StudyRun(study, tiny_profile, split, [], results, pd.DataFrame(), pd.DataFrame())


def test_models_of_one_network_are_told_apart_by_accuracy_alone(run):
    found = timed_front(run, "large")
    assert list(found.front.index) == ["mixed"]
    assert found.summary["latency_ms"].to_dict() == {"mixed": 1.2, "large": 4.8, "small": 1.2}
    assert found.shares.loc["mixed", "share"] == 0.25
    assert found.reference == "large"


def test_what_comes_to_the_front_by_another_time_is_timed_as_well(
    run, only_studies, tiny_profile, timed
):
    other = Study(dataset=EMNIST, name="y", title="", question="", variants=(OLD,))
    only_studies(run.study, other)
    # Slower than `small` by their own times, faster than that one's interleaved time.
    write_trials(other, tiny_profile, old=Outcome(validation=0.7, latency_ms=1.1))
    found = timed_front(run, "large")
    assert timed == [{"small", "mixed", "large"}, {"small", "mixed", "large", "old"}]
    assert list(found.front.index) == ["mixed"], "interleaved it is slower than `small` again"


def test_what_had_fewer_images_than_the_reference_is_not_on_the_front(run, tiny_profile):
    folder = tiny_profile.trial_dir("x", "mixed", 0)
    write_record(folder, changed_record(read_record(folder), {"figures/train_images": 900}))
    found = timed_front(run, "large")
    assert list(found.front.index) == ["small", "large"]
    assert found.apart == ["mixed"]


def test_the_rounds_decide_which_of_two_networks_is_faster(
    run, only_studies, tiny_profile, monkeypatch
):
    # By its own median `small` is faster, beside the reference in each round `old` is.
    by_round = {"small": [1.0, 3.0, 2.0], "old": [0.9, 2.9, 2.1], "large": [4.0, 12.0, 8.0]}
    monkeypatch.setattr(
        front,
        "interleaved_times",
        lambda study, profile, records, classes: pd.DataFrame(
            [
                (record.network, number, latency)
                for record in {record.network: record for record in records}.values()
                for number, latency in enumerate(by_round.get(record.variant, by_round["small"]))
            ],
            columns=INTERLEAVED_TIMES.columns,
        ),
    )
    other = Study(dataset=EMNIST, name="y", title="", question="", variants=(OLD,))
    only_studies(run.study, other)
    write_trials(other, tiny_profile, old=Outcome(validation=0.86, latency_ms=0.9))
    found = timed_front(run, "large")
    assert found.summary["latency_ms"].loc[["small", "old"]].to_dict() == {"small": 2, "old": 2.1}
    assert list(found.front.index) == ["old"]
    assert found.rivals["old"] == ["mixed"], "three rounds and 333 validation images tell little"
