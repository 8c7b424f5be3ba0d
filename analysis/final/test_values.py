"""What documents quote of the chosen model follows the figures, and their sentences say it."""

import pandas as pd
import pytest
from study_records import STUDIES, Outcome, predictions_from, write_trials

from analysis.final.choice import final_figures
from analysis.final.values import agreement_values, own_values, structure_values
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.evidence.pool import read_pool
from emnist_lab.evidence.reach import agreement_of_models
from emnist_lab.training.predictions import write_predictions

CLASSES = EMNIST.split_facts("balanced").classes
TEMPLATE = "analysis/final/_sentences.qmd"
LAYERS = pd.DataFrame(
    {
        "layer": ["stem_conv", "block1_conv", "block1_bn", "block1_elu"],
        "parameters": [1000, 8000, 1000, 0],
    }
)


@pytest.fixture
def values(project, tiny_study, tiny_profile, only_studies):
    """Return a function that gives the values of a study's trials, and of the chosen one's."""

    def of(predictions=None, name="learns", profile=tiny_profile, **outcomes: Outcome) -> dict:
        renamed = [v.model_copy(update={"name": name}) for v in tiny_study.variants[:1]]
        variants = (*renamed, *tiny_study.variants[1:])
        study = tiny_study.model_copy(update={"variants": variants})
        only_studies(study, STUDIES["final"])
        write_trials(study, profile, **{name: Outcome(validation=0.9)} | outcomes)
        if predictions:
            folder = read_pool(profile, "digest", EMNIST).trial_folders(name)[0]
            write_predictions(folder, predictions)
        pool = read_pool(profile, "digest", EMNIST)
        return own_values(final_figures(pool, CLASSES), pool, LAYERS, CLASSES)

    return of


@pytest.fixture
def sentence(say):
    """Return a function that fills one of the final study's macros."""
    return lambda name, values: say(TEMPLATE, name, values).strip()


def test_choice_names_the_variant_its_study_and_how_many_there_were(values, sentence):
    found = values(fails=Outcome(status="failed"))
    assert (found["choice"]["name"], found["choice"]["study"]) == ("learns", "layers")
    ranked = {"models": 2, "studies": ["layers"], "images": 1000, "epochs": 2, "apart": 0}
    assert found["candidates"] == ranked
    assert sentence("choice", found) == (
        "Of the 2 variants of *layers* that learned the same task from 1,000 images for at most 2 "
        "epochs, and completed, validation chooses `learns` of the study *layers*."
    )


def test_second_of_all_is_compared_with_the_choice_in_the_final_family(values, say):
    found = values(fails=Outcome(validation=0.85, accuracy=0.7))
    pair = found["runner_up"]
    assert (pair["first"]["name"], pair["second"]["name"]) == ("learns", "fails")
    assert (pair["verdict"], pair["family"]) == ("better", "final")
    assert pair["difference"].trials == ("layers/learns-seed0", "layers/fails-seed0")
    says = say("report/_sentences.qmd", "answer", found)
    assert "`learns` reads 10.0 points more than `fails`: beyond chance" in says


def test_confusions_are_counted_in_both_directions(values, sentence):
    found = values(predictions_from([0, 0, 24, 1], [24, 24, 0, 2]))
    worst = found["confusion"]
    assert (worst["first"], worst["second"]) == ("0", "O")
    assert (worst["first_as_second"], worst["second_as_first"]) == (2, 1)
    says = sentence("confusion", found)
    assert "`0` and `O`: 2 images of `0` are read as `O`, 1 the other way round" in says
    assert "The 2 worst pairs hold 100.0\u00a0% of all errors" in says


def test_a_model_without_errors_is_said_to_have_none(values, sentence):
    found = values(predictions_from([0, 1], [0, 1]))
    assert found["confusion"] is None
    assert sentence("confusion", found) == "`learns` misread no test image."


@pytest.mark.parametrize(
    ("probability", "words"), [(0.9, "above"), (0.25, "below")], ids=["too much", "too little"]
)
def test_calibration_says_in_which_direction_it_errs(values, sentence, probability, words):
    found = values(predictions_from([0, 1], [0, 0], p_predicted=[probability] * 2))
    assert found["calibration"]["excess"] == pytest.approx(probability - 0.5, abs=0.001)
    says = sentence("calibration", found)
    assert f"points {words} the share that is right" in says
    assert ("claims too much" in says) is (words == "above")


