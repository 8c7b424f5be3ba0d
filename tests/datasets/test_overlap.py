"""Test images that a base was trained on are counted, whatever split they come from."""

import dataclasses

import numpy as np

from emnist_lab.config import Study, Variant
from emnist_lab.datasets.overlap import base_overlaps


def test_shared_images_are_counted(tiny_split, tiny_profile):
    shared = np.concatenate([tiny_split.test_images[:7], tiny_split.train_images])
    labels = np.concatenate([tiny_split.test_labels[:7], tiny_split.train_labels])
    bymerge = dataclasses.replace(tiny_split, train_images=shared, train_labels=labels)
    base = Variant(name="base", change="", model="lenet5_new", split="bymerge")
    after = base.model_copy(update={"name": "after", "split": None, "base": "base"})
    study = Study(name="x", title="", question="", variants=(base, after))
    profile = tiny_profile.model_copy(update={"validation_fraction": 0.04})
    found = base_overlaps(study, profile, {"balanced": tiny_split, "bymerge": bymerge})
    (row,) = found.to_dict("records")
    assert row["split"] == "bymerge"
    assert row["test_images"] == 60
    # All but those that the base holds out.
    assert 1 <= row["in_both"] <= 7
    none = base_overlaps(study, profile, {"balanced": tiny_split, "bymerge": tiny_split})
    assert none["in_both"].tolist() == [0]
