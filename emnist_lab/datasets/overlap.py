"""Images that two parts of the data have in common: what a model saw must not be its test."""

import math

import numpy as np
import pandas as pd

from emnist_lab.config import Profile, Study
from emnist_lab.datasets.partition import Rows, partition_split, profile_partition

BATCH_IMAGES = 4096


def images_in_both(trained_on: Rows, tested_on: Rows) -> int:
    """Count the test images that are, pixel by pixel, among those trained on.

    Parameters
    ----------
    trained_on, tested_on : Rows
        Images of any two splits.

    Returns
    -------
    int
        Of the images in `tested_on`.
    """
    seen = set(_contents(trained_on))
    return sum(content in seen for content in _contents(tested_on))


def base_overlaps(study: Study, profile: Profile, splits: dict) -> pd.DataFrame:
    """Count for every base of a study how many of the study's test images it was trained on.

    Parameters
    ----------
    study, profile : Study, Profile
        A study whose variants have bases, and its size.
    splits : dict of str to emnist_lab.datasets.load.Split
        The data by name.

    Returns
    -------
    pandas.DataFrame
        One row a split that bases read: `split`, `train_images`, `test_images` of the study's own
        split, and `in_both` (NaN where the images are not at hand); with the profile's first seed.
    """
    seed = profile.seeds[0]
    tested_on = profile_partition(splits[study.split], profile, seed).test
    rows = []
    for name in dict.fromkeys(study.split_of(study.variant(base)) for base in sorted(study.bases)):
        trained_on = partition_split(
            splits[name], profile.validation_fraction, seed, profile.base_images
        ).train
        rows.append(
            {
                "split": name,
                "train_images": len(trained_on),
                "test_images": len(tested_on),
                "in_both": images_in_both(trained_on, tested_on)
                if splits[name].origin.has_images
                else math.nan,
            }
        )
    return pd.DataFrame(rows)


def _contents(rows: Rows):
    for start in range(0, len(rows), BATCH_IMAGES):
        images, _ = rows.take(np.arange(start, min(start + BATCH_IMAGES, len(rows))))
        yield from (hash(image.tobytes()) for image in images)
