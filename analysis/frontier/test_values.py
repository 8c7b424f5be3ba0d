"""What documents quote of the Pareto front follows the figures, and is fair to the source."""

from dataclasses import replace

import pandas as pd
import pytest
from study_records import Outcome, found_in, write_trials

from analysis.frontier.study import REFERENCE, STUDY
from analysis.frontier.values import own_values, passing_pair, recipe_values, timed_summary
from emnist_lab.config import Variant
from emnist_lab.recipe import Augmentation, Recipe
from emnist_lab.reporting.study_values import section_values
from emnist_lab.trials.draws import Draws, write_draws
from emnist_lab.trials.interleaved import INTERLEAVED_TIMES
from emnist_lab.trials.records import study_records
from emnist_lab.trials.table import results_frame

TEMPLATE = "analysis/frontier/_sentences.qmd"
SLOW = Outcome(validation=0.86, accuracy=0.85, latency_ms=3.0)
LOST = Outcome(status="failed", reason="out of memory")


@pytest.fixture
def values(project, tiny_profile):
    """Return a function that gives the values of the study with some outcomes."""

    def of(**outcomes: Outcome) -> dict:
        usual = {"fine_base": SLOW, "fine_transferred": SLOW, "layer_4_1": SLOW}
        outcomes = usual | outcomes
        write_trials(STUDY, tiny_profile, **outcomes)
        results = results_frame(study_records(STUDY, tiny_profile))
        timed = timed_summary(results, tiny_profile)
        found = found_in(STUDY, tiny_profile, passing_pair(timed), **outcomes)
        found = replace(found, summary=timed)
        return section_values(found) | own_values(found, tiny_profile)

    return of


@pytest.fixture
def passes(values, say):
    """Return a function that gives what passes the source's choice: values, and what is said."""

    def of(**outcomes: Outcome) -> tuple[dict, str]:
        found = values(**outcomes)
        return found["passes"], say(TEMPLATE, "passes", found)

    return of


def test_a_faster_model_that_reads_more_passes(passes):
    found, says = passes(compact=Outcome(validation=0.9, accuracy=0.89, latency_ms=0.6))
    assert (found["first"]["name"], found["second"]["name"]) == ("compact", "layer_4_1")
    assert (found["verdict"], found["family"]) == ("better", "frontier")
    assert found["difference"] == pytest.approx(0.04)
    assert found["time"]["share"] == pytest.approx(0.2)
    assert "validation chooses `compact`" in says
    assert "4.0 points more than `layer_4_1`" in says
    assert "20.0\u00a0% of its time" in says
    assert "It passes `layer_4_1`" in says


def test_interleaved_times_are_told_where_there_are_any(values, tiny_profile, say):
    compact = Outcome(validation=0.9, accuracy=0.89, latency_ms=1.5)
    values(compact=compact)
    trials = results_frame(study_records(STUDY, tiny_profile)).set_index("variant")
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
    found = values(compact=compact)
    assert found["here"]["compact"]["first"]["latency_ms"] == pytest.approx(1.35)
    assert found["passes"]["time"]["share"] == pytest.approx(0.3)
    says = say("report/_sentences.qmd", "compared", found["here"]["compact"])
    assert "1.35\u00a0ms an image" in says
    says = say(TEMPLATE, "passes", found)
    assert "takes 1.35\u00a0ms for one image" in says
    assert "30.0\u00a0% of its time when the two are timed interleaved (95 % interval 30.0" in says
    assert "50.0" not in says


def test_times_of_the_training_have_no_interval(passes):
    found, says = passes(compact=Outcome(validation=0.9, accuracy=0.89, latency_ms=0.6))
    assert not found["time"]["interleaved"]
    assert "interleaved" not in says


def test_a_difference_within_noise_passes_nothing(passes):
    found, says = passes(compact=Outcome(validation=0.9, accuracy=0.851, latency_ms=0.6))
    assert found["verdict"] == "within noise"
    assert "within noise" in says
    assert "passes" not in says


def test_a_worse_model_is_called_that(passes):
    found, says = passes(compact=Outcome(validation=0.9, accuracy=0.7, latency_ms=0.6))
    assert found["verdict"] == "worse"
    assert "nothing here passes `layer_4_1`" in says


def test_a_model_that_saw_more_data_proves_nothing(passes):
    helped = Outcome(validation=0.99, accuracy=0.99, latency_ms=0.1)
    own = Outcome(validation=0.85, accuracy=0.5, latency_ms=0.6)
    found, says = passes(compact=own, fine_transferred=helped)
    assert found["first"]["name"] == "compact"
    assert "validation chooses `compact`" in says


def test_a_lost_reference_is_said(passes):
    found, says = passes(layer_4_1=LOST)
    assert found is None
    assert "did not complete" in says


def test_a_contrast_that_lacks_a_model_says_whom_and_why(values, say):
    pair = values(compact_mixed=LOST)["here"]["mixing"]
    assert (pair["verdict"], pair["lost"]) == ("not comparable", ["compact_mixed"])
    says = say("report/_sentences.qmd", "compared", pair)
    assert "cannot be compared: `compact_mixed` did not complete here." in says


def test_the_search_says_what_it_drew(values, tiny_profile, say):
    nothing = values()
    assert nothing["search"]["drawn"] == 0
    assert say(TEMPLATE, "search", nothing).strip() == "The search drew nothing."
    drawn = tuple(Variant(name=name, change="", model="compact") for name in ("a_e1", "b_e1"))
    write_draws(STUDY, tiny_profile, Draws(drawn, complete=True))
    found = values(b_e1=Outcome(validation=0.9))
    assert found["search"] == {
        "drawn": 2,
        "rungs": [{"epochs": 4, "variants": 2}],
        "best": "b_e1",
    }
    says = say(TEMPLATE, "search", found)
    assert "2 drawn variants: 2 for 4 epochs" in says
    assert "puts `b_e1` first" in says


def test_what_passes_may_have_been_drawn(values, tiny_profile):
    drawn = (Variant(name="a_e1", change="", model="compact"),)
    write_draws(STUDY, tiny_profile, Draws(drawn, complete=True))
    passing = values(a_e1=Outcome(validation=0.95, accuracy=0.9, latency_ms=0.5))["passes"]
    assert (passing["first"]["name"], passing["second"]["name"]) == ("a_e1", REFERENCE.name)
    assert (passing["verdict"], passing["family"]) == ("better", "frontier")


def test_a_recipe_says_what_becomes_of_its_images(say):
    moves = Augmentation(rotation=15, elastic=0.02)
    values = recipe_values(Recipe(weight_decay=0.05, augmentation=moves, plain_share=0.15))
    assert (values["weight_decay"], values["label_smoothing"]) == (0.05, None)
    assert say(TEMPLATE, "recipe", values).strip() == (
        "In figures: adam with weight decay 0.05. Training images are turned by up to 15 degrees "
        "and bent by some 2.0 % of the side. The last 15.0 % of the epochs see them as they are."
    ).replace(" %", "\u00a0%")
