"""What documents quote of the candidates follows the records, and their sentences say it."""

import pandas as pd
import pytest
from study_records import Outcome, found_in

from analysis.candidates.ranking import catalog_ranking, contradicted_columns
from analysis.candidates.values import (
    base_values,
    contradiction_values,
    gradient_values,
    learning_values,
    momentum_values,
    ranking_values,
    step_cost_values,
)
from emnist_lab.evidence.published import published_figures
from emnist_lab.evidence.section import SectionResults

NAMES = ["learns", "diverges", "fails"]
LOST = Outcome(status="diverged", reason="a loss was no number")
TEMPLATE = "analysis/candidates/_sentences.qmd"


@pytest.fixture
def catalog() -> pd.DataFrame:
    return published_figures("candidates/catalog")


@pytest.fixture
def ranking(catalog) -> pd.DataFrame:
    return catalog_ranking(catalog, published_figures("candidates/ranking"))


@pytest.fixture
def found(project, tiny_study, tiny_profile):
    """Return a function that gives what a study with some outcomes shows."""
    contrast = {"other": ("fails", "diverges")}
    study = tiny_study.model_copy(update={"contrasts": contrast})

    def of(**outcomes: Outcome) -> SectionResults:
        return found_in(study, tiny_profile, **outcomes)

    return of


@pytest.fixture
def sentence(say):
    """Return a function that fills the macro of one value."""
    return lambda name, values, *other: say(TEMPLATE, name, {name: values}, *other)


def gradient_rows(**medians: float) -> pd.DataFrame:
    summary = pd.DataFrame({"median": medians})
    ratio = summary["median"] / summary["median"].get("learner", float("nan"))
    return summary.assign(ratio=ratio, vanishes=ratio < 0.1, input=0.0005, output=0.1)


def last_epochs(**validation: float) -> pd.DataFrame:
    return pd.concat(
        pd.DataFrame(
            {
                "variant": name,
                "seed": 0,
                "epoch": [0, 1],
                "accuracy": [0.2, 0.6],
                "val_accuracy": [0.1, last],
            }
        )
        for name, last in validation.items()
    )


def test_ranking_names_the_leaders_and_how_far_the_source_agrees(catalog, ranking, say):
    says = say(TEMPLATE, "leaders", {"ranking": ranking_values(catalog, ranking)})
    assert "Of the 28 models, 14 have all three figures" in says
    assert "EfficientNetB2 (2.755), EfficientNetB1 (2.750) and EfficientNetB3 (2.741)" in says
    assert "6 of the source's 14 scores agree with these to half a hundredth, 12 to" in says
    assert "farthest off is that of EfficientNetB3, 2.71 in place of 2.74." in says


def test_figures_that_contradict_the_catalog_are_counted_and_the_exchanged_named(catalog, sentence):
    normalized = published_figures("candidates/normalized")
    values = contradiction_values(normalized, contradicted_columns(catalog, normalized))
    assert [one["model"] for one in values["exchanged"]] == ["SENet", "EfficientNetB3"]
    says = sentence("contradiction", values)
    assert "prints 78 normalized figures. 15 of them are zeros" in says
    assert "of the other 63, 14 do not follow from the catalog within rounding." in says
    assert "SENet (0.92 in place of 0.90) and EfficientNetB3 (0.90 in place of 0.92)" in says


def test_a_source_that_exchanged_nothing_is_not_said_to(catalog, sentence):
    normalized = published_figures("candidates/normalized")
    none = contradicted_columns(catalog, normalized).iloc[:0]
    values = contradiction_values(normalized, none)
    assert (values["wrong"], values["exchanged"]) == (0, [])
    assert "each the other's" not in sentence("contradiction", values)


def test_guessing_is_told_from_learning(found, sentence):
    shown = found(fails=Outcome(accuracy=0.025), diverges=Outcome(accuracy=0.021))
    values = learning_values(shown, NAMES, 47)
    assert values["failed"] == ["diverges", "fails"]
    assert [variant["name"] for variant in values["read"]] == ["learns"]
    says = sentence("learning", values)
    assert "Guessing reads 2.1\u00a0%" in says
    assert "2 of 3 cannot be told from that: `diverges` and `fails`." in says
    assert "More than that reads `learns` (80.0\u00a0%)." in says


def test_a_round_without_a_completed_trial_is_called_so(found, sentence):
    values = learning_values(found(fails=LOST), ["fails"], 47)
    assert (values["failed"], values["read"]) == ([], [])
    assert sentence("learning", values).strip() == "None of `fails` completed."


def test_all_that_learn_are_counted(found, sentence):
    assert "All 3 read more" in sentence("learning", learning_values(found(), NAMES, 47))


