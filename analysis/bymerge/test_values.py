"""What documents quote of the time limit, the tasks and the ablations."""

import pandas as pd
import pytest
from real_templates import said
from study_records import Outcome, found_in, staged_study, study_outcomes

from analysis.bymerge.study import ABLATIONS, LARGER_ROW_READERS, POOLINGS, STEPS, STUDY
from analysis.bymerge.values import own_values, time_values
from emnist_lab.evidence.section import study_results
from emnist_lab.trials.table import results_frame

TEMPLATE = "analysis/bymerge/_sentences.qmd"
DECAYS = ("decay_step", "decay_level")


@pytest.fixture
def values(project, tiny_profile):
    """Return a function that gives the values of the study with some outcomes."""
    return lambda **outcomes: own_values(found_in(STUDY, tiny_profile, **outcomes))


def time_limit(results: pd.DataFrame, say) -> str:
    values = {"time": time_values(results), "trials": {"all": len(results)}}
    return say(TEMPLATE, "time_limit", values)


def test_the_limit_names_whom_it_stopped(tiny_profile, say):
    profile = tiny_profile.model_copy(update={"time_divisor": 20})
    free = results_frame(study_outcomes(staged_study(), profile))
    assert time_values(free)["limit"] == 5
    assert time_values(free)["stopped"] == []
    says = time_limit(free, say)
    assert says.startswith("The limit is 5.0\u00a0s a trial: none of 3 trainings needed all of it.")
    stopped = free.assign(out_of_time=free["variant"] == "after")
    assert time_values(stopped)["stopped_trials"].trials == ("x/after-seed0",)
    assert "it ended 1 of 3 trainings (`after`)" in time_limit(stopped, say)


def test_a_limit_of_no_trial_is_not_told(tiny_profile, say):
    none = results_frame(study_outcomes(staged_study(), tiny_profile)).iloc[:0]
    assert time_values(none) is None
    assert time_limit(none, say).strip() == ""


def test_two_tasks_stand_side_by_side(values, say):
    says = say(TEMPLATE, "two_tasks", values(convnet_digit_letter=Outcome(accuracy=0.9)))
    assert says.startswith(
        "Answered rightly of 1,000 test images: `convnet_digit_letter` 90.0\u00a0% (95 % interval"
    )
    lost = values(convnet_47=Outcome(status="failed", reason="out of memory"))
    assert "did not both complete" in say(TEMPLATE, "two_tasks", lost)


def test_changes_are_told_by_what_the_test_images_say_of_them(values, say):
    worse, lost, *alike = (variant.name for variant in ABLATIONS)
    found = values(**{worse: Outcome(accuracy=0.7), lost: Outcome(status="failed", reason="x")})[
        "ablations"
    ]
    assert found["worse"] == [worse]
    assert found["not_comparable"] == [lost]
    assert found["within_noise"] == alike
    says = say("report/_sentences.qmd", "counted", found)
    assert f"1 is worse beyond chance (`{worse}`)" in says
    assert f"{len(alike)} are within noise" in says
    assert says.endswith("1 could not be compared.")


def test_what_was_tried_stands_apart_from_what_was_proposed(values):
    found = values()
    groups = {name: found[name]["within_noise"] for name in ("steps", "tried", "proposed")}
    assert groups["steps"] == ["plain_47", "max_pooling", "no_skip", "softmax"]
    assert "no_batchnorm" in groups["tried"]
    assert {"no_validation", "decay_step", "decay_level", "balanced_classes"} <= set(
        groups["proposed"]
    )


def test_each_change_is_compared_with_what_it_was_made_to():
    """By its own name, and it differs from that one in nothing else."""
    for variant in (*ABLATIONS, *POOLINGS, *LARGER_ROW_READERS):
        first, second = STUDY.contrasts[variant.name]
        assert first == variant.name
        changed, base = STUDY.variant(first), STUDY.variant(second)
        assert (changed.model, changed.image, changed.task) == (base.model, base.image, base.task)
        assert (changed.options == base.options) != (changed.recipe == base.recipe), first


@pytest.fixture
def under_the_limit(project, tiny_profile):
    """Return a function that gives the values of trainings that the limit cut in an epoch.

    It takes those whose learning rate fell and those that the limit left time to end.
    """

    def of(fell: tuple[str, ...] = (), ended: tuple[str, ...] = ()) -> dict:
        worse = {name: Outcome(accuracy=0.6) for name in DECAYS}
        results = found_in(STUDY, tiny_profile, **worse).results
        lowest = results["variant"].isin(fell).map({True: 0.0005, False: 0.001})
        cut = ~results["variant"].isin(ended)
        rates = {"first_learning_rate": 0.001, "lowest_learning_rate": lowest, "out_of_time": cut}
        return own_values(study_results(STUDY, tiny_profile, results.assign(**rates)))

    return of


@pytest.mark.parametrize("ended", [(), ("convnet_47",), ("decay_step",)])
def test_a_decay_that_never_acted_gets_no_verdict(ended, under_the_limit, say):
    """Then it was trained as without, for as many steps as the clock allowed."""
    values = under_the_limit(fell=("decay_level",), ended=ended)
    assert values["unchanged"] == ["decay_step"]
    assert values["ablations"]["not_comparable"] == ["decay_step"]
    assert values["ablations"]["worse"] == ["decay_level"], "its rate fell"
    says = say(TEMPLATE, "never_acted", values)
    assert says.startswith("No verdict on `decay_step`: its learning rate had not fallen when the")
    assert "it was trained as `convnet_47` was, for as many steps as the clock allowed" in says
    # Other changes are compared at one rate too.
    assert "no_batchnorm" in values["ablations"]["within_noise"]


def test_where_every_decay_acted_nothing_is_said_of_it(under_the_limit, say):
    values = under_the_limit(fell=DECAYS)
    assert values["unchanged"] == []
    assert values["ablations"]["worse"] == list(DECAYS)
    assert say(TEMPLATE, "never_acted", values).strip() == ""


def test_a_group_of_changes_without_a_trial_is_none(project, tiny_profile):
    found = found_in(STUDY, tiny_profile)
    shown = found.results[~found.results["variant"].isin([each.name for each in STEPS])]
    values = own_values(study_results(STUDY, tiny_profile, shown))
    assert values["steps"] is None
    assert values["tried"] is not None


def test_a_network_that_is_not_the_listing_is_called_so(project, tiny_profile, say):
    found = found_in(STUDY, tiny_profile)
    today = say(TEMPLATE, "other_network", own_values(found))
    assert today.strip() == "It is built here as it is printed."
    kept = found.results.assign(model="convnet2020")
    earlier = say(TEMPLATE, "other_network", own_values(study_results(STUDY, tiny_profile, kept)))
    assert earlier.startswith("The ConvNet of the trials shown is an earlier one, `convnet2020`")


@pytest.mark.parametrize(
    ("better", "within_noise", "title"),
    [
        (1, 0, "The one change to the recipe matters beyond chance"),
        (3, 0, "All 3 changes to the recipe matter beyond chance"),
        (1, 2, "1 of 3 changes to the recipe matters beyond chance"),
        (0, 2, "0 of 2 changes to the recipe matter beyond chance"),
        (0, 0, "What each part of the recipe adds"),
    ],
)
def test_the_title_counts_the_changes_that_matter(better, within_noise, title):
    ablations = {"better": ["x"] * better, "worse": [], "within_noise": ["x"] * within_noise}
    sentences = "analysis/bymerge/_sentences.qmd"
    assert said("parts_found", {"ablations": ablations}, file=sentences).strip() == title
