"""What documents quote of transfer: what a base is worth, and on which budget."""

import pytest
from study_records import Outcome, found_in, staged_study

from analysis.transfer.values import own_values

TEMPLATE = "analysis/transfer/_sentences.qmd"


@pytest.fixture
def values(project, tiny_profile):
    """Return a function that gives the values of a base, what fine-tunes it, and from scratch."""
    pair = ("after", "scratch")
    study = staged_study().model_copy(update={"contrasts": {"transfer": pair}})

    def of(**outcomes: Outcome) -> dict:
        return own_values(study, found_in(study, tiny_profile, **outcomes))

    return of


def test_budgets_are_told_beside_what_transfer_brought(values, say):
    found = values(after=Outcome(accuracy=0.9), scratch=Outcome(accuracy=0.8))
    assert found["transfer"]["better"] == ["after"]
    # Each stage has four epochs of equally many images.
    assert found["budget"] == [0.5, 0.5]
    says = say(TEMPLATE, "base_or_scratch", found)
    assert "The only one, `after`, is better beyond chance." in says
    assert "saw 50.0\u00a0% of the images" in says


def test_a_model_that_did_not_complete_is_counted_apart_and_has_no_budget(values, say):
    found = values(scratch=Outcome(status="failed", reason="out of memory"))
    assert found["transfer"]["not_comparable"] == ["after"]
    assert found["budget"] is None
    says = say(TEMPLATE, "base_or_scratch", found)
    assert "could not be compared" not in says, "it is said once"
    assert "None of these pairs could be compared." in says
    assert "From scratch" not in says


def test_the_sources_gain_stands_beside_its_noise(values):
    found = values()["source_transfer"]
    assert (found["first"], found["second"]) == ("transfer_2", "layer_4_1")
    assert found["difference"] == pytest.approx(0.009, abs=0.001)
    assert found["told"] == "open"
