"""Pairs of variants, tested on the test images that both read."""

from dataclasses import replace

import numpy as np
import pytest
from study_records import Outcome, readings, study_outcomes, write_trials

from emnist_lab.evidence.comparison import (
    beyond_chance,
    compare_pairs,
    find_pair,
    pairs_among,
    study_comparison,
    study_pairs,
)
from emnist_lab.trials.records import load_records
from emnist_lab.trials.table import results_frame


def test_each_variant_is_compared_with_the_choice_of_validation(tiny_study, tiny_profile):
    outcomes = {"diverges": Outcome(validation=0.9), "fails": Outcome(accuracy=0.99)}
    results = results_frame(study_outcomes(tiny_study, tiny_profile, **outcomes))
    assert study_pairs(tiny_study, results) == [("learns", "diverges"), ("fails", "diverges")]


def test_contrasts_are_tested_too_but_no_pair_twice(tiny_study, tiny_profile):
    contrasts = {"known": ("diverges", "learns"), "new": ("fails", "learns")}
    study = tiny_study.model_copy(update={"contrasts": contrasts})
    outcomes = {"diverges": Outcome(validation=0.9)}
    results = results_frame(study_outcomes(study, tiny_profile, **outcomes))
    assert study_pairs(study, results) == [
        ("learns", "diverges"),
        ("fails", "diverges"),
        ("fails", "learns"),
    ]


def test_pairs_among_some_variants_keep_the_correction_for_all():
    outcomes = {"learns": [readings(0.8)], "diverges": [readings(0.7)], "fails": [readings(0.75)]}
    comparison = compare_pairs(outcomes, [("learns", "fails"), ("diverges", "fails")])
    among = pairs_among(comparison, ["diverges", "fails"])
    assert among.index.tolist() == [("diverges", "fails")]
    assert among["p_holm"].item() == comparison["p_holm"].iloc[1]


def test_comparison_follows_from_what_the_trials_left(project, tiny_study, tiny_profile):
    outcomes = {
        "learns": Outcome(validation=0.9),
        "diverges": Outcome(accuracy=0.7),
        "fails": Outcome(status="failed"),
    }
    write_trials(tiny_study, tiny_profile, **outcomes)
    results = results_frame(load_records("layers", tiny_profile))
    comparison = study_comparison(tiny_study, tiny_profile, results)
    found = find_pair(comparison, "diverges", "learns")
    assert found["difference"] == pytest.approx(-0.1)
    assert beyond_chance(found)
    assert find_pair(comparison, "fails", "learns") is None


def test_p_values_are_corrected_for_all_pairs_together():
    best = readings(0.8)
    others = {"a": [readings(0.79)], "b": [readings(0.78)]}
    comparison = compare_pairs({"best": [best], **others}, [("a", "best"), ("b", "best")])
    smaller, larger = sorted(comparison["p_value"])
    assert sorted(comparison["p_holm"]) == pytest.approx(sorted([2 * smaller, larger]))


def test_models_that_read_other_images_are_not_compared():
    other = replace(readings(0.5), true=readings(0.5).true[::-1])
    comparison = compare_pairs({"a": [readings(0.8)], "b": [other], "c": []}, [("b", "a")])
    assert comparison["p_value"].isna().all()
    assert find_pair(comparison, "b", "a") is None


def test_a_pair_reads_the_same_from_either_side():
    comparison = compare_pairs({"a": [readings(0.8)], "b": [readings(0.7)]}, [("b", "a")])
    there, back = find_pair(comparison, "b", "a"), find_pair(comparison, "a", "b")
    assert (there["difference"], there["low"]) == (-back["difference"], -back["high"])
    assert (there["second_only"], back["first_only"]) == (100, 100)
    assert there["p_holm"] == back["p_holm"]


def test_seeds_of_a_variant_vote():
    seeds = [readings(0.8), readings(0.8), readings(0.6)]
    comparison = compare_pairs({"a": seeds, "b": [readings(0.8)]}, [("a", "b")])
    row = comparison.loc[("a", "b")]
    assert (row["images"], row["second_only"]) == (1000, 200)
    assert row["difference"] == pytest.approx(-0.2 / 3)


def test_no_pairs_are_a_table_without_rows():
    assert len(compare_pairs({}, [])) == 0
    assert np.isnan(compare_pairs({}, [("a", "b")])["p_holm"]).all()


def test_bases_and_other_tasks_are_compared_with_none(tiny_study, tiny_profile):
    learns, diverges, fails = tiny_study.variants
    base = diverges.model_copy(update={"split": "bymerge"})
    kinds = fails.model_copy(update={"task": "digit_or_letter"})
    third = learns.model_copy(update={"name": "third"})
    study = tiny_study.model_copy(update={"variants": (learns, base, kinds, third)})
    outcomes = {"diverges": Outcome(validation=0.99), "fails": Outcome(validation=0.99)}
    results = results_frame(study_outcomes(study, tiny_profile, **outcomes))
    assert study_pairs(study, results) == [("third", "learns")]
