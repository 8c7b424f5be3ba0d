"""What is said of learning rates and of the collapse follows the figures."""

import pandas as pd
import pytest
from study_records import Outcome, study_outcomes

from analysis.hyperparameters.findings import (
    collapse_finding,
    published_collapse,
    rates_finding,
)
from analysis.hyperparameters.study import STUDY
from emnist_lab.evidence.section import section_results
from emnist_lab.trials.table import results_frame

HISTORIES = pd.DataFrame(
    {
        "variant": ["brightness_stretched_to_255"] * 2,
        "seed": [0, 0],
        "epoch": [0, 1],
        "accuracy": [0.2, 0.71],
    }
)


@pytest.fixture
def experiment(project, tiny_profile):
    def with_outcomes(**outcomes: Outcome):
        results = results_frame(study_outcomes(STUDY, tiny_profile, **outcomes))
        return section_results(STUDY.section("brightness"), tiny_profile, results)

    return with_outcomes


def test_collapsed_way_is_named_with_what_it_learned(experiment):
    found = experiment(
        brightness_stretched_to_255=Outcome(accuracy=0.022, validation=0.02),
        brightness_within_range=Outcome(accuracy=0.79),
    )
    sentence = collapse_finding(found, HISTORIES, 47)
    assert "near chance (below 6.4\u00a0%, 3 times the share of one class) with" in sentence
    assert "`brightness_stretched_to_255` (in the last epoch 71.0\u00a0%" in sentence
    assert "It does not with `brightness_within_range` (79.0\u00a0%)" in sentence


def test_nothing_is_said_of_ways_where_the_network_learned_nothing_anyway(experiment):
    found = experiment(brightness_unchanged=Outcome(accuracy=0.03))
    assert "this run cannot tell" in collapse_finding(found, HISTORIES, 47)


def test_no_collapse_is_said_to_be_none(experiment):
    assert "It ends" not in collapse_finding(experiment(), HISTORIES, 47)


def test_sources_collapse_stands_beside_a_guess():
    published = pd.DataFrame(
        {"variant": ["aug_4", "aug_5"], "test_acc": [0.89, 0.0273], "val_loss": [0.29, 5.11]}
    )
    sentence = published_collapse(published, 47)
    assert "`aug_5` reads 2.7\u00a0%" in sentence
    assert "loss of 5.11" in sentence
    assert "2.1\u00a0% at a loss of 3.85" in sentence


def test_preferred_rates_are_counted_by_batch():
    published = pd.DataFrame(
        {
            "variant": ["a", "b", "c", "d"],
            "batch_size": 2048,
            "learning_rate": [0.01, 0.001, 0.01, 0.001],
            "optimizer": ["adam", "adam", "nadam", "nadam"],
            "val_acc": [0.9, 0.8, 0.9, 0.8],
        }
    )
    results = pd.DataFrame({"variant": list("abcd"), "val_acc": [0.5, 0.6, 0.7, 0.6]})
    assert rates_finding(results, published) == (
        "At batch 2,048, validation here prefers a learning rate of 0.01 for 1 of 2 optimizers and "
        "0.001 for 1; in the source it prefers 0.01 for 2 of 2 optimizers."
    )
