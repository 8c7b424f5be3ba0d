"""What is said of the chosen model, and that it follows the figures."""

import pandas as pd
import pytest
from study_records import STUDIES, Outcome, predictions_from, write_trials

from analysis.final.choice import final_figures
from analysis.final.findings import (
    agreement_finding,
    claims_finding,
    final_findings,
    structure_finding,
)
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.evidence.claims import CONTRADICTED, HOLDS, OPEN, TOO_EARLY, judge_claims
from emnist_lab.evidence.pool import read_pool
from emnist_lab.evidence.reach import agreement_of_models
from emnist_lab.training.predictions import write_predictions

CLASSES = EMNIST.split_facts("balanced").classes
CLAIMANTS = ("hyperparameters", "layers", "transfer")
CLAIMS = tuple(claim for name in CLAIMANTS for claim in STUDIES[name].claims)
SAME_TASK = "learned the same task and completed, validation chooses"


@pytest.fixture
def says(project, tiny_study, tiny_profile, only_studies):
    """Return a function that gives the findings on a study's trials, and on the chosen one's."""

    def say(predictions=None, name="learns", **outcomes: Outcome) -> dict[str, str]:
        renamed = [v.model_copy(update={"name": name}) for v in tiny_study.variants[:1]]
        variants = (*renamed, *tiny_study.variants[1:])
        study = tiny_study.model_copy(update={"variants": variants, "claims": CLAIMS})
        only_studies(study, STUDIES["final"])
        write_trials(study, tiny_profile, **{name: Outcome(validation=0.9)} | outcomes)
        if predictions:
            folder = read_pool(tiny_profile, "digest", EMNIST).trial_folders(name)[0]
            write_predictions(folder, predictions)
        pool = read_pool(tiny_profile, "digest", EMNIST)
        return final_findings(final_figures(pool, CLASSES), pool, CLASSES)

    return say


def test_choice_names_the_variant_its_study_and_how_many_there_were(says):
    sentence = says(fails=Outcome(status="failed"))["choice"]
    assert sentence == (
        f"Of the 2 variants of *layers* that {SAME_TASK} `learns` of the study *layers*."
    )


def test_confusions_are_counted_in_both_directions(says):
    read = predictions_from([0, 0, 24, 1], [24, 24, 0, 2])
    sentence = says(read)["confusion"]
    assert "`0` and `O`: 2 images of `0` are read as `O`, 1 the other way round" in sentence
    assert "The 2 worst pairs hold 100.0\u00a0% of all errors" in sentence


def test_a_model_without_errors_is_said_to_have_none(says):
    assert says(predictions_from([0, 1], [0, 1]))["confusion"] == "`learns` misread no test image."


@pytest.mark.parametrize(
    ("probability", "words"), [(0.9, "above"), (0.25, "below")], ids=["too much", "too little"]
)
def test_calibration_says_in_which_direction_it_errs(says, probability, words):
    read = predictions_from([0, 1], [0, 0], p_predicted=[probability] * 2)
    sentence = says(read)["calibration"]
    assert f"points {words} the share that is right" in sentence
    assert ("claims too much" in sentence) is (words == "above")


def test_models_of_the_final_table_that_this_run_lacks_are_named(says):
    assert (
        "`resnet50_dropout` and `transfer_2` are not in this run"
        in says(name="lenet5_new", fails=Outcome(validation=0.99, accuracy=0.9))["beside"]
    )


def test_reach_says_what_look_alikes_cost(says):
    read = predictions_from([0, 24, 1, 2], [24, 24, 1, 3], second=[0, 0, 0, 0])
    sentence = says(read)["reach"]
    assert "reads 75.0\u00a0% in place of 50.0\u00a0%" in sentence
    assert "50.0\u00a0% of its errors are between look-alikes" in sentence
    assert "first or second guess for 75.0\u00a0%" in sentence


def test_agreement_tells_common_mistakes_from_others():
    models = {
        "a": [predictions_from([0, 0, 0, 0], [0, 1, 1, 1])],
        "b": [predictions_from([0, 0, 0, 0], [0, 0, 1, 2])],
    }
    sentence = agreement_finding(agreement_of_models(models, ["a", "b"]))
    assert "all read 25.0\u00a0% of the 4 test images" in sentence
    assert "All of them misread 50.0\u00a0%, and of these 50.0\u00a0% in the same way" in sentence


def test_a_single_model_has_none_to_agree_with():
    models = {"a": [predictions_from([0], [0])]}
    assert "none to agree with" in agreement_finding(agreement_of_models(models, ["a"]))


def test_structure_says_where_the_parameters_are():
    layers = pd.DataFrame(
        {
            "layer": ["stem_conv", "block1_conv", "block1_bn", "block1_elu"],
            "parameters": [1000, 8000, 1000, 0],
        }
    )
    assert structure_finding("x", layers) == (
        "`x` is a chain of 4 layers, 3 of them with parameters, 10\u00a0k in all; 90.0\u00a0% of "
        "these lie in `block1`."
    )


def test_each_claim_of_the_source_stands_under_its_verdict(says):
    sentence = says()["claims"]
    assert sentence.startswith("The source makes 5 claims about its steps. Not tested")
    claims = judge_claims([STUDIES[name] for name in CLAIMANTS], {}).assign(
        verdict=[HOLDS, OPEN, CONTRADICTED, TOO_EARLY, OPEN]
    )
    elu, dropout, *others = claims.index
    sentence = claims_finding(claims)
    assert f"Held beyond chance: *{elu}*. Contradicted beyond chance: *{others[0]}*." in sentence
    assert f"can't tell: *{dropout}*; *{others[2]}*." in sentence
    assert f"less than half of the test images here: *{others[1]}*." in sentence
