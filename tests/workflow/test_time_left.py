"""The time left that is told is true: within a factor of two once a fifth of a run is behind."""

import csv
import json
import random
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from replay import Played, play, told
from study_records import PROVENANCE, STUDIES, bare_record

from emnist_lab.trials.kept_table import kept_records
from emnist_lab.trials.record import TrialRecord
from emnist_lab.workflow.costs import Cost, Costs, Work
from emnist_lab.workflow.display import elapsed_words, left_words
from emnist_lab.workflow.time_left import STUDY_S, RunningTrial, StudyLeft, seconds_left

RECORDED = Path(__file__).parents[2] / "docs" / "results-cpu"
A_FIFTH = 0.2
FIGURES = (
    "epochs",
    "train_images",
    "test_images",
    "train_time_s",
    "eval_time_s",
    "latency_ms",
)
# What is under a minute is told as such.
FINEST_S = 60.0


def recorded_trials(records: list[TrialRecord]) -> list[tuple]:
    """Return trials for `replay.play`, in the order of their studies."""
    trials = []
    for study in STUDIES:
        for record in (record for record in records if record.study == study):
            cost, figures = Cost.of_record(record), record.figures
            made = figures.epochs or 1
            # A trial with another's budget trains longer than its recipe says.
            most = max(made, record.hyperparameters.recipe.epochs)
            images, tested = figures.train_images, figures.test_images or 1
            work = Work.of(record.hyperparameters, images, most, tested)
            # Those that were interrupted took longer than their last process noted.
            as_made = replace(work, epochs=made)
            seconds = cost.seconds(as_made) if cost else record.provenance.duration_s
            trials.append((study, work, cost, made if cost else 0, seconds))
    return trials


def recorded_tour() -> list[Played]:
    """Return the trials of a tour as they went, with two workers on another machine."""
    with (Path(__file__).parent / "recorded_tour.csv").open() as table:
        rows = list(csv.DictReader(table))
    begin = min(datetime.fromisoformat(row["started"]) for row in rows)
    played = []
    for row in rows:
        limit = row["time_limit_s"]
        hyperparameters = {
            "model": row["model"],
            "options": json.loads(row["options"]),
            "image": json.loads(row["image"]),
            "latency_runs": int(row["latency_runs"]),
            "recipe": {"time_limit_s": float(limit) if limit else None},
        }
        figures = {name: float(row[name]) for name in FIGURES}
        epochs, seconds = int(row["epochs"]), float(row["duration_s"])
        made_with = {**PROVENANCE, "duration_s": seconds}
        record = bare_record(hyperparameters, figures=figures, provenance=made_with)
        cost = Cost.of_record(record)
        work = Work.of(
            record.hyperparameters,
            int(row["train_images"]),
            max(epochs, int(row["most_epochs"])),
            int(row["test_images"]),
        )
        began = (datetime.fromisoformat(row["started"]) - begin).total_seconds()
        epoch_s = figures["train_time_s"] / epochs
        played.append(Played(row["study"], work, cost, epochs, epoch_s, began, began + seconds))
    return played


def misses(moments) -> list[tuple]:
    """Return the moments after a fifth at which more than twice or less than half was told."""
    return [
        (round(share, 3), round(left), round(said))
        for share, left, said in moments
        if share >= A_FIFTH
        and said is not None
        and max(left, said) >= FINEST_S
        and not left / 2 <= said <= left * 2
    ]


@pytest.fixture(scope="module")
def records() -> list[TrialRecord]:
    return list(kept_records(RECORDED))


@pytest.mark.parametrize("workers", [2, 4])
def test_without_any_record_of_before_nothing_is_told_that_is_not_so(records, workers):
    moments = list(told(play(recorded_trials(records), workers), workers))
    assert misses(moments) == []
    # The costliest networks come last, and before one has ended nobody can tell.
    assert any(said is not None for share, _, said in moments if share < 0.85)


def test_a_tour_is_told_from_what_the_kept_run_took_on_another_machine(records):
    elsewhere = [cost for record in records if (cost := Cost.of_record(record)) is not None]
    moments = list(told(recorded_tour(), 2, elsewhere))
    assert misses(moments) == []
    assert all(said is not None for share, _, said in moments if share >= A_FIFTH)


