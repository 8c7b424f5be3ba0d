"""What is said beside the source's figures."""

import pandas as pd
import pytest
from study_records import Outcome, study_outcomes

from emnist_lab.evidence.published import published_figures
from emnist_lab.evidence.summary import variant_summary
from emnist_lab.reporting.findings_source import agreement, published_contrast, scale_difference
from emnist_lab.trials.table import results_frame

PUBLISHED = pd.DataFrame(
    {"variant": ["learns", "diverges"], "test_acc": [0.9, 0.894], "test_images": 1024}
)


def test_agreement_counts_what_noise_explains(tiny_study, tiny_profile):
    outcomes = {"learns": Outcome(accuracy=0.89), "diverges": Outcome(accuracy=0.5)}
    summary = variant_summary(results_frame(study_outcomes(tiny_study, tiny_profile, **outcomes)))
    assert agreement(summary, PUBLISHED) == (
        "Of 2 test accuracies with a published one beside, 1 is within noise of the source's and "
        "1 is lower beyond chance."
    )


def test_agreement_knows_how_many_images_the_source_was_tested_on(tiny_study, tiny_profile):
    outcomes = {"learns": Outcome(accuracy=0.87)}
    summary = variant_summary(results_frame(study_outcomes(tiny_study, tiny_profile, **outcomes)))
    published = PUBLISHED.assign(test_acc=[0.9, float("nan")])
    assert "1 is lower beyond chance" in agreement(summary, published)
    close = published.assign(test_acc=[0.896, float("nan")])
    assert "1 is within noise" in agreement(summary, close)
    assert "1 is lower beyond chance" in agreement(summary, close.assign(test_images=116_323))


def test_a_bases_published_row_has_the_name_of_its_variant():
    names = list(published_figures("transfer/source")["variant"])
    assert names[:2] == ["transfer_1_base", "transfer_1"]
    assert len(set(names)) == len(names)


def test_source_difference_stands_beside_its_standard_error():
    sentence = published_contrast(PUBLISHED, "learns", "diverges")
    assert "0.6 points more than `diverges`" in sentence
    assert "standard error of 1.3 points" in sentence


@pytest.mark.parametrize(
    ("kind", "images", "blames_scale"),
    [("synthetic", 16_000, True), ("real", 2_000, True), ("real", 16_000, False)],
)
def test_scale_is_blamed_where_it_differs(tiny_study, tiny_profile, kind, images, blames_scale):
    results = results_frame(study_outcomes(tiny_study, tiny_profile)).assign(train_images=images)
    sentence = scale_difference("94,000 real images", results, kind)
    assert f"this study on {images:,} {kind} images for at most 2 epochs" in sentence
    assert ("suspect" in sentence) is blames_scale
