"""What documents quote of the time limit, the tasks and the ablations."""

import pandas as pd
import pytest
from study_records import Outcome, found_in, staged_study, study_outcomes

from analysis.bymerge.study import STUDY
from analysis.bymerge.values import own_values, time_values
from emnist_lab.evidence.section import study_results
from emnist_lab.trials.table import results_frame

TEMPLATE = "analysis/bymerge/_sentences.qmd"


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
    changes = [pair[0] for pair in STUDY.contrasts.values() if pair[1] == "convnet_47"]
    worse, lost, *alike = changes
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


def test_a_decay_that_never_acted_gets_no_verdict(project, tiny_profile, say):
    """Then it was trained as without, for as many steps as the clock allowed."""
    worse = {"decay_step": Outcome(accuracy=0.6), "decay_plateau": Outcome(accuracy=0.5)}
    results = found_in(STUDY, tiny_profile, **worse).results
    fell = results["variant"] == "decay_plateau"
    rates = results.assign(
        first_learning_rate=0.001, lowest_learning_rate=(0.001 * ~fell + 0.0005 * fell)
    )
    values = own_values(study_results(STUDY, tiny_profile, rates))
    assert values["unchanged"] == ["decay_step"]
    assert "decay_step" in values["ablations"]["not_comparable"]
    assert "decay_plateau" in values["ablations"]["worse"], "its rate fell"
    says = say(TEMPLATE, "never_acted", values)
    assert says.startswith("Nothing is said of `decay_step`: before the limit came its learning")
    # Other changes are compared at one rate too.
    assert values["ablations"]["within_noise"]