def test_vanishing_gradients_are_told_from_others(sentence):
    rows = gradient_rows(learner=0.5, faint=0.005, like=0.4)
    values = gradient_values(rows, "learner")
    (faint,), (like,) = values["vanishing"], values["others"]
    assert (faint["name"], faint["less"], faint["drop"]) == ("faint", pytest.approx(100), 200)
    assert like["name"] == "like"
    says = sentence("gradients", values)
    assert "of `learner` over its layers and first steps is 0.5" in says
    assert "vanishing gradients, has `faint` (0.005, 100 times less), with 200 times less" in says
    assert "No such thing is seen in `like`" in says
    assert "another reason" in says


def test_larger_gradients_do_not_vanish(sentence):
    says = sentence("gradients", gradient_values(gradient_rows(learner=0.5, steep=5.0), "learner"))
    assert "vanishing" not in says
    assert "`steep` (5)" in says


def test_gradients_that_nobody_noted_are_said_to_be_missing(sentence):
    values = gradient_values(pd.DataFrame(), "learner")
    assert values["median"] is None
    assert "were not noted" in sentence("gradients", values)


def test_slow_statistics_show_in_validation_alone(found, say):
    shown = found(fails=Outcome(accuracy=0.02, validation=0.02))
    histories = last_epochs(learns=0.55, fails=0.02)
    values = momentum_values(shown, histories, ("learns", "fails"))
    assert (values["slow"]["accuracy"], values["slow"]["val_accuracy"]) == (0.6, 0.02)
    assert values["pair"]["verdict"] == "better"
    assert values["pair"]["p"] == shown.comparisons.of("learns", "fails").p
    says = say(TEMPLATE, "momentum", {"momentum": {"learns": values}}, "learns")
    assert "`fails` reads 60.0\u00a0% of the training images and 2.0\u00a0%" in says
    assert "`learns` 60.0\u00a0% and 55.0\u00a0%" in says
    assert "differ beyond chance" in says


@pytest.mark.parametrize(
    ("other", "words"),
    [(Outcome(accuracy=0.801), "differ within noise"), (LOST, "")],
    ids=["within noise", "not comparable"],
)
def test_slow_statistics_that_change_nothing_are_not_called_a_difference(found, say, other, words):
    shown = found(fails=other)
    values = momentum_values(shown, last_epochs(learns=0.55, fails=0.5), ("learns", "fails"))
    says = say(TEMPLATE, "momentum", {"momentum": {"learns": values}}, "learns")
    assert words in says
    assert "beyond chance" not in says
    assert ("test images" in says) is bool(words)


def test_pair_without_epochs_is_not_compared(found, say):
    assert momentum_values(found(), pd.DataFrame(), ("learns", "fails")) is None
    says = say(TEMPLATE, "momentum", {"momentum": {"learns": None}}, "learns")
    assert "did not both finish an epoch" in says


def test_base_is_chosen_by_validation_and_only_tested_on_test_images(found, sentence):
    shown = found(
        learns=Outcome(validation=0.9, accuracy=0.8),
        diverges=Outcome(validation=0.8, accuracy=0.6),
        fails=Outcome(validation=0.7, accuracy=0.95),
    )
    values = base_values(shown, NAMES)
    assert values["choice"]["name"] == "learns"
    assert (values["worse"], values["better"]) == (["diverges"], ["fails"])
    says = sentence("base", values)
    assert "validation chooses `learns` (90.0\u00a0%)" in says
    assert "`diverges` is worse beyond chance and `fails` is better beyond chance" in says


def test_base_of_a_round_is_chosen_in_the_round(found):
    shown = found(learns=Outcome(validation=0.95), fails=Outcome(validation=0.9, accuracy=0.6))
    values = base_values(shown, ["diverges", "fails"])
    assert values["choice"]["name"] == "fails"
    assert values["better"] == ["diverges"]


def test_base_within_noise_is_called_so(found, sentence):
    values = base_values(found(learns=Outcome(validation=0.9, accuracy=0.801)), NAMES)
    assert "`diverges` and `fails` are within noise of it" in sentence("base", values)


def test_base_needs_two_networks(found, sentence):
    values = base_values(found(diverges=LOST, fails=LOST), NAMES)
    assert values is None
    assert "Fewer than two" in sentence("base", values)


def test_steps_at_both_sides_are_told_with_how_many_times_the_larger_costs(sentence):
    costs = pd.DataFrame(
        {
            "side": [224, 32],
            "images": [4, 4],
            "parameters": [27_847_023, 15_264_111],
            "step_s": [6.0, 0.5],
            "memory_mb": [900.0, 300.0],
        }
    )
    says = sentence("step_costs", step_cost_values(costs)).replace("\u00a0", " ")
    assert "With 4 images a step" in says
    assert "takes 6.0 s and 900 MB of memory at 224x224 pixels, 12 times the time" in says
    assert "3.0 times the memory of 32x32 (0.5 s, 300 MB)" in says
    assert step_cost_values(costs.head(0)) is None
