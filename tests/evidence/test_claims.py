"""A claim of a source holds, is contradicted or stays open, as images and figures say."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from study_records import STUDIES, predictions_from

from emnist_lab.claim import (
    LITTLE,
    Claim,
    Contest,
    Relation,
    at_most,
    better_than,
    greater_gain,
)
from emnist_lab.evidence.claims import (
    ClaimVerdict,
    contest_sides,
    judge_claims,
    still_learning,
    time_spread,
)
from emnist_lab.evidence.comparison import claimed_pairs, compare_family
from emnist_lab.evidence.power import images_to_tell
from emnist_lab.evidence.published import source_figures
from emnist_lab.evidence.verdict import Comparison, Comparisons, Verdict

IMAGES = 1000
ALL = [claim for study in STUDIES.values() for claim in study.claims]
ANY_SUMMARY = pd.DataFrame({"completed": []})
KNOWN = {variant.name for study in STUDIES.values() for variant in study.variants}


def reads(share: float, images: int = IMAGES, shift: int = 0):
    """Return one seed's predictions that are right for this share of the images, from one on."""
    right = np.roll(np.arange(images) < share * images, shift)
    return [predictions_from(np.zeros(images, int), np.where(right, 0, 1))]


def judged(claim: Claim, learning=(), figures=None, published=None, **predictions):
    """Return a claim as these models' predictions and figures judge it."""
    comparisons = Comparisons(compare_family("x", predictions, claimed_pairs([claim])))
    summary = pd.DataFrame(figures or {}, index=list(predictions)).assign(
        completed=1, earlier="", base_images=0
    )
    (found,) = judge_claims(
        [claim],
        lambda contest: comparisons.of(*contest_sides(contest)),
        summary,
        set(learning),
        pd.DataFrame(published or {}),
        1.2,
    )
    return found


def claims(*contests: Contest, **other) -> Claim:
    return Claim("name", "it is so", "somewhere", contests, **other)


def test_every_claim_says_where_it_stands_and_is_judged_or_says_why_not():
    assert len({claim.name for claim in ALL}) == len(ALL) >= 25
    for claim in ALL:
        assert claim.says
        assert claim.where
        judges = claim.contests or claim.measured or claim.published
        assert bool(judges) is not bool(claim.untestable), claim.name


def test_every_claim_is_of_variants_that_are_trained_and_of_figures_that_are_published():
    published = source_figures(STUDIES.values())
    for claim in ALL:
        for judge in (*claim.contests, *claim.measured):
            assert {*judge.better, *judge.worse} <= KNOWN, claim.name
        for relation in claim.published:
            rows = [*relation.better, *relation.worse]
            assert published.loc[rows, relation.column].notna().all(), (claim.name, rows)


def test_the_sources_own_figures_contradict_these_of_its_claims():
    """Each is contradicted by more than a reading of its words that the source does not print."""
    own = [replace(claim, contests=(), measured=()) for claim in ALL]
    published = source_figures(STUDIES.values())
    judgments = judge_claims(own, lambda _: None, ANY_SUMMARY, set(), published, 1.2)
    verdicts = {each.claim.name: each.verdict for each in judgments if each.by_figures}
    assert {name for name, verdict in verdicts.items() if verdict == "contradicted"} == {
        "resnet50-dropout",
        "optimizer-choice",
        "activation-choice",
        "augmentation-helps",
        "layer-4-quickest",
        "transfer-most",
        "best-of-all",
    }
    assert {*verdicts.values()} == {"holds", "contradicted"}


def test_a_claim_planted_true_holds_and_one_planted_false_is_contradicted():
    models = {"a": reads(0.9), "b": reads(0.8), "c": reads(0.7)}
    true = judged(claims(*better_than("a", ("b", "c"))), **models)
    assert (true.verdict, true.by_run.parts) == (ClaimVerdict.HOLDS, 2)
    assert true.by_run.deciding.comparison.second == "b", "the closest decides"
    false = judged(claims(*better_than("b", ("a", "c"))), **models)
    assert false.verdict == ClaimVerdict.CONTRADICTED
    assert false.by_run.deciding.comparison.second == "a"


