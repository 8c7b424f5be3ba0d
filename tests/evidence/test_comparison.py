"""Pairs of models: tested once, on the test images that both read, in one family."""

from dataclasses import replace

import pytest
from study_records import Outcome, comparisons_of, found_in, readings, study_outcomes

from emnist_lab.claim import Claim, better_than, greater_gain
from emnist_lab.config import Section, Study
from emnist_lab.evidence.comparison import compare_family, study_families
from emnist_lab.evidence.verdict import Comparison, Comparisons, Reason, Verdict, single_pair
from emnist_lab.trials.table import results_frame


def families(study: Study, profile, also=(), **outcomes: Outcome) -> dict[str, list]:
    """Return the names of the pairs that a study tests, by family."""
    results = results_frame(study_outcomes(study, profile, **outcomes))
    return {
        family: [tuple(" + ".join(side) for side in pair) for pair in pairs]
        for family, pairs in study_families(study, results, also).items()
    }


def section(name: str, study: Study, *variants: str, **contrasts) -> Section:
    return Section(
        name=name,
        title=name,
        question="",
        variants=tuple(study.variant(variant) for variant in variants),
        contrasts=contrasts,
    )


@pytest.fixture
def parted(tiny_study) -> Study:
    """Return the tiny study with a fourth variant, in two sections with contrasts and claims."""
    fourth = tiny_study.variants[0].model_copy(update={"name": "fourth"})
    whole = tiny_study.model_copy(update={"variants": (*tiny_study.variants, fourth)})
    sections = (
        section("one", whole, "learns", "diverges", "fails", new=("fails", "learns")),
        section("two", whole, "fourth"),
    )
    # Through its validators, as a study that is written so.
    return Study(
        dataset=whole.dataset,
        name="layers",
        title="Tiny",
        question="",
        variants=tuple(variant for part in sections for variant in part.variants),
        sections=sections,
        contrasts={"across": ("fourth", "learns"), "within": ("diverges", "fails")},
        claims=(Claim("best", "it is best", "x", better_than("fourth", ("learns", "diverges"))),),
    )


def test_each_variant_is_compared_with_the_choice_of_validation(tiny_study, tiny_profile):
    outcomes = {"diverges": Outcome(validation=0.9), "fails": Outcome(accuracy=0.99)}
    assert families(tiny_study, tiny_profile, **outcomes) == {
        "layers": [("learns", "diverges"), ("fails", "diverges")]
    }


def test_contrasts_are_tested_too_but_no_pair_twice(tiny_study, tiny_profile):
    contrasts = {"known": ("diverges", "learns"), "new": ("fails", "learns")}
    study = tiny_study.model_copy(update={"contrasts": contrasts})
    assert families(study, tiny_profile, diverges=Outcome(validation=0.9)) == {
        "layers": [("learns", "diverges"), ("fails", "diverges"), ("fails", "learns")]
    }


def test_pairs_of_claims_and_those_asked_for_are_in_the_studys_family(tiny_study, tiny_profile):
    claims = (
        Claim("a", "best", "x", better_than("fails", ("learns", "diverges", "of another study"))),
        Claim("b", "most", "x", greater_gain(("fails", "learns"), [("diverges", "learns")])),
    )
    study = tiny_study.model_copy(update={"claims": claims})
    asked = [single_pair("diverges", "fails"), single_pair("fails", "nobody")]
    assert families(study, tiny_profile, asked, learns=Outcome(validation=0.9)) == {
        "layers": [
            ("diverges", "learns"),
            ("fails", "learns"),
            ("fails", "diverges"),
            ("fails + learns", "learns + diverges"),
        ]
    }


def test_a_pair_within_a_section_is_of_its_family_and_one_across_of_the_studys(
    parted, tiny_profile
):
    assert families(parted, tiny_profile, diverges=Outcome(validation=0.9)) == {
        "layers/one": [("learns", "diverges"), ("fails", "diverges"), ("fails", "learns")],
        "layers/two": [],
        "layers": [("fourth", "learns"), ("fourth", "diverges")],
    }


