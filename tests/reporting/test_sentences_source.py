"""What is said beside the source's figures."""

import numpy as np
import pandas as pd
import pytest
from real_templates import said
from study_records import Outcome, found_in

from emnist_lab.evidence.published import published_figures
from emnist_lab.evidence.statistics import shared_error_bounds
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
        "Of 2 test accuracies with a published one beside, 1 is not distinguishable from the "
        "source's and 1 is lower beyond chance."
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
    assert "1 is not distinguishable" in agreement(close, learns=learns)
    assert "1 is lower beyond chance" in agreement(close.assign(test_images=116_323), learns=learns)


def test_a_bases_published_row_has_the_name_of_its_variant():
    names = list(published_figures("transfer/source")["variant"])
    assert names[:2] == ["transfer_1_base", "transfer_1"]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("others", "told", "said_of_it"),
    [
        (0.894, "open", "cannot be tested without its predictions"),
        (0.899, "within noise", "within noise in any case"),
        (0.7, "beyond chance", "beyond chance in any case"),
    ],
)
def test_a_difference_of_the_source_is_bounded_and_tested_where_both_bounds_agree(
    others, told, said_of_it
):
    pair = published_pair(PUBLISHED.assign(test_acc=[0.9, others]), "learns", "diverges")
    assert pair["told"] == told
    sentence = said("published", pair)
    assert said_of_it in sentence
    assert f"{100 * (0.9 - others):.1f} points more than `diverges`" in sentence


def test_the_bounds_are_those_of_all_errors_shared_and_of_none():
    low, high = shared_error_bounds(0.9, 0.8, 1000)
    # All of the better one's 100 errors are the other's too, or none of the 100 and 200.
    only_one = [np.repeat([1, 0], [100, 900]), np.repeat([1, -1, 0], [200, 100, 700])]
    assert (low, high) == pytest.approx([one.std() / np.sqrt(1000) for one in only_one])


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
