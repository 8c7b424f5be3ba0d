"""Images that bases share with a study's own split: counted once, and kept beside its trials."""

import pandas as pd

from emnist_lab import paths
from emnist_lab.config import Profile, Study
from emnist_lab.datasets.overlap import base_overlaps
from emnist_lab.files import whole_file

OVERLAP_COLUMNS = ["split", "left_out", "train_images", "test_images", "in_both"]


def study_overlaps(study: Study, profile: Profile, splits: dict) -> pd.DataFrame:
    """Return what bases share with the study's own split, counted if the images are at hand.

    Parameters
    ----------
    study, profile : Study, Profile
        A study whose variants have bases, and its size.
    splits : dict of str to emnist_lab.datasets.load.Split
        The data by name. Where the images are not at hand, the counts are those kept with the
        results.

    Returns
    -------
    pandas.DataFrame
        As `emnist_lab.datasets.overlap.base_overlaps`.
    """
    if not splits[study.split].origin.has_images:
        return read_overlaps(study.name, profile)
    overlaps = base_overlaps(study, profile, splits)
    write_overlaps(study.name, profile, overlaps)
    return overlaps


def write_overlaps(study: str, profile: Profile, overlaps: pd.DataFrame) -> None:
    """Keep `OVERLAP_COLUMNS` of the bases of a study in its folder."""
    with whole_file(paths.overlaps_file(profile.name, study)) as temporary:
        overlaps[OVERLAP_COLUMNS].to_csv(temporary, index=False)


def read_overlaps(study: str, profile: Profile) -> pd.DataFrame:
    """Return `OVERLAP_COLUMNS`, a row a split that bases read; none where none were counted."""
    file = paths.overlaps_file(profile.name, study)
    return pd.read_csv(file) if file.is_file() else pd.DataFrame(columns=OVERLAP_COLUMNS)