def test_a_claim_with_too_few_images_stays_open_and_says_how_many_would_tell():
    found = judged(claims(*better_than("a", ("b",))), a=reads(0.81), b=reads(0.8, shift=20))
    assert found.verdict == ClaimVerdict.OPEN
    compared = found.by_run.deciding.comparison
    assert found.by_run.images == images_to_tell(compared) > IMAGES


def test_as_many_images_as_are_asked_for_show_the_difference_in_four_runs_of_five():
    generator = np.random.default_rng(1)
    seen = judged(claims(*better_than("a", ("b",))), a=reads(0.81), b=reads(0.8, shift=20))
    compared = seen.by_run.deciding.comparison
    only_a, only_b = compared.first_only / IMAGES, compared.second_only / IMAGES
    images = images_to_tell(compared)
    draws = generator.multinomial(images, [only_a, only_b, 1 - only_a - only_b], size=2000)
    gain = draws[:, 0] - draws[:, 1]
    assert np.mean(gain > 1.96 * np.sqrt(draws[:, 0] + draws[:, 1])) == pytest.approx(0.8, abs=0.03)


def test_networks_that_still_learned_leave_a_claim_open():
    models = {"a": reads(0.9), "b": reads(0.8)}
    found = judged(claims(*better_than("a", ("b",))), learning={"b"}, **models)
    assert found.verdict == ClaimVerdict.OPEN
    assert found.by_run.deciding.reason == "b still learned when training stopped"
    assert found.by_run.images is None, "more images would not tell"


def test_a_network_still_learns_if_its_training_ended_before_early_stopping_would():
    trials = {
        "improves": {"best_epoch": 9},
        "stood_still_for_an_epoch": {"best_epoch": 8},
        "stopped_early": {},
        "would_have_stopped_in_its_last_epoch": {"epochs": 4, "best_epoch": 1},
        "without_early_stopping_improves": {"best_epoch": 9, "early_stopping": None},
        "without_early_stopping": {"best_epoch": 8, "early_stopping": None},
        "cosine": {"best_epoch": 9, "keeps_last": True},
        "limited": {"best_epoch": 9, "time_limit_s": 90.0},
        "failed": {"best_epoch": 9, "status": "failed"},
    }
    usual = {"status": "completed", "epochs": 9, "best_epoch": 6, "early_stopping": 3}
    usual |= {"keeps_last": False, "time_limit_s": None}
    rows = [usual | {"variant": name} | changed for name, changed in trials.items()]
    assert still_learning(pd.DataFrame(rows)) == {
        "improves",
        "stood_still_for_an_epoch",
        "without_early_stopping_improves",
    }


def test_a_variant_that_was_not_trained_leaves_the_rest_to_tell():
    claim = claims(*better_than("a", ("b", "c")))
    found = judged(claim, a=reads(0.9), b=reads(0.8))
    assert (found.verdict, found.by_run.deciding.reason) == (ClaimVerdict.OPEN, "c never ran here")
    assert judged(claim, a=reads(0.9)).verdict == ClaimVerdict.UNTESTED
    assert judged(claim, a=reads(0.7), b=reads(0.8)).verdict == ClaimVerdict.CONTRADICTED


def test_an_earlier_recipe_than_todays_judges_no_claim():
    claim = claims(*better_than("a", ("b",)))
    earlier = Comparison("a", "b", Verdict.BETTER, images=9, difference=0.1, earlier=("b",))
    summary = pd.DataFrame({"completed": 1, "earlier": ""}, index=["a", "b"])
    (found,) = judge_claims([claim], lambda _: earlier, summary, set(), pd.DataFrame(), 1.2)
    assert found.verdict == ClaimVerdict.UNTESTED
    assert "b: trained by an earlier recipe" in found.by_run.deciding.reason


def test_a_gain_is_greater_if_its_sides_together_read_more():
    models = {"a": reads(0.9), "b": reads(0.7), "c": reads(0.75), "d": reads(0.7)}
    assert judged(claims(*greater_gain(("a", "b"), [("c", "d")])), **models).verdict == "holds"
    turned = judged(claims(*greater_gain(("c", "d"), [("a", "b")])), **models)
    assert turned.verdict == ClaimVerdict.CONTRADICTED


