"""Sizes in prose are those that the trials had."""

import pytest
from study_records import staged_study, study_outcomes

from emnist_lab.config import Section
from emnist_lab.reporting.sizes import sizes_in_words, span, trial_sizes
from emnist_lab.trials.table import results_frame


@pytest.fixture
def results(tiny_study, tiny_profile):
    return results_frame(study_outcomes(tiny_study, tiny_profile))


def test_a_few_values_are_named_and_more_are_spanned(results):
    images = results["train_images"]
    assert span(images) == "1,000"
    assert span(images.where(results.index == 0, 2000)) == "1,000 or 2,000"
    assert span(images + results.index) == "1,000 to 1,002"


def test_sizes_leave_out_trials_that_never_began(tiny_study, tiny_profile, results):
    assert trial_sizes(tiny_study, results) == (
        "Its trials learned from 1,000 images for at most 2 epochs, in batches of 16."
    )
    assert trial_sizes(tiny_study, results.assign(train_images=None)) == ""


def test_a_section_of_other_sizes_is_named(tiny_study, results):
    first, second, third = tiny_study.variants
    sections = (
        Section(name="a", title="Most", question="", variants=(first, second)),
        Section(name="b", title="Brightness", question="", variants=(third,)),
        Section(name="c", title="Untrained", question="", variants=()),
    )
    study = tiny_study.model_copy(update={"sections": sections})
    last = results["variant"] == third.name
    images, epochs = (
        results["train_images"].where(~last, 1636),
        results["most_epochs"].where(~last, 5),
    )
    said = trial_sizes(study, results.assign(train_images=images, most_epochs=epochs))
    assert said.startswith("Its trials learned from 1,000 images for at most 2 epochs")
    assert said.endswith(
        "Those of *Brightness* learned from 1,636 images for at most 5 epochs, in batches of 16."
    )


def test_bases_are_told_beside_the_trials_that_go_on_from_them(tiny_profile):
    results = results_frame(study_outcomes(staged_study(), tiny_profile))
    assert list(results["is_base"]) == [True, False, False]
    assert list(results["in_budget"]) == [False, False, True]
    larger = results.assign(train_images=results["train_images"].where(~results["is_base"], 7273))
    assert sizes_in_words(larger, "real") == (
        "1,000 real images (one that others fine-tune on up to 7,273) for at most 2 epochs"
    )
