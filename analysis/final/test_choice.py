"""Pairs across studies are a family of the final study; a pair that a study tested keeps its p."""

import pytest
from study_records import Outcome, found_in, write_trials

from analysis.final import choice
from analysis.final.choice import final_comparisons
from analysis.final.study import STUDY as FINAL
from emnist_lab.claim import Claim, better_than
from emnist_lab.config import Study
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.evidence.pool import read_pool
from emnist_lab.evidence.verdict import Comparisons
from emnist_lab.reporting.values import write_values

CLAIM = Claim("best", "it is best", "here", better_than("learns", ("diverges", "other_learns")))


@pytest.fixture
def studies(tiny_study) -> list[Study]:
    """Return two studies of other recipes."""
    recipes = [v.recipe.model_copy(update={"optimizer": "adamw"}) for v in tiny_study.variants]
    variants = tuple(
        variant.model_copy(update={"recipe": recipe, "name": f"other_{variant.name}"})
        for variant, recipe in zip(tiny_study.variants, recipes, strict=True)
    )
    return [tiny_study, tiny_study.model_copy(update={"name": "other", "variants": variants})]


@pytest.fixture(autouse=True)
def final_study_claims(monkeypatch):
    """Return a function that gives the final study claims; it has one of both studies."""

    def claim(*claims: Claim) -> None:
        monkeypatch.setattr(choice, "STUDY", FINAL.model_copy(update={"claims": claims}))

    claim(CLAIM)
    return claim


def ran(study: Study, profile, **outcomes: Outcome) -> Comparisons:
    """Leave what a study's run and notebook leave, and return what it tested."""
    comparisons = found_in(study, profile, **outcomes).comparisons
    write_values(study.name, profile, {}, comparisons)
    return comparisons


@pytest.fixture
def across(project, studies, tiny_profile, only_studies):
    """Return what each study tested, and what the final one has with a pair across them."""
    only_studies(*studies)
    first = ran(
        studies[0],
        tiny_profile,
        learns=Outcome(validation=0.9),
        diverges=Outcome(accuracy=0.78),
        fails=Outcome(accuracy=0.77),
    )
    second = ran(studies[1], tiny_profile, other_learns=Outcome(validation=0.9, accuracy=0.7))
    pool = read_pool(tiny_profile, "digest", EMNIST)
    pairs = [("learns", "other_fails"), ("learns", "diverges")]
    return first, second, final_comparisons(pool, studies, pairs)


def test_a_pair_that_a_study_tested_keeps_its_p_and_family(across):
    first, second, final = across
    for own, pair in ((first, ("diverges", "learns")), (second, ("other_fails", "other_learns"))):
        assert final.of(*pair) == own.of(*pair)
    assert final.of("learns", "diverges").family == "layers"


def test_pairs_across_studies_are_corrected_together_in_the_final_family(across):
    *_, final = across
    asked, claimed = final.of("learns", "other_fails"), final.of("learns", "other_learns")
    assert (asked.family, claimed.family) == ("final", "final")
    assert (asked.tests, claimed.tests) == (2, 2)
    assert claimed.p == pytest.approx(2 * claimed.p_value)


def test_namesakes_are_those_of_the_study_that_names_them(
    project, studies, tiny_profile, only_studies, final_study_claims
):
    first, other = studies
    renamed = other.variants[0].model_copy(update={"name": "learns"})
    other = other.model_copy(update={"variants": (renamed, *other.variants[1:])})
    only_studies(first, other)
    own = ran(first, tiny_profile, learns=Outcome(accuracy=0.5), diverges=Outcome(validation=0.9))
    write_trials(other, tiny_profile, learns=Outcome(accuracy=0.9))
    final_study_claims(Claim("x", "x", "x", better_than("learns", ("fails",))))
    pool = read_pool(tiny_profile, "digest", EMNIST)
    final = final_comparisons(pool, [first, other], [])
    assert final.of("learns of layers", "fails").family == "final", "the first that has the name"
    assert final.of("learns of layers", "diverges").p == own.of("learns", "diverges").p


def test_pairs_of_trials_on_other_images_are_not_taken_for_their_namesakes(
    project, studies, tiny_profile, only_studies
):
    first, _ = studies
    elsewhere = tuple(v.model_copy(update={"split": "bymerge"}) for v in first.variants)
    earlier = first.model_copy(
        update={"name": "bymerge", "split": "bymerge", "variants": elsewhere, "order": -1}
    )
    only_studies(earlier, first)
    ran(earlier, tiny_profile, learns=Outcome(validation=0.9), diverges=Outcome(accuracy=0.3))
    own = ran(first, tiny_profile, learns=Outcome(validation=0.9))
    final = final_comparisons(read_pool(tiny_profile, "digest", EMNIST), [earlier, first], [])
    assert final.of("learns", "diverges") == own.of("learns", "diverges")