def test_a_section_and_its_study_give_a_pair_the_same_p(parted, project, tiny_profile):
    found = found_in(
        parted,
        tiny_profile,
        diverges=Outcome(validation=0.9, accuracy=0.7),
        fails=Outcome(accuracy=0.77),
        fourth=Outcome(accuracy=0.78),
    )
    of_section = found.sections["one"].comparisons.of("fails", "learns")
    assert (of_section.family, of_section.tests) == ("layers/one", 3)
    assert found.comparisons.of("fails", "learns") == of_section
    across = found.comparisons.of("fourth", "learns")
    assert (across.family, across.tests) == ("layers", 2)


def test_bases_and_other_tasks_are_compared_with_none(tiny_study, tiny_profile):
    learns, diverges, fails = tiny_study.variants
    base = diverges.model_copy(update={"split": "bymerge"})
    kinds = fails.model_copy(update={"task": "digit_or_letter"})
    third = learns.model_copy(update={"name": "third"})
    study = tiny_study.model_copy(update={"variants": (learns, base, kinds, third)})
    outcomes = {"diverges": Outcome(validation=0.99), "fails": Outcome(validation=0.99)}
    assert families(study, tiny_profile, **outcomes) == {"layers": [("third", "learns")]}


def test_comparison_follows_from_what_the_trials_left(project, tiny_study, tiny_profile):
    found = found_in(
        tiny_study,
        tiny_profile,
        learns=Outcome(validation=0.9),
        diverges=Outcome(accuracy=0.7),
        fails=Outcome(status="failed"),
    )
    compared = found.comparisons.of("diverges", "learns")
    assert compared.difference == pytest.approx(-0.1)
    assert compared.verdict == Verdict.WORSE
    assert (compared.family, compared.tests) == ("layers", 1)
    lost = found.comparisons.of("learns", "fails")
    assert (lost.verdict, lost.reason) == (Verdict.NOT_COMPARABLE, Reason.NOT_COMPLETED)
    assert lost.lost == ("fails",)


def test_p_values_are_corrected_for_all_pairs_together():
    models = {"best": [readings(0.8)], "a": [readings(0.79)], "b": [readings(0.78)]}
    near, far = comparisons_of(models, [("a", "best"), ("b", "best")])
    assert (far.p, near.p) == pytest.approx((2 * far.p_value, near.p_value))
    assert (far.tests, near.tests) == (2, 2)


def test_a_pair_has_one_p_in_whatever_list_it_is_asked_for():
    models = {"best": [readings(0.71)], "a": [readings(0.7)], "b": [readings(0.75)]}
    comparisons = comparisons_of(models, [("best", "a"), ("b", "a"), ("b", "lost")])
    (alone,) = comparisons.among(["a", "b"])
    listed = comparisons.tested([("a", "b"), ("a", "nobody"), ("lost", "b")])
    assert [each.first for each in listed] == ["a", "lost"], "one that was not asked is left out"
    asked = [alone, listed[0], comparisons.of("b", "a"), comparisons.of("a", "b")]
    assert {(each.p, each.family, each.tests) for each in asked} == {(alone.p, "x", 2)}
    assert alone.p > alone.p_value


def test_of_a_pair_in_two_families_the_first_counts():
    models = {"a": [readings(0.8)], "b": [readings(0.7)]}
    first = compare_family("first", models, [single_pair("a", "b")])
    second = compare_family("second", models, [single_pair("b", "a")])
    comparisons = Comparisons([*first, *second])
    assert [each.family for each in comparisons] == ["first"]
    assert comparisons.of("b", "a").family == "first"


