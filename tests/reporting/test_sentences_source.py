"""What is said beside the source's figures."""

import pandas as pd
import pytest
from real_templates import said
from study_records import Outcome, found_in

from emnist_lab.evidence.published import published_figures
from emnist_lab.reporting.sizes import trial_sizes
from emnist_lab.reporting.study_values import agreement_values, published_pair

NAMES = ["learns", "diverges"]
PUBLISHED = pd.DataFrame(
    {"variant": NAMES, "named": NAMES, "test_acc": [0.9, 0.894], "test_images": 1024}
)


@pytest.fixture
def agreement(project, tiny_study, tiny_profile):
    """Return a function that says how some outcomes agree with published figures."""

    def say(published: pd.DataFrame = PUBLISHED, **outcomes: Outcome) -> str:
        summary = found_in(tiny_study, tiny_profile, **outcomes).summary
        return said("agreement", {"agreement": agreement_values(summary, published)})

    return say


def test_agreement_counts_what_noise_explains(agreement):
    assert agreement(learns=Outcome(accuracy=0.89), diverges=Outcome(accuracy=0.5)) == (
        "Of 2 test accuracies with a published one beside, 1 is within noise of the source's and "
        "1 is lower beyond chance."
    )


def test_no_completed_variant_has_nothing_to_agree_with(agreement):
    lost = Outcome(status="diverged", reason="NaN")
    assert agreement(learns=lost, diverges=lost) == (
        "No variant with a published test accuracy completed."
    )


def test_agreement_knows_how_many_images_the_source_was_tested_on(agreement):
    learns = Outcome(accuracy=0.87)
    published = PUBLISHED.assign(test_acc=[0.9, float("nan")])
    assert "1 is lower beyond chance" in agreement(published, learns=learns)
    close = published.assign(test_acc=[0.896, float("nan")])
    assert "1 is within noise" in agreement(close, learns=learns)
    assert "1 is lower beyond chance" in agreement(close.assign(test_images=116_323), learns=learns)


def test_a_bases_published_row_has_the_name_of_its_variant():
    names = list(published_figures("transfer/source")["variant"])
    assert names[:2] == ["transfer_1_base", "transfer_1"]
    assert len(set(names)) == len(names)


def test_source_difference_stands_beside_its_standard_error():
    sentence = said("published", published_pair(PUBLISHED, "learns", "diverges"))
    assert "0.6 points more than `diverges`" in sentence
    assert "standard error of 1.3 points" in sentence


@pytest.mark.parametrize(
    ("kind", "images", "blames_scale"),
    [("synthetic", 16_000, True), ("real", 2_000, True), ("real", 16_000, False)],
)
def test_scale_is_blamed_where_it_differs(
    project, tiny_study, tiny_profile, kind, images, blames_scale
):
    results = found_in(tiny_study, tiny_profile).results.assign(train_images=images)
    sentence = said("scale", "94,000 real images", trial_sizes(results), kind)
    assert f"this study on {images:,} {kind} images for at most 2 epochs" in sentence
    assert ("suspect" in sentence) is blames_scale


def test_a_study_without_a_source_blames_no_scale(project, tiny_study, tiny_profile):
    sizes = trial_sizes(found_in(tiny_study, tiny_profile).results)
    assert said("scale", "", sizes, "real") == ""
