"""A claim of the source holds, is contradicted or stays open, as the test images say."""

import numpy as np
import pytest
from study_records import STUDIES, found_in, predictions_from

from emnist_lab.claim import best_of
from emnist_lab.evidence.claims import ClaimVerdict, contest_sides, judge_claims
from emnist_lab.evidence.comparison import claimed_pairs, compare_family
from emnist_lab.evidence.verdict import Comparisons

IMAGES = 1000
ALL = [STUDIES[name] for name in ("hyperparameters", "layers", "transfer")]
CLAIMS = [claim for study in ALL for claim in study.claims]
ELU, DROPOUT, SIZE, BASE, MOST = (claim.says for claim in CLAIMS)
ACTIVATIONS = ("elu", "relu", "leaky_relu", "swish")


def reads(share: float):
    """Return one seed's predictions that are right for this share of the images."""
    right = np.arange(IMAGES) < share * IMAGES
    return [predictions_from(np.zeros(IMAGES, int), np.where(right, 0, 1))]


def judged(predictions: dict):
    """Return the source's claims as these models' predictions judge them, as one family."""
    comparisons = Comparisons(compare_family("x", predictions, claimed_pairs(CLAIMS)))
    return judge_claims(ALL, lambda _, contest: comparisons.of(*contest_sides(contest)))


def verdicts(**accuracies: float):
    return judged({name: reads(share) for name, share in accuracies.items()})


def test_every_claim_names_variants_that_are_trained():
    known = {variant.name for study in STUDIES.values() for variant in study.variants}
    for study in STUDIES.values():
        for contest in (contest for claim in study.claims for contest in claim.contests):
            assert {*contest.better, *contest.worse} <= known


def test_the_best_must_beat_every_other_beyond_chance():
    claims = verdicts(**dict.fromkeys(ACTIVATIONS, 0.8) | {"elu": 0.9})
    assert claims.loc[ELU, "verdict"] == ClaimVerdict.HOLDS
    assert claims.loc[ELU, "tested"] == 3
    near = verdicts(**dict.fromkeys(ACTIVATIONS, 0.8) | {"elu": 0.9, "swish": 0.899})
    assert near.loc[ELU, "verdict"] == ClaimVerdict.OPEN
    assert near.loc[ELU, "rival"] == "swish"
    assert near.loc[ELU, "difference"] == pytest.approx(0.001)


def test_one_rival_that_wins_beyond_chance_contradicts():
    claims = verdicts(**dict.fromkeys(ACTIVATIONS, 0.8) | {"elu": 0.85, "swish": 0.9})
    assert claims.loc[ELU, "verdict"] == ClaimVerdict.CONTRADICTED
    assert claims.loc[ELU, "rival"] == "swish"
    assert claims.loc[ELU, "low"] < -0.05 < claims.loc[ELU, "high"]


def test_networks_that_read_less_than_half_judge_no_claim():
    early = verdicts(**dict.fromkeys(ACTIVATIONS, 0.1) | {"elu": 0.4})
    assert early.loc[ELU, "verdict"] == ClaimVerdict.TOO_EARLY
    assert early.loc[ELU, "difference"] == pytest.approx(0.3)
    partly = verdicts(**dict.fromkeys(ACTIVATIONS, 0.8) | {"elu": 0.9, "relu": 0.4})
    assert partly.loc[ELU, "verdict"] == ClaimVerdict.TOO_EARLY
    assert partly.loc[ELU, "rival"] in ("leaky_relu", "swish"), "a contest that counts is shown"
    lost = verdicts(**dict.fromkeys(ACTIVATIONS, 0.8) | {"elu": 0.7, "relu": 0.4})
    assert lost.loc[ELU, "verdict"] == ClaimVerdict.CONTRADICTED


def test_a_rival_that_was_not_trained_leaves_the_claim_open():
    assert verdicts(elu=0.9, relu=0.8).loc[ELU, "verdict"] == ClaimVerdict.OPEN
    assert verdicts(elu=0.9).loc[ELU, "verdict"] == ClaimVerdict.UNTESTED


def test_a_claim_shows_the_p_of_the_pair_that_its_study_tested(project, tiny_study, tiny_profile):
    claim = best_of("it is best", "learns", ("diverges", "fails"))
    study = tiny_study.model_copy(update={"claims": (claim,)})
    comparisons = found_in(study, tiny_profile).comparisons
    claims = judge_claims([study], lambda _, contest: comparisons.of(*contest_sides(contest)))
    shown = claims.loc["it is best"]
    compared = comparisons.of("learns", shown["rival"])
    assert (shown["p"], shown["family"]) == (compared.p, "layers")


def test_the_greatest_gain_is_compared_with_other_gains_not_with_accuracies():
    steps = {"relu": 0.70, "elu": 0.71, "dropout_1_1": 0.72, "aug_2": 0.73}
    layers = {"layer_4_source": 0.70, "layer_4_1_source": 0.70}
    gain = {"transfer_2_source_scratch": 0.50, "transfer_2_source": 0.60}
    claims = verdicts(**steps, **layers, **gain)
    assert claims.loc[MOST, "verdict"] == ClaimVerdict.HOLDS
    assert claims.loc[MOST, "difference"] == pytest.approx(0.09)
    assert claims.loc[MOST, "rival"] in (
        "elu over relu",
        "dropout_1_1 over elu",
        "aug_2 over dropout_1_1",
    )
    less = verdicts(**steps | {"elu": 0.9, "dropout_1_1": 0.9, "aug_2": 0.9}, **layers, **gain)
    assert less.loc[MOST, "verdict"] == ClaimVerdict.CONTRADICTED
    assert less.loc[MOST, "rival"] == "elu over relu"


def test_models_that_read_other_images_are_not_compared():
    fewer = [predictions_from([0] * 9, [0] * 9)]
    assert judged({"elu": reads(0.9), "relu": fewer}).loc[ELU, "verdict"] == ClaimVerdict.UNTESTED


def test_every_recipe_of_transfer_has_to_gain():
    gains = {f"transfer_{n}_source": 0.9 for n in range(1, 5)}
    scratch = {f"transfer_{n}_source_scratch": 0.8 for n in range(1, 5)}
    assert verdicts(**gains, **scratch).loc[BASE, "verdict"] == ClaimVerdict.HOLDS
    assert (
        verdicts(**gains, **scratch | {"transfer_3_source_scratch": 0.9}).loc[BASE, "verdict"]
        == ClaimVerdict.OPEN
    )


def test_as_many_images_are_not_the_same_images():
    others = [predictions_from(np.ones(IMAGES, int), np.ones(IMAGES, int))]
    assert judged({"elu": reads(0.9), "relu": others}).loc[ELU, "verdict"] == ClaimVerdict.UNTESTED