@pytest.mark.parametrize(
    ("accuracy", "verdict", "opposite"),
    [
        (0.9, Verdict.BETTER, Verdict.WORSE),
        (0.7, Verdict.WORSE, Verdict.BETTER),
        (0.801, Verdict.WITHIN_NOISE, Verdict.WITHIN_NOISE),
    ],
)
def test_the_verdict_is_that_of_the_first_beside_the_second(accuracy, verdict, opposite):
    comparisons = comparisons_of({"a": [readings(accuracy)], "b": [readings(0.8)]}, [("a", "b")])
    assert comparisons.of("a", "b").verdict == verdict
    assert comparisons.of("b", "a").verdict == opposite
    assert comparisons.of("a", "b").beyond_chance is (verdict != Verdict.WITHIN_NOISE)


def test_models_that_read_other_images_are_not_comparable():
    other = replace(readings(0.5), true=readings(0.5).true[::-1])
    comparisons = comparisons_of({"a": [readings(0.8)], "b": [other]}, [("b", "a")])
    compared = comparisons.of("a", "b")
    assert (compared.verdict, compared.reason) == (Verdict.NOT_COMPARABLE, Reason.OTHER_IMAGES)
    assert compared.lost == ()
    assert not compared.comparable


def test_whom_a_pair_lacks_is_named_and_costs_the_others_nothing():
    models = {"a": [readings(0.8)], "b": [readings(0.7)], "left nothing": []}
    comparisons = comparisons_of(
        models, [("a", "b"), ("a", "left nothing"), ("gone", "left nothing")]
    )
    assert comparisons.of("a", "b").p == comparisons.of("a", "b").p_value
    compared = comparisons.of("gone", "left nothing")
    assert (compared.reason, compared.tests) == (Reason.NOT_COMPLETED, 1)
    assert compared.lost == ("gone", "left nothing")
    assert comparisons.of("left nothing", "a").lost == ("left nothing",)


def test_a_pair_that_nobody_asked_for_is_said_to_be_untested():
    assert comparisons_of({}, []).of("a", "b") == Comparison("a", "b", reason=Reason.NOT_TESTED)


def test_a_pair_reads_the_same_from_either_side():
    comparisons = comparisons_of({"a": [readings(0.8)], "b": [readings(0.7)]}, [("b", "a")])
    there, back = comparisons.of("b", "a"), comparisons.of("a", "b")
    assert (there.difference, there.low) == (-back.difference, -back.high)
    assert (there.second_only, back.first_only) == (100, 100)
    assert there.p == back.p


def test_with_several_seeds_the_mean_accuracies_are_tested():
    seeds = [readings(0.8), readings(0.8), readings(0.6)]
    compared = comparisons_of({"a": seeds, "b": [readings(0.8)] * 3}, [("a", "b")]).of("a", "b")
    assert (compared.images, compared.second_only, compared.seeds) == (1000, 200, 3)
    assert compared.difference == pytest.approx(-0.2 / 3)
    # One bad seed of three: by images alone p would be 1e-60.
    assert compared.verdict == Verdict.WITHIN_NOISE


def test_what_stands_on_both_sides_of_a_contest_does_not_count():
    models = {name: [readings(share)] for name, share in (("a", 0.8), ("b", 0.5), ("c", 0.7))}
    (gains,) = compare_family("x", models, [(("a", "b"), ("b", "c"))])
    (plain,) = compare_family("x", models, [single_pair("a", "c")])
    assert (gains.p, gains.low, gains.high) == (plain.p, plain.low, plain.high)


def test_images_of_several_models_on_a_side_are_added_up():
    models = {name: [readings(share)] for name, share in (("a", 0.8), ("b", 0.5), ("c", 0.6))}
    (compared,) = compare_family("x", models, [(("a", "b"), ("c", "c"))])
    assert (compared.first, compared.second) == ("a + b", "c + c")
    assert compared.difference == pytest.approx(0.1)


def test_no_pairs_are_no_comparisons():
    assert list(comparisons_of({}, [])) == []
