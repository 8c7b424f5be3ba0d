"""What documents quote of the layers study: what either recipe reached of the same networks."""

import pytest
from study_records import Outcome, changed_record, found_in, trial_record

from analysis.layers.study import STUDY
from analysis.layers.values import recipe_values
from emnist_lab.evidence.section import study_results
from emnist_lab.trials.plan import plan_trials
from emnist_lab.trials.table import results_frame

TEMPLATE = "analysis/layers/_sentences.qmd"
PAIR = ("layer_4_1", "layer_4_1_source")


@pytest.fixture
def sentence(say):
    return lambda values: say(TEMPLATE, "recipes", {"recipes": values})


def best_in(epoch: int, profile) -> dict:
    """Return what is quoted of the two recipes' trials, both of 12 epochs, best in one of them."""
    of_training = {"best_epoch": epoch, "epochs": 12, "most_epochs": 12}
    study = STUDY.model_copy(update={"variants": tuple(map(STUDY.variant, PAIR))})
    records = [
        changed_record(
            trial_record(plan, Outcome(accuracy=0.04 if "source" in plan.name else 0.4)),
            {f"figures/{name}": n for name, n in of_training.items()},
        )
        for plan in plan_trials(study, profile, {"balanced": "digest"})
    ]
    return recipe_values(study_results(study, profile, results_frame(records)))


def test_a_training_that_ended_before_early_stopping_would_may_have_had_too_few_epochs(
    tiny_profile, sentence
):
    says = sentence(best_in(5, tiny_profile))
    assert "`layer_4_1` 40.0\u00a0% and 4.0\u00a0%." in says
    assert "`layer_4_1_source` was still learning when the epochs allowed (12) ended" in says
    assert "Where more would lead, this run cannot tell." in says


def test_a_training_that_got_no_better_for_as_long_as_early_stopping_waits_had_enough(
    tiny_profile, sentence
):
    assert "few epochs do not explain what it reads" in sentence(best_in(4, tiny_profile))


def test_what_did_not_complete_by_the_sources_recipe_is_named(project, tiny_profile, sentence):
    lost = {v.name: Outcome(status="diverged") for v in STUDY.variants if v.repeats}
    values = recipe_values(found_in(STUDY, tiny_profile, **lost))
    assert "and `layer_4_3_source` did not complete." in sentence(values)


def test_nothing_is_said_of_a_recipe_that_was_not_trained(project, tiny_profile, sentence):
    short = tuple(variant for variant in STUDY.variants if not variant.repeats)
    study = STUDY.model_copy(update={"variants": short, "contrasts": {}, "claims": ()})
    values = recipe_values(found_in(study, tiny_profile))
    assert values is None
    assert "nothing is said of the source's own" in sentence(values)
