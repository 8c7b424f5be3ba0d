"""What a base saw must not judge it later, whatever split it comes from."""

import dataclasses

import numpy as np
import pytest

from emnist_lab.config import Study, Variant
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.datasets.overlap import base_overlaps, base_split
from emnist_lab.datasets.partition import profile_partition


@pytest.fixture
def study() -> Study:
    base = Variant(name="base", change="", model="lenet5_new", split="bymerge")
    after = base.model_copy(update={"name": "after", "split": None, "base": "base"})
    return Study(dataset=EMNIST, name="x", title="", question="", variants=(base, after))


def test_a_base_sees_nothing_that_is_held_out_later(study, tiny_split, tiny_profile):
    own = dataclasses.replace(
        tiny_split, train_images=255 - tiny_split.train_images, train_labels=tiny_split.train_labels
    )
    shared = np.concatenate([tiny_split.train_images, own.train_images])
    labels = np.concatenate([tiny_split.train_labels, own.train_labels])
    bymerge = dataclasses.replace(tiny_split, train_images=shared, train_labels=labels)
    held_out = profile_partition(tiny_split, tiny_profile, seed=3).validation
    found = base_split(
        study, tiny_profile, 3, "bymerge", {"balanced": tiny_split, "bymerge": bymerge}
    )
    seen = {image.tobytes() for image in found.train_images}
    assert not any(held_out.images[row].tobytes() in seen for row in held_out.rows)
    assert len(found.train_images) == len(labels) - len(held_out)
    assert np.array_equal(found.train_images[-len(own.train_images) :], own.train_images)
    assert found.test_images is bymerge.test_images


def test_a_split_of_other_images_stays_whole(study, tiny_split, tiny_profile):
    other = dataclasses.replace(tiny_split, train_images=255 - tiny_split.train_images)
    splits = {"balanced": tiny_split, "bymerge": other}
    assert base_split(study, tiny_profile, 0, "bymerge", splits) is other


def test_shared_images_are_counted(study, tiny_split, tiny_profile):
    shared = np.concatenate([tiny_split.test_images[:7], tiny_split.train_images])
    labels = np.concatenate([tiny_split.test_labels[:7], tiny_split.train_labels])
    bymerge = dataclasses.replace(tiny_split, train_images=shared, train_labels=labels)
    profile = tiny_profile.model_copy(update={"validation_fraction": 0.04})
    found = base_overlaps(study, profile, {"balanced": tiny_split, "bymerge": bymerge})
    (row,) = found.to_dict("records")
    assert row["split"] == "bymerge"
    assert row["test_images"] == 60
    # All but those that the base holds out.
    assert 1 <= row["in_both"] <= 7
    assert row["left_out"] == len(profile_partition(tiny_split, profile, 0).validation)
    base, after = study.variants
    everything = base.recipe.model_copy(update={"hold_out": False})
    base = base.model_copy(update={"recipe": everything})
    study = study.model_copy(update={"variants": (base, after)})
    found = base_overlaps(study, profile, {"balanced": tiny_split, "bymerge": bymerge})
    assert found["in_both"].tolist() == [7], "a base that holds nothing out sees them all"
    none = base_overlaps(study, profile, {"balanced": tiny_split, "bymerge": tiny_split})
    assert none["in_both"].tolist() == [0]
