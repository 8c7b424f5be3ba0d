"""Sizes in prose are those that the trials had."""

import pytest
from real_templates import printed, said
from study_records import found_in, staged_study, study_outcomes

from emnist_lab.config import Section
from emnist_lab.evidence.section import SectionResults
from emnist_lab.evidence.summary import variant_summary
from emnist_lab.reporting.report_values import profile_values
from emnist_lab.reporting.sizes import occurring, size_values, trial_sizes
from emnist_lab.trials.table import results_frame


@pytest.fixture
def found(project, tiny_study, tiny_profile):
    return found_in(tiny_study, tiny_profile)


def test_a_few_values_are_named_and_more_are_spanned(found):
    def span(values) -> str:
        return printed("{= values | span =}", values=occurring(values))

    images = found.results["train_images"]
    assert span(images) == "1,000"
    assert span(images.where(found.results.index == 0, 2000)) == "1,000 or 2,000"
    assert span(images + found.results.index) == "1,000 to 1,002"


def test_sizes_leave_out_trials_that_never_began(found):
    assert said("study_sizes", {"sizes": size_values(found)}) == (
        "Its trials learned from 1,000 images for at most 2 epochs, in batches of 16."
    )
    begun = found.results.index == 0
    results = found.results.assign(train_images=found.results["train_images"].where(begun))
    assert trial_sizes(results) == trial_sizes(found.results)
    assert trial_sizes(found.results.assign(train_images=None)) is None
    assert said("study_sizes", {"sizes": {"most": None, "others": {}}}) == ""


def test_a_section_of_other_sizes_is_named(tiny_study, found):
    first, second, third = tiny_study.variants
    sections = (
        Section(name="a", title="Most", question="", variants=(first, second)),
        Section(name="b", title="Brightness", question="", variants=(third,)),
        Section(name="c", title="Untrained", question="", variants=()),
    )
    last = found.results["variant"] == third.name
    results = found.results.assign(
        train_images=found.results["train_images"].where(~last, 1636),
        most_epochs=found.results["most_epochs"].where(~last, 5),
    )
    parts = {
        part.name: SectionResults(
            part, own, variant_summary(own) if len(own) else own, found.comparisons
        )
        for part in sections
        for own in [results[results["variant"].isin([v.name for v in part.variants])]]
    }
    whole = SectionResults(tiny_study, results, found.summary, found.comparisons, parts)
    sentence = said("study_sizes", {"sizes": size_values(whole)})
    assert sentence.startswith("Its trials learned from 1,000 images for at most 2 epochs")
    assert sentence.endswith(
        "Those of *Brightness* learned from 1,636 images for at most 5 epochs, in batches of 16."
    )


def test_bases_are_told_beside_the_trials_that_go_on_from_them(tiny_profile):
    results = results_frame(study_outcomes(staged_study(), tiny_profile))
    assert list(results["is_base"]) == [True, False, False]
    assert list(results["in_budget"]) == [False, False, True]
    larger = results.assign(train_images=results["train_images"].where(~results["is_base"], 7273))
    assert said("sizes", trial_sizes(larger), "real") == (
        "1,000 real images (one that others fine-tune on up to 7,273 an epoch, copies of rare "
        "classes counted) for at most 2 epochs"
    )


def test_what_a_profile_says_by_now_does_not_change_the_sizes_of_trials(tiny_study, tiny_profile):
    records = study_outcomes(tiny_study, tiny_profile)
    sizes, told = trial_sizes(results_frame(records)), profile_values(tiny_profile, records)
    assert said("batches", sizes) == "1,000 images for at most 2 epochs, in batches of 16"
    assert sizes["bases"] is None
    assert printed("{= told.validation | span =}", told=told) == "25.0\u00a0%"
    assert printed("{= told.test | span =}", told=told) == "1,000"
    grown = tiny_profile.model_copy(update={"max_epochs": 99, "batch_divisor": 7})
    assert profile_values(grown, records) == told
