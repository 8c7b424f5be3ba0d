"""What is said of the candidates, and that it follows the records."""

import pandas as pd
import pytest
from study_records import Outcome, readings, study_outcomes

from analysis.candidates.findings import (
    base_finding,
    contradiction_finding,
    gradient_finding,
    learning_finding,
    momentum_finding,
    ranking_finding,
)
from analysis.candidates.ranking import catalog_ranking, contradicted_columns
from emnist_lab.evidence.comparison import compare_pairs, study_pairs
from emnist_lab.evidence.published import published_figures
from emnist_lab.evidence.summary import variant_summary
from emnist_lab.trials.table import results_frame

NAMES = ["learns", "diverges", "fails"]


@pytest.fixture
def catalog() -> pd.DataFrame:
    return published_figures("candidates/catalog")


@pytest.fixture
def ranking(catalog) -> pd.DataFrame:
    return catalog_ranking(catalog, published_figures("candidates/ranking"))


@pytest.fixture
def compared(tiny_study, tiny_profile):
    """Return a function that gives the summary and the tested pairs of some outcomes."""

    def compare(**outcomes: Outcome) -> tuple[pd.DataFrame, pd.DataFrame]:
        results = results_frame(study_outcomes(tiny_study, tiny_profile, **outcomes))
        completed = results[results["status"] == "completed"].set_index("variant")["test_acc"]
        predictions = {name: [readings(accuracy)] for name, accuracy in completed.items()}
        return variant_summary(results), compare_pairs(
            predictions, study_pairs(tiny_study, results)
        )

    return compare


def gradient_rows(**medians: float) -> pd.DataFrame:
    summary = pd.DataFrame({"median": medians})
    ratio = summary["median"] / summary["median"].get("learner", float("nan"))
    return summary.assign(ratio=ratio, vanishes=ratio < 0.1, input=0.0005, output=0.1)


def test_ranking_names_the_leaders_and_how_far_the_source_agrees(catalog, ranking):
    sentence = ranking_finding(catalog, ranking)
    assert "Of the 28 models, 14 have all three figures" in sentence
    assert "EfficientNetB2 (2.755), EfficientNetB1 (2.750) and EfficientNetB3 (2.741)" in sentence
    assert "13 of the source's 14 scores" in sentence


def test_both_contradictions_are_pointed_out_with_their_cause_and_effect(catalog, ranking):
    columns = contradicted_columns(catalog, published_figures("candidates/normalized"))
    sentence = contradiction_finding(ranking, columns)
    assert "In 2 places" in sentence
    assert "SENet 0.92 where its own figures give 0.90" in sentence
    assert "EfficientNetB3 0.90 where its own figures give 0.92" in sentence
    assert "each has the other's figure" in sentence
    assert "EfficientNetB3's score is 2.71 in place of 2.74" in sentence


def test_a_source_that_follows_from_itself_is_said_to(catalog, ranking):
    right = contradicted_columns(catalog, published_figures("candidates/normalized")).iloc[:0]
    assert "follow from its catalog" in contradiction_finding(ranking, right)


def test_guessing_is_told_from_learning(compared):
    summary, _ = compared(fails=Outcome(accuracy=0.025), diverges=Outcome(accuracy=0.021))
    sentence = learning_finding(summary, NAMES, 47)
    assert "Guessing reads 2.1\u00a0%" in sentence
    assert "2 of 3 cannot be told from that: `diverges` and `fails`." in sentence
    assert "More than that reads `learns` (80.0\u00a0%)." in sentence


def test_a_round_without_a_completed_trial_is_called_so(compared):
    lost = Outcome(status="diverged", reason="a loss was no number")
    summary, _ = compared(fails=lost)
    assert learning_finding(summary, ["fails"], 47) == "None of `fails` completed."


def test_all_that_learn_are_counted(compared):
    summary, _ = compared()
    assert "All 3 read more" in learning_finding(summary, NAMES, 47)


def test_vanishing_gradients_are_told_from_others():
    sentence = gradient_finding(gradient_rows(learner=0.5, faint=0.005, like=0.4), "learner")
    assert "of `learner` over its layers and first steps is 0.5" in sentence
    assert (
        "vanishing gradients, has `faint` (0.005, 100 times less), with 200 times less" in sentence
    )
    assert "No such thing is seen in `like`" in sentence
    assert "another reason" in sentence


def test_larger_gradients_do_not_vanish():
    sentence = gradient_finding(gradient_rows(learner=0.5, steep=5.0), "learner")
    assert "vanishing" not in sentence
    assert "`steep` (5)" in sentence


def test_gradients_that_nobody_noted_are_said_to_be_missing():
    assert "were not noted" in gradient_finding(pd.DataFrame(), "learner")


def test_slow_statistics_show_in_validation_alone(compared):
    summary, comparison = compared(fails=Outcome(accuracy=0.02, validation=0.02))
    epochs = {"seed": 0, "epoch": [0, 1]}
    histories = pd.concat(
        [
            pd.DataFrame(
                {
                    "variant": name,
                    **epochs,
                    "accuracy": [0.2, 0.6],
                    "val_accuracy": [0.1, validation],
                }
            )
            for name, validation in (("learns", 0.55), ("fails", 0.02))
        ]
    )
    sentence = momentum_finding(summary, comparison, histories, ("learns", "fails"))
    assert "`fails` reads 60.0\u00a0% of the training images and 2.0\u00a0%" in sentence
    assert "`learns` 60.0\u00a0% and 55.0\u00a0%" in sentence
    assert "differ beyond chance" in sentence


def test_pair_without_epochs_is_not_compared(compared):
    sentence = momentum_finding(*compared(), pd.DataFrame(), ("learns", "fails"))
    assert "did not both finish an epoch" in sentence


def test_base_is_chosen_by_validation_and_only_tested_on_test_images(compared):
    sentence = base_finding(
        *compared(
            learns=Outcome(validation=0.9, accuracy=0.8),
            diverges=Outcome(validation=0.8, accuracy=0.6),
            fails=Outcome(validation=0.7, accuracy=0.95),
        ),
        NAMES,
    )
    assert "validation chooses `learns` (90.0\u00a0%)" in sentence
    assert "`diverges` is worse beyond chance and `fails` is better beyond chance" in sentence


def test_base_within_noise_is_called_so(compared):
    sentence = base_finding(*compared(learns=Outcome(validation=0.9, accuracy=0.801)), NAMES)
    assert "`diverges` and `fails` are within noise of it" in sentence


def test_base_needs_two_networks(compared):
    lost = Outcome(status="diverged", reason="a loss was no number")
    assert "Fewer than two" in base_finding(*compared(diverges=lost, fails=lost), NAMES)
