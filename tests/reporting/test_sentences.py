"""What the sentences that studies share say, and that they follow the figures."""

import pytest
from real_templates import said
from study_records import Outcome, comparisons_of, found_in, readings

from emnist_lab.config import Study
from emnist_lab.reporting.sizes import trial_sizes
from emnist_lab.reporting.study_values import names_by_verdict, pair_values, section_values
from emnist_lab.reporting.values import Figure

NO_BREAK = "\u00a0"


@pytest.fixture
def found(project, tiny_study: Study, tiny_profile):
    """Return a function that gives what a study shows where some of its trials end like this."""
    study = tiny_study.model_copy(update={"contrasts": {"steps": ("learns", "fails")}})
    return lambda **outcomes: found_in(study, tiny_profile, **outcomes)


@pytest.fixture
def values(found):
    """Return a function that gives what the documents quote of such a study."""
    return lambda **outcomes: section_values(found(**outcomes))


def test_validation_chooses_and_test_only_reports(values):
    sentence = said(
        "chosen",
        values(
            learns=Outcome(validation=0.81, accuracy=0.5),
            diverges=Outcome(validation=0.80, accuracy=0.99),
            fails=Outcome(validation=0.79, accuracy=0.99),
        ),
    )
    assert sentence.startswith(
        f"Validation chooses `learns` (81.0{NO_BREAK}% of 333 images, within whose noise "
        "`diverges` and `fails` tie with it). It reads 50.0"
    )
    assert "1,000 test images (95 % interval 46.9\u201353.1)" in sentence


@pytest.mark.parametrize("status", ["failed", "diverged"])
def test_without_a_completed_trial_nothing_is_chosen(values, status):
    lost = Outcome(status=status, reason="out of memory")
    none = values(learns=lost, diverges=lost, fails=lost)
    assert "nothing to choose from" in said("chosen", none)
    assert said("second", none) == said("differences", none) == ""
    assert "3 of 3 trials did not complete" in said("trials", none)


def test_small_difference_cannot_be_told(values):
    sentence = said("compared", values(learns=Outcome(accuracy=0.802))["here"]["steps"])
    assert "0.2 points more than `fails`" in sentence
    assert "within noise" in sentence
    assert "cannot tell" in sentence


def test_large_difference_is_beyond_chance(values):
    sentence = said("compared", values(learns=Outcome(accuracy=0.6))["here"]["steps"])
    assert "20.0 points less than `fails`" in sentence
    assert "beyond chance (unadjusted 95 % interval" in sentence
    assert f"p{NO_BREAK}<{NO_BREAK}0.001)" in sentence


def test_equal_accuracies_are_called_equal(values):
    assert "as much as `fails`" in said("compared", values()["here"]["steps"])


def test_pair_that_was_not_tested_is_called_so(found):
    pair = pair_values(found(learns=Outcome(validation=0.9)), "diverges", "fails")
    assert said("compared", pair) == (
        "`diverges` and `fails` cannot be compared: they were not tested against each other."
    )


@pytest.mark.parametrize("status", ["failed", "diverged"])
def test_lost_variant_cannot_be_compared(values, status):
    lost = values(fails=Outcome(status=status, reason="out of memory"))
    assert said("compared", lost["here"]["steps"]) == (
        "`learns` and `fails` cannot be compared: `fails` did not complete here."
    )


def test_variant_without_records_cannot_be_compared_either(found):
    assert said("compared", pair_values(found(), "new", "learns")) == (
        "`new` and `learns` cannot be compared: `new` never ran here."
    )


def test_only_one_completed(values):
    lost = Outcome(status="failed")
    both_lost = values(fails=lost, diverges=lost)
    assert "No variant but `learns`" in said("second", both_lost)
    assert said("differences", both_lost) == "No variant was tested against `learns`."


def test_runner_up_is_second_on_validation_whatever_its_test_figure(values):
    sentence = said(
        "second",
        values(
            learns=Outcome(validation=0.9),
            diverges=Outcome(validation=0.7, accuracy=0.99),
            fails=Outcome(accuracy=0.6),
        ),
    )
    assert "Second on validation comes `fails`" in sentence
    assert "20.0 points more than `fails`: beyond chance" in sentence


def test_differences_are_sorted_into_worse_better_and_noise(values):
    best = Outcome(validation=0.9)
    worse, better = Outcome(accuracy=0.5), Outcome(accuracy=0.95)
    assert said("differences", values(learns=best, diverges=worse, fails=better)) == (
        "Beyond chance, `diverges` reads worse and `fails` reads better than `learns`."
    )
    assert said("differences", values(learns=best, diverges=worse, fails=worse)) == (
        "Beyond chance, `diverges` and `fails` read worse than `learns`."
    )
    assert said("differences", values(learns=best, diverges=worse)) == (
        "Beyond chance, `diverges` reads worse than `learns`; within noise of `learns` is `fails`."
    )
    assert said("differences", values(learns=best)) == (
        "Within noise of `learns` are `diverges` and `fails`."
    )


def test_completed_trials_are_counted(values):
    assert said("trials", values()) == "All 3 trials completed."


def test_lost_trials_are_named_once_a_reason(project, tiny_study, tiny_profile):
    profile = tiny_profile.model_copy(update={"seeds": (0, 1, 2)})
    reason = Outcome(status="failed", reason="ValueError - no such\n  option")
    found = found_in(tiny_study, profile, fails=reason)
    assert said("trials", section_values(found)) == (
        "3 of 9 trials did not complete: `fails` with seeds 0, 1 and 2 failed "
        "(ValueError - no such option)."
    )


