"""A comparison carries on what both sides were trained, and whether that was the same."""

import pytest
from study_records import Outcome, changed_record, found_in, staged_study, study_outcomes

from emnist_lab.evidence.comparison import study_comparisons
from emnist_lab.evidence.section import study_results
from emnist_lab.figures.comparison_tables import comparison_table
from emnist_lab.reporting.study_values import pair_values
from emnist_lab.trials.table import results_frame

PAIR = ("after", "scratch")


@pytest.fixture
def staged(project, tiny_profile):
    study = staged_study().model_copy(update={"contrasts": {"transfer": PAIR}})
    return found_in(study, tiny_profile, after=Outcome(accuracy=0.9))


def test_what_a_base_saw_counts_for_what_fine_tunes_it(staged, say):
    compared = staged.comparisons.of(*PAIR)
    assert compared.first_trained == "1,000\u00a0\u00d7\u00a04 + 1,000\u00a0\u00d7\u00a04"
    assert compared.second_trained == "1,000\u00a0\u00d7\u00a04"
    assert not compared.alike
    assert compared.turned().first_trained == compared.second_trained
    says = say("report/_sentences.qmd", "compared", pair_values(staged, *PAIR))
    assert "They were not trained alike: `after` on 1,000 \u00d7 4 \\+ 1,000 \u00d7 4" in says
    assert (
        "1,000\u00a0\u00d7\u00a04 + 1,000\u00a0\u00d7\u00a04; 1,000\u00a0\u00d7\u00a04 |"
        in comparison_table([compared])
    )


def test_alike_are_those_with_the_same_images_and_as_many_epochs_allowed(
    project, tiny_study, tiny_profile, say
):
    found = found_in(tiny_study, tiny_profile)
    assert found.comparisons.of("diverges", "learns").alike
    assert "alike" not in say(
        "report/_sentences.qmd", "compared", pair_values(found, "diverges", "learns")
    )
    fewer, *others = study_outcomes(tiny_study, tiny_profile)
    fewer = changed_record(fewer, {"figures/train_images": 900})
    results = results_frame([fewer, *others])
    compared = study_comparisons(tiny_study, tiny_profile, results).of("diverges", "learns")
    assert (compared.alike, compared.second_trained) == (False, "900\u00a0\u00d7\u00a04")


def test_an_earlier_recipe_is_marked(project, tiny_study, tiny_profile, say):
    found_in(tiny_study, tiny_profile, learns=Outcome(accuracy=0.9))
    first, *others = study_outcomes(tiny_study, tiny_profile, learns=Outcome(accuracy=0.9))
    found = study_results(
        tiny_study, tiny_profile, results_frame([replace_earlier(first), *others])
    )
    compared = found.comparisons.of("learns", "diverges")
    assert compared.comparable
    assert "| learns (earlier recipe) | diverges |" in comparison_table([compared])
    assert "`learns` (earlier recipe)" in say(
        "report/_sentences.qmd", "compared", pair_values(found, "learns", "diverges")
    )
    assert compared.earlier == ("learns",)


def replace_earlier(record):
    return record.model_copy(update={"earlier": "model was old, now lenet5_new"})