def test_a_claim_of_little_gain_is_judged_by_the_interval():
    same, more = reads(0.8), reads(0.9)
    little = claims(*at_most(LITTLE, [("a", "b")]))
    assert judged(little, a=same, b=same).verdict == ClaimVerdict.HOLDS
    assert judged(little, a=more, b=same).verdict == ClaimVerdict.CONTRADICTED
    near = reads(0.805, shift=50)
    assert judged(little, a=near, b=same).verdict == ClaimVerdict.OPEN


def test_figures_of_the_source_are_taken_as_printed():
    published = {"train_time_s": {"a": 100.0, "b": 190.0}, "test_acc": {"a": 0.9, "b": 0.91}}
    half = claims(published=(Relation("train_time_s", ("a",), ("b",), 2),))
    found = judged(half, published=published)
    assert found.verdict == found.by_figures.verdict == ClaimVerdict.CONTRADICTED
    assert found.by_run is None
    about = claims(published=(Relation("train_time_s", ("a",), ("b",), 1.6),))
    assert judged(about, published=published).verdict == ClaimVerdict.HOLDS
    more = claims(published=(Relation("test_acc", ("b",), ("a",)),))
    assert judged(more, published=published).verdict == ClaimVerdict.HOLDS


@pytest.mark.parametrize(
    ("seconds", "devices", "verdict"),
    [
        ((1.0, 2.0), ("x", "x"), ClaimVerdict.HOLDS),
        ((2.0, 1.0), ("x", "x"), ClaimVerdict.CONTRADICTED),
        ((1.0, 1.1), ("x", "x"), ClaimVerdict.OPEN),
        ((1.0, 2.0), ("x", "y"), ClaimVerdict.UNTESTED),
    ],
)
def test_our_times_tell_on_one_device_and_beyond_what_they_move_by(seconds, devices, verdict):
    claim = claims(measured=(Relation("eval_time_s", ("a",), ("b",)),))
    figures = {"eval_time_s": seconds, "device": devices}
    assert judged(claim, figures=figures, a=reads(0.9), b=reads(0.9)).verdict == verdict


def test_training_times_tell_only_of_trainings_of_one_size():
    claim = claims(measured=(Relation("train_time_s", ("a",), ("b",)),))
    figures = {"train_time_s": (1.0, 2.0), "device": ("x", "x"), "most_epochs": (3, 3)}
    models = {"a": reads(0.9), "b": reads(0.9)}
    alike = judged(claim, figures=figures | {"train_images": (9, 9)}, **models)
    assert alike.verdict == ClaimVerdict.HOLDS
    unlike = judged(claim, figures=figures | {"train_images": (9, 5)}, **models)
    assert unlike.verdict == ClaimVerdict.UNTESTED
    assert "other numbers of images" in unlike.by_run.deciding.reason


def test_times_move_as_far_as_one_network_that_was_timed_twice():
    usual = {"status": "completed", "device": "x", "split": "balanced", "test_images": 100}
    rows = [
        usual | {"network": network, "eval_time_s": seconds, **other}
        for network, seconds, other in (
            ("a", 1.0, {}),
            ("a", 1.5, {}),
            ("a", 9.0, {"device": "y"}),
            ("b", 4.0, {}),
        )
    ]
    assert time_spread(pd.DataFrame(rows)) == 1.5
    assert np.isnan(time_spread(pd.DataFrame(rows[2:])))


def test_parameters_need_no_device_and_no_tolerance():
    claim = claims(measured=(Relation("parameters", ("a",), ("b",)),))
    figures = {"parameters": (100, 101), "device": ("x", "y")}
    assert judged(claim, figures=figures, a=reads(0.9), b=reads(0.9)).verdict == "holds"


def test_a_claim_that_nothing_judges_is_not_tested():
    found = judged(claims(untestable="nobody measured it"), a=reads(0.9))
    assert found.verdict == ClaimVerdict.UNTESTED


def test_renaming_reaches_contests_and_measured_figures_alone():
    claim = Claim(
        "n",
        "s",
        "w",
        better_than("a", ("b",)),
        (Relation("parameters", ("a",), ("b",)),),
        (Relation("test_acc", ("a",), ("b",)),),
    ).renamed(str.upper)
    assert (claim.contests[0].better, claim.contests[0].worse) == (("A",), ("B",))
    assert claim.measured[0].better == ("A",)
    assert claim.published[0].better == ("a",)
