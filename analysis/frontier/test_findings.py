"""What is said of the Pareto front follows the figures, and is fair to the source's choice."""

import pandas as pd
import pytest
from study_records import Outcome, write_trials

from analysis.frontier.findings import (
    findings as findings_of,
)
from analysis.frontier.findings import (
    front_finding,
    recipe_in_words,
)
from analysis.frontier.study import STUDY
from emnist_lab.config import Variant
from emnist_lab.evidence.section import study_results
from emnist_lab.recipe import Augmentation, Recipe
from emnist_lab.trials.draws import Draws, write_draws
from emnist_lab.trials.interleaved import INTERLEAVED_TIMES
from emnist_lab.trials.records import load_records
from emnist_lab.trials.table import results_frame

SLOW = Outcome(validation=0.86, accuracy=0.85, latency_ms=3.0)


@pytest.fixture
def findings(project, tiny_profile):
    def of(**outcomes: Outcome) -> dict[str, str]:
        usual = {"fine_base": SLOW, "fine_transferred": SLOW, "layer_4_1": SLOW}
        write_trials(STUDY, tiny_profile, **{**usual, **outcomes})
        results = results_frame(load_records("frontier", tiny_profile))
        return findings_of(study_results(STUDY, tiny_profile, results), tiny_profile)

    return of


def test_a_faster_model_that_reads_more_passes(findings):
    says = findings(compact=Outcome(validation=0.9, accuracy=0.89, latency_ms=0.6))["passes"]
    assert "validation chooses `compact`" in says
    assert "4.0 points more than `layer_4_1`" in says
    assert "20.0\u00a0% of its time" in says
    assert "It passes `layer_4_1`" in says


def test_interleaved_times_are_told_where_there_are_any(findings, tiny_profile):
    compact = Outcome(validation=0.9, accuracy=0.89, latency_ms=1.5)
    findings(compact=compact)
    trials = results_frame(load_records("frontier", tiny_profile)).set_index("variant")
    latencies = {"compact": [0.9, 1.8], "layer_4_1": [3.0, 6.0]}
    times = pd.DataFrame(
        [
            (trials.loc[name, "network"], number, latency)
            for name, taken in latencies.items()
            for number, latency in enumerate(taken)
        ],
        columns=INTERLEAVED_TIMES.columns,
    )
    INTERLEAVED_TIMES.write("frontier", tiny_profile, times)
    says = findings(compact=compact)
    assert "1.35\u00a0ms an image" in says["compact"]
    says = says["passes"]
    assert "30.0\u00a0% of its time timed interleaved" in says
    assert "50.0" not in says


def test_a_difference_within_noise_passes_nothing(findings):
    says = findings(compact=Outcome(validation=0.9, accuracy=0.851, latency_ms=0.6))["passes"]
    assert "within noise" in says
    assert "passes" not in says


def test_a_worse_model_is_called_that(findings):
    says = findings(compact=Outcome(validation=0.9, accuracy=0.7, latency_ms=0.6))["passes"]
    assert "nothing here passes `layer_4_1`" in says


def test_a_model_that_saw_more_data_proves_nothing(findings):
    helped = Outcome(validation=0.99, accuracy=0.99, latency_ms=0.1)
    own = Outcome(validation=0.85, accuracy=0.5, latency_ms=0.6)
    says = findings(compact=own, fine_transferred=helped)["passes"]
    assert "validation chooses `compact`" in says


def test_a_lost_reference_is_said(findings):
    assert "did not complete" in findings(layer_4_1=Outcome(status="failed", reason="x"))["passes"]


def test_the_search_says_what_it_drew(findings, tiny_profile):
    assert findings()["search"] == "The search drew nothing."
    drawn = tuple(Variant(name=name, change="", model="compact") for name in ("a_e1", "b_e1"))
    write_draws(STUDY, tiny_profile, Draws(drawn, complete=True))
    says = findings(b_e1=Outcome(validation=0.9))["search"]
    assert "2 drawn variants: 2 for 4 epochs" in says
    assert "puts `b_e1` first" in says


def test_the_front_is_named_fastest_first():
    summary = pd.DataFrame(
        {"val_acc": [0.9, 0.8, 0.7], "latency_ms": [2.0, 1.0, 3.0]}, index=["good", "fast", "old"]
    )
    says = front_finding(summary, "old")
    assert says.startswith("On the Pareto front, fastest first: `fast` and `good`.")
    assert "`old` is not" in says


def test_a_recipe_says_what_becomes_of_its_images():
    moves = Augmentation(rotation=15, elastic=0.02)
    recipe = Recipe(weight_decay=0.05, augmentation=moves, plain_share=0.15)
    assert recipe_in_words(recipe) == (
        "In figures: adam with weight decay 0.05. Training images are turned by up to 15 degrees "
        "and bent by some 2.0 % of the side. The last 15.0 % of the epochs see them as they are."
    ).replace(" %", "\u00a0%")