def test_diverged_and_failed_trials_are_told_apart_and_one_without_reason_is_told(values):
    lost = values(fails=Outcome(status="failed"), diverges=Outcome(status="diverged", reason="NaN"))
    assert said("trials", lost) == (
        "2 of 3 trials did not complete: `diverges` with seed 0 diverged (NaN); "
        "`fails` with seed 0 failed (no reason noted)."
    )


def test_trials_on_few_images_carry_a_warning_and_others_none(found):
    results = found().results
    profile = {"name": "tiny"}
    assert "not which model is best" in said("caution", profile, trial_sizes(results))
    assert said("caution", profile, trial_sizes(results.assign(train_images=16_000))) == ""


def test_pairs_are_sorted_by_what_chance_allows():
    shares = {"a": 0.9, "b": 0.5, "c": 0.8, "d": 0.8}
    predictions = {name: [readings(share)] for name, share in shares.items()}
    pairs = [(name, "d") for name in ("a", "b", "c", "lost")]
    names = names_by_verdict(list(comparisons_of(predictions, pairs)))
    assert said("counted", names) == (
        "Of 3 comparisons, 1 is better beyond chance (`a`), 1 is worse beyond chance (`b`) and "
        "1 is within noise (`c`). 1 could not be compared."
    )


def test_no_pair_at_all_is_said():
    names = names_by_verdict(list(comparisons_of({}, [("a", "b")])))
    assert "None of these pairs" in said("counted", names)


def test_what_is_not_trained_yet_is_told_with_the_command_that_trains_it():
    study = {"name": "layers", "ended": 3, "planned": 7, "every": 9}
    profile = {"name": "cpu", "whole": "quick"}
    assert said("coverage", study, profile) == (
        "3 of the 7 variants that `cpu` has of this study are trained so far; "
        "`emnist-lab run layers --profile cpu` trains the rest. This profile has 7 of the study's "
        "9 variants; `emnist-lab run layers --profile quick` trains all of them."
    )
    assert said("coverage", study | {"ended": 9, "planned": 9}, profile) == ""


def test_stale_studies_are_named_with_their_reasons_and_fresh_ones_leave_no_notice():
    assert said("stale_notice", []) == ""
    sentence = said("stale_notice", [{"study": "layers", "reasons": ["the data changed"]}])
    assert "These figures are out of date." in sentence
    assert "layers (the data changed)" in sentence


def test_the_answer_is_open_until_a_model_reads_the_common_split(values):
    assert "no answer so far" in said("answer", {})
    assert said("answer", values()).startswith("Validation chooses `learns`")


def test_times_of_different_devices_are_not_set_beside_each_other():
    def model(device: str, milliseconds: float) -> dict:
        figures = {
            "parameters": Figure(65_000, "parameters"),
            "latency_ms": Figure(milliseconds, "ms"),
        }
        return figures | {"device": device}

    here, there = model("one processor", 0.99), model("another", 1.63)
    assert "0.99\u00a0ms an image" in said("cost", here, model("one processor", 2.0))
    assert "ms" not in said("cost", here, there)


@pytest.mark.parametrize(
    ("others", "title", "opening"),
    [
        (0.5, "`learns` leads the three beyond chance", "of the others, 2 read less beyond chance"),
        (0.9, "`learns` leads the three, 2 tie with it", "2 read the same within noise"),
        (
            0.95,
            "Validation chooses `learns` of the three; 2 read more",
            "2 read more beyond chance",
        ),
    ],
)
def test_a_section_and_its_slide_open_with_what_the_test_images_tell(
    values, others, title, opening
):
    rest = Outcome(validation=0.5, accuracy=others)
    of = values(learns=Outcome(validation=0.9, accuracy=0.9), diverges=rest, fails=rest)
    assert said("leads", of, "the three") == title
    found = said("finding", of)
    assert found.startswith(f"**Validation chooses `learns`, which reads 90.0{NO_BREAK}%")
    assert opening in found
    assert found.endswith("**")


def test_openings_and_titles_of_what_was_never_trained_say_so(values):
    lost = Outcome(status="failed", reason="out of memory")
    none = values(learns=lost, diverges=lost, fails=lost)
    assert "nothing to choose from" in said("finding", none)
    assert said("leads", none, "the three") == "The three: nothing trained yet"


@pytest.mark.parametrize(
    ("better", "worse", "within", "title"),
    [
        ([], [], [], "No base has been compared yet"),
        (["a", "b"], [], [], "A base pays, even at equal images"),
        (["a"], ["b"], [], "A base pays at equal images in 1 of 2 recipes"),
        ([], ["a"], ["b"], "A base does not pay at equal images"),
        ([], [], ["a"], "Whether a base pays at equal images cannot be told"),
    ],
)
def test_the_slide_on_transfer_is_titled_by_its_verdicts(better, worse, within, title):
    names = {"better": better, "worse": worse, "within_noise": within}
    file = "analysis/transfer/_sentences.qmd"
    assert said("worth_of_a_base", {"transfer": names}, file=file) == title


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("better", "nor can the test images"),
        ("within noise", "nor can the test images"),
        ("not comparable", ""),
    ],
)
def test_the_answer_says_what_it_cannot_be_told_from(values, verdict, words):
    of = values(learns=Outcome(validation=0.802), fails=Outcome(validation=0.801))
    of["runner_up"]["verdict"] = verdict
    doubt = said("doubt", of)
    assert doubt.startswith("Validation cannot tell it from `diverges` and `fails`")
    if verdict == "better":
        assert "; the test images can from `fails` (" in doubt
    else:
        assert words in doubt
