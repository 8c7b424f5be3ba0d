"""A kept trial whose recipe is not today's is told so, and so is what stands on it."""

from study_records import changed_record, staged_study, study_outcomes

from emnist_lab.trials.earlier import earlier_recipes
from emnist_lab.trials.record import TrialKey


def earlier(profile, changes: dict, of: str = "base") -> dict[str, str]:
    study = staged_study()
    records = [
        changed_record(record, changes) if record.variant == of else record
        for record in study_outcomes(study, profile)
    ]
    assert all(isinstance(key, TrialKey) for key in earlier_recipes(study, profile, records))
    return {k.variant: told for k, told in earlier_recipes(study, profile, records).items()}


def test_code_and_data_make_no_other_recipe(tiny_profile):
    changes = {"data": "kept:others", "code": {}, "hyperparameters/latency_runs": 7}
    assert earlier(tiny_profile, changes) == {}


def test_another_network_is_an_earlier_recipe_of_all_that_stand_on_it(tiny_profile):
    told = earlier(tiny_profile, {"hyperparameters/model": "older"})
    assert told["base"] == "model was older, now lenet5_new"
    assert told["after"] == "base has an earlier recipe"
    assert told["scratch"] == "after has an earlier recipe"


def test_an_option_that_recipes_have_gained_since_is_no_difference(tiny_profile):
    study = staged_study()
    scratch = study_outcomes(study, tiny_profile)[-1]
    values = scratch.model_dump(mode="json", exclude_unset=True)
    del values["hyperparameters"]["recipe"]["label_smoothing"]
    gained = type(scratch).model_validate(values)
    assert earlier_recipes(study, tiny_profile, [gained]) == {}
    told = earlier(tiny_profile, {"hyperparameters/recipe/label_smoothing": 0.1}, of="scratch")
    assert told == {"scratch": "recipe.label_smoothing was 0.1, now 0.0"}
