"""What documents quote of learning rates and of the collapse follows the figures."""

import pandas as pd
import pytest
from study_records import Outcome, found_in

from analysis.hyperparameters.study import STUDY
from analysis.hyperparameters.values import collapse_values, published_collapse, rate_values
from emnist_lab.evidence.section import SectionResults

TEMPLATE = "analysis/hyperparameters/_sentences.qmd"
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
    def with_outcomes(**outcomes: Outcome) -> SectionResults:
        return found_in(STUDY, tiny_profile, **outcomes).sections["brightness"]

    return with_outcomes


@pytest.fixture
def sentence(say):
    """Return a function that fills the macro of one value."""
    return lambda name, values: say(TEMPLATE, name, {name: values})


def test_collapsed_way_is_named_with_what_it_learned(experiment, sentence):
    found = experiment(
        brightness_stretched_to_255=Outcome(accuracy=0.022, validation=0.02),
        brightness_within_range=Outcome(accuracy=0.79),
    )
    values = collapse_values(found, HISTORIES, 47)
    (collapsed,) = values["collapsed"]
    assert (collapsed["name"], collapsed["training"]) == ("brightness_stretched_to_255", 0.71)
    assert values["learned"]
    says = sentence("collapse", values)
    assert "near chance (below 6.4\u00a0%, 3 times the share of one class) with" in says
    assert "`brightness_stretched_to_255` (in the last epoch 71.0\u00a0%" in says
    assert "It does not with `brightness_within_range` (79.0\u00a0%)" in says


def test_nothing_is_said_of_ways_where_the_network_learned_nothing_anyway(experiment, sentence):
    values = collapse_values(experiment(brightness_unchanged=Outcome(accuracy=0.03)), HISTORIES, 47)
    assert not values["learned"]
    assert "this run cannot tell" in sentence("collapse", values)


@pytest.mark.parametrize("name", ["brightness_unchanged", "brightness_within_range"])
def test_a_way_that_did_not_complete_is_not_called_collapsed(experiment, sentence, name):
    lost = Outcome(status="failed", reason="out of memory")
    values = collapse_values(experiment(**{name: lost}), HISTORIES, 47)
    assert values["collapsed"] == []
    assert name not in [variant["name"] for variant in values["unharmed"]]
    assert "near chance (below" in sentence("collapse", values) or values["learned"]


def test_no_collapse_is_said_to_be_none(experiment, sentence):
    values = collapse_values(experiment(), HISTORIES, 47)
    assert values["collapsed"] == []
    assert "It ends" not in sentence("collapse", values)


def test_sources_collapse_stands_beside_a_guess(sentence):
    published = pd.DataFrame(
        {"variant": ["aug_4", "aug_5"], "test_acc": [0.89, 0.0273], "val_loss": [0.29, 5.11]}
    )
    values = published_collapse(published, 47)
    assert (values["variant"], values["chance"]) == ("aug_5", 1 / 47)
    says = sentence("published_collapse", values)
    assert "`aug_5` reads 2.7\u00a0%" in says
    assert "loss of 5.11" in says
    assert "2.1\u00a0% at a loss of 3.85" in says


@pytest.fixture
def published_rates() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "variant": ["a", "b", "c", "d"],
            "batch_size": 2048,
            "learning_rate": [0.01, 0.001, 0.01, 0.001],
            "optimizer": ["adam", "adam", "nadam", "nadam"],
            "val_acc": [0.9, 0.8, 0.9, 0.8],
        }
    )


def test_preferred_rates_are_counted_by_batch(published_rates, sentence):
    results = pd.DataFrame({"variant": list("abcd"), "val_acc": [0.5, 0.6, 0.7, 0.6]})
    values = rate_values(results.assign(val_images=18_800), published_rates)
    assert values == [
        {
            "batch": 2048,
            "here": [{"rate": 0.01, "optimizers": 1}, {"rate": 0.001, "optimizers": 1}],
            "source": [{"rate": 0.01, "optimizers": 2}],
            "unsure": 0,
            "images": 18_800,
        }
    ]
    assert sentence("rates", values).strip() == (
        "At batch 2,048, validation here prefers a learning rate of 0.01 for 1 of 2 optimizers and "
        "0.001 for 1; in the source it prefers 0.01 for 2 of 2 optimizers."
    )


def test_an_optimizer_with_one_rate_prefers_none(published_rates, sentence):
    results = pd.DataFrame({"variant": ["a", "d"], "val_acc": [0.5, 0.6], "val_images": 100})
    (of_batch,) = values = rate_values(results, published_rates)
    assert of_batch["here"] == []
    assert "no optimizer is trained at two rates here" in sentence("rates", values)


def test_preferences_within_the_noise_of_validation_are_called_ties(published_rates, sentence):
    results = pd.DataFrame({"variant": list("abcd"), "val_acc": [0.5, 0.55, 0.6, 0.6]})
    (of_batch,) = values = rate_values(results.assign(val_images=109), published_rates)
    assert of_batch["here"] == [{"rate": 0.001, "optimizers": 1}], "equal rates prefer none"
    assert of_batch["unsure"] == 2
    assert "(2 optimizers tie within the noise of 109 validation images)" in sentence(
        "rates", values
    )
