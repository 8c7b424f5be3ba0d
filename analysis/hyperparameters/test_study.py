"""The hyperparameter study holds the source's variants, each under the source's name."""

import pytest

from analysis.hyperparameters.study import AUGMENTATION_CONTRASTS, BATCH_CONTRASTS, STUDY
from emnist_lab.config import OwnSizes
from emnist_lab.evidence.published import published_figures
from emnist_lab.models.expected import expected_parameters
from emnist_lab.trials.plan import plan_trials

SOURCE_SECTIONS = {"optimizer": 31, "activation": 4, "dropout": 7, "augmentation": 5}


@pytest.mark.parametrize(("name", "variants"), SOURCE_SECTIONS.items())
def test_sections_hold_the_variants_of_the_sources_tables(name, variants):
    section = STUDY.section(name)
    published = published_figures(section.reference)["variant"]
    assert len(published) == variants
    # A section may have variants of this project's too.
    assert set(published) <= {variant.name for variant in section.variants}


def test_the_sources_claims_are_on_the_variants_that_it_measured():
    published = {name for part in STUDY.references for name in published_figures(part)["variant"]}
    for claim in STUDY.claims:
        for contest in claim.contests:
            assert {*contest.better, *contest.worse} <= published


def test_the_experiment_is_not_of_the_source_and_says_so():
    (own,) = [section for section in STUDY.sections if section.name not in SOURCE_SECTIONS]
    assert own.reference is None
    assert all(variant.name.startswith("brightness_") for variant in own.variants)


def test_the_grids_are_21_trials_at_batch_2048_and_10_at_1024():
    published = published_figures("hyperparameters/optimizer").set_index("variant")
    batches = list(published["batch_size"])
    assert (batches.count(2048), batches.count(1024)) == (21, 10)
    for name, theirs in published.iterrows():
        variant = STUDY.section("optimizer").variant(name)
        assert variant.recipe.optimizer == theirs["optimizer"]
        assert variant.recipe.learning_rate == theirs["learning_rate"]
        assert variant.recipe.batch_size == theirs["batch_size"]


def test_batches_are_compared_at_equal_optimizer_and_rate_wherever_both_grids_have_them():
    assert len(BATCH_CONTRASTS) == 10
    for large, small in (map(STUDY.variant, pair) for pair in BATCH_CONTRASTS.values()):
        assert (large.recipe.batch_size, small.recipe.batch_size) == (2048, 1024)
        assert large.recipe.model_copy(update={"batch_size": 1024}) == small.recipe


def test_every_augmentation_is_compared_with_the_same_network_without_any():
    assert len(AUGMENTATION_CONTRASTS) == SOURCE_SECTIONS["augmentation"]
    for augmented, without in (
        map(STUDY.variant, pair) for pair in AUGMENTATION_CONTRASTS.values()
    ):
        assert augmented.recipe.model_copy(update={"augmentation": None}) == without.recipe
        assert (augmented.model, augmented.options) == (without.model, without.options)


def test_every_network_of_the_source_is_densenet121():
    shapes = set()
    for name in SOURCE_SECTIONS:
        for variant in STUDY.section(name).variants:
            shapes.add((variant.model, variant.image.shape, variant.options.get("blocks")))
    assert shapes == {("densenet", (32, 32, 3), None)}
    # keras.applications has 7,037,504 parameters before the last layer.
    assert expected_parameters("densenet", (32, 32, 3), 47)[0] == 7_037_504 + 47 * 1_025


def test_augmentations_add_up():
    changes = [v.recipe.augmentation.model_dump() for v in STUDY.section("augmentation").variants]
    kinds = ["rotation", "shift", "shear", "zoom", "brightness"]
    for number, change in enumerate(changes, start=1):
        assert [kind for kind in kinds if change[kind]] == kinds[:number]
    assert changes[0]["rotation"] == 10


def test_the_experiment_changes_nothing_but_the_brightness():
    recipes = [variant.recipe for variant in STUDY.section("brightness").variants]
    plain = [
        recipe.model_copy(
            update={
                "augmentation": recipe.augmentation.model_copy(
                    update={"brightness": 0.0, "brightness_way": "within_range"}
                )
            }
        )
        for recipe in recipes
    ]
    assert plain == [recipes[0]] * len(recipes)
    ways = [recipe.augmentation.brightness_way for recipe in recipes[1:]]
    assert len(set(ways)) == len(ways) == 4


def test_a_section_may_have_sizes_of_its_own(tiny_profile):
    sections = tuple(
        part.model_copy(update={"sizes": {"small": OwnSizes(train_images=80)}})
        if part.name == "brightness"
        else part
        for part in STUDY.sections
    )
    sizes = {"small": OwnSizes(max_epochs=1)}
    study = STUDY.model_copy(update={"sizes": sizes, "sections": sections})
    profile = tiny_profile.model_copy(update={"own_sizes": "small"})
    plans = {
        plan.variant.name: plan for plan in plan_trials(study, profile, {"balanced": "digest"})
    }
    assert plans["relu"].recipe.epochs == 1
    assert plans["relu"].profile.train_images is None
    assert plans["brightness_unchanged"].recipe.epochs == 1
    assert plans["brightness_unchanged"].profile.train_images == 80
