"""Images that two parts of the data have in common: what a model saw must not judge it."""

from dataclasses import replace

import numpy as np
import pandas as pd

from emnist_lab.config import Study
from emnist_lab.datasets.content import image_hashes
from emnist_lab.datasets.load import Split
from emnist_lab.datasets.partition import (
    Rows,
    partition_split,
    profile_partition,
    with_held_out,
)
from emnist_lab.profile import Profile

OVERLAP_COLUMNS = ("split", "left_out", "train_images", "test_images", "in_both")


def base_split(
    study: Study, profile: Profile, seed: int, name: str, splits: dict[str, Split]
) -> Split:
    """Return a split for a base, without the images that those which fine-tune it validate on.

    The splits of EMNIST share images: a base that saw what chooses among models later would be
    chosen for having seen it. The seed decides which images of the study's own split are held out.
    """
    split = splits[name]
    held_out = profile_partition(splits[study.split], profile, seed).validation
    wanted = ~np.isin(image_hashes(split.train_images), _hashes(held_out))
    if wanted.all():
        return split
    return replace(
        split,
        train_images=split.train_images[wanted],
        train_labels=split.train_labels[wanted],
    )


def base_overlaps(study: Study, profile: Profile, splits: dict[str, Split]) -> pd.DataFrame:
    """Count for every base of a study what it leaves out, and test images it was trained on.

    Returns
    -------
    pandas.DataFrame
        One row a split that bases read, two if only some of them hold images out: `split`,
        `left_out` (`base_split`), `train_images`, `test_images` of the study's own split, and
        `in_both` of the last two, with the profile's first seed.
    """
    seed = profile.seeds[0]
    tested_on = profile_partition(splits[study.split], profile, seed).test
    rows = []
    bases = [study.variant(base) for base in sorted(study.bases)]
    for name, holds_out in dict.fromkeys((study.split_of(b), b.recipe.hold_out) for b in bases):
        split = base_split(study, profile, seed, name, splits)
        parts = partition_split(split, profile.validation_fraction, seed, profile.base_images)
        trained_on = (parts if holds_out else with_held_out(parts)).train
        row = {
            "split": name,
            "left_out": len(splits[name].train_labels) - len(split.train_labels),
            "train_images": len(trained_on),
            "test_images": len(tested_on),
            "in_both": int(np.isin(_hashes(tested_on), _hashes(trained_on)).sum()),
        }
        rows.append(row)
    return pd.DataFrame(rows, columns=OVERLAP_COLUMNS)


def _hashes(rows: Rows) -> np.ndarray:
    return image_hashes(rows.images[row] for row in rows.rows)