def test_models_of_the_final_table_that_this_run_lacks_are_named(values, sentence):
    found = values(name="lenet5_new", fails=Outcome(validation=0.99, accuracy=0.9))
    assert found["missing"] == ["resnet50_dropout", "transfer_2"]
    (pair,) = found["beside"]
    assert (pair["second"]["name"], pair["verdict"], pair["family"]) == (
        "lenet5_new",
        "better",
        "final",
    )
    says = sentence("beside", found)
    assert "`fails` reads 10.0 points more than `lenet5_new` (better, p" in says
    assert "`resnet50_dropout` and `transfer_2` are not in this run" in says


def test_a_model_of_the_final_table_that_read_other_images_is_not_given_a_difference(
    values, sentence
):
    found = values(
        predictions_from([0, 1], [0, 1]),
        name="lenet5_new",
        lenet5_new=Outcome(validation=0.7),
        fails=Outcome(validation=0.99, accuracy=0.9),
    )
    (pair,) = found["beside"]
    assert (pair["verdict"], pair["reason"]) == ("not comparable", "read other test images")
    says = sentence("beside", found)
    assert says.startswith(
        "`fails` and `lenet5_new` cannot be compared: they read other test images. `resnet50"
    )


def test_reach_says_what_look_alikes_cost(values, sentence):
    found = values(predictions_from([0, 24, 1, 2], [24, 24, 1, 3], second=[0, 0, 0, 0]))
    assert (found["reach"]["accuracy"], found["reach"]["folded"]) == (0.5, 0.75)
    says = sentence("reach", found)
    assert "reads 75.0\u00a0% in place of 50.0\u00a0%" in says
    assert "50.0\u00a0% of its errors are between look-alikes" in says
    assert "first or second guess for 75.0\u00a0%" in says


def test_hardest_classes_are_named_with_their_intervals(values, sentence):
    found = values(predictions_from([0, 0, 1, 1, 2, 2], [0, 0, 1, 3, 3, 3]))
    assert [one["name"] for one in found["classes"]["hardest"][:2]] == ["2", "1"]
    assert found["classes"]["easy"] == 1
    assert "95.0\u00a0% of the time" not in sentence("classes", found)
    assert "95\u00a0% of the time or more" in sentence("classes", found)


def test_agreement_tells_common_mistakes_from_others(sentence):
    models = {
        "a": [predictions_from([0, 0, 0, 0], [0, 1, 1, 1])],
        "b": [predictions_from([0, 0, 0, 0], [0, 0, 1, 2])],
    }
    found = agreement_values(agreement_of_models(models, ["a", "b"]))
    assert (found["lost"], found["alike"]) == (0.5, 0.5)
    says = sentence("agreement", {"agreement": found})
    assert "all read 25.0\u00a0% of the 4 test images" in says
    assert "All of them misread 50.0\u00a0%, and of these 50.0\u00a0% in the same way" in says


def test_a_single_model_has_none_to_agree_with(sentence):
    models = {"a": [predictions_from([0], [0])]}
    found = agreement_values(agreement_of_models(models, ["a"]))
    assert "none to agree with" in sentence("agreement", {"agreement": found})


def test_structure_says_where_the_parameters_are(sentence):
    found = structure_values(LAYERS, ["x/x-seed0"])
    assert (found["largest"], found["share"]) == ("block1", 0.9)
    assert sentence("structure", {"structure": found, "choice": {"name": "x"}}) == (
        "`x` is a chain of 4 layers, 3 of them with parameters, 10\u00a0k in all; 90.0\u00a0% of "
        "these lie in `block1`."
    )


def test_with_three_seeds_trainings_that_differ_in_nothing_else_are_tested_as_a_placebo(
    values, tiny_profile, say
):
    assert values()["placebo"] is None, "one seed is no pair"
    profile = tiny_profile.model_copy(update={"seeds": (0, 1, 2)})
    # Of the first variant one network reads far less than its two others.
    odd = predictions_from([0] * 1000, [0] * 600 + [1] * 400)
    found = values(odd, profile=profile)["placebo"]
    assert (found["variants"], found["pairs"], found["partings"]) == (3, 9, 9)
    # Its two others, which are the same, show no spread that would explain it.
    assert (found["networks"], found["recipes"]) == (pytest.approx(2 / 9), pytest.approx(1 / 9))
    says = say("report/_sentences.qmd", "placebo", found)
    assert "Of 9 pairs of such networks, 22.2\u00a0% are called different" in says
    assert "calls 11.1\u00a0% different" in says