@pytest.mark.parametrize("seed", range(5))
def test_with_records_of_another_machine_the_time_is_told_from_a_fifth_on(records, seed):
    generator = random.Random(seed)
    elsewhere = [
        another_machines(cost, generator)
        for record in records
        if (cost := Cost.of_record(record)) is not None
    ]
    moments = list(told(play(recorded_trials(records), 2), 2, elsewhere))
    assert misses(moments) == []
    assert all(said is not None for share, _, said in moments if share >= A_FIFTH)


def another_machines(cost: Cost, generator: random.Random) -> Cost:
    """Return what a trial takes on a machine three times as fast, in its better and worse hours."""
    pace = 2 ** generator.uniform(-0.5, 0.5) / 3
    return replace(cost, set_up_s=cost.set_up_s * pace / 2, image_s=cost.image_s * pace)


def unlike(model: str, image_s: float, epochs: int) -> tuple[Work, Cost]:
    traits = frozenset([model])
    work = Work(model, traits, images=1000, epochs=epochs, test_images=100, latency_runs=10)
    return work, Cost(model, traits, 5.0, image_s, 0.001, 0.01)


def test_very_unequal_trials_that_are_repeated_or_stop_early_do_not_mislead():
    generator = random.Random(3)
    trials = []
    for study in ("first", "second", "third"):
        for number in range(12):
            # Of each study's trials a third takes 200 times as long as another.
            model, image_s, epochs = (
                ("small", 0.0005, 5), ("middle", 0.005, 10), ("large", 0.05, 10)
            )[number % 3]  # fmt: skip
            work, cost = unlike(model, image_s * generator.uniform(0.8, 1.25), epochs)
            made = epochs - generator.choice([0, 0, 0, 2])
            seconds = cost.seconds(replace(work, epochs=made))
            # One in six dies halfway, and its process begins anew.
            trials.append((study, work, cost, made, seconds * generator.choice([1] * 5 + [1.5])))
    moments = list(told(play(trials, 2), 2))
    assert misses(moments) == []
    assert all(said is not None for share, _, said in moments if share >= A_FIFTH)


def test_nothing_is_told_before_a_trial_of_each_kind_is_known():
    small, cost = unlike("small", 0.001, 5)
    large, _ = unlike("large", 0.05, 5)
    costs = Costs()
    for _ in range(5):
        costs.add(small, cost)
    assert seconds_left([StudyLeft(waiting=(small,))], costs, 1, 1) == pytest.approx(STUDY_S + 10.2)
    assert seconds_left([StudyLeft(waiting=(small, large))], costs, 1, 1) is None
    # One that is under way tells by its epochs.
    under_way = RunningTrial(large, 120.0, epochs_done=2, epoch_s=50.0, since_epoch_s=10.0)
    left = [StudyLeft(running=(under_way,), waiting=(small,))]
    assert seconds_left(left, costs, 2, 1) == pytest.approx(STUDY_S + 140.0)


def test_workers_and_studies_that_run_side_by_side_share_the_time():
    work, cost = unlike("small", 0.02, 5)
    costs = Costs()
    for _ in range(3):
        costs.add(work, cost)
    one = cost.seconds(work)
    studies = [StudyLeft(waiting=(work,) * 4)] * 2
    assert seconds_left(studies, costs, 1, 1) == pytest.approx(8 * one + 2 * STUDY_S)
    assert seconds_left(studies, costs, 2, 1) == pytest.approx(4 * one + 2 * STUDY_S)
    assert seconds_left(studies, costs, 2, 2) == pytest.approx(2 * one + STUDY_S)


def test_a_time_limit_bounds_a_training():
    work, cost = unlike("small", 1.0, 5)
    assert cost.seconds(replace(work, limit_s=30.0)) == pytest.approx(35.2)


def test_time_is_told_no_finer_than_it_is_known():
    assert left_words(None) == "estimating the time left"
    assert left_words(12.0) == "less than a minute left"
    assert left_words(200.0) == "about 3 min left"
    assert left_words(4 * 3600.0) == "about 4.0 h left"
    assert elapsed_words(75.0) == "1:15"
    assert elapsed_words(3675.0) == "1:01:15"
