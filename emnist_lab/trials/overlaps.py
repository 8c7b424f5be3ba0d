"""Images that bases share with a study's own split: counted once, and kept beside its trials."""

import pandas as pd

from emnist_lab.config import Study
from emnist_lab.datasets.overlap import OVERLAP_COLUMNS, base_overlaps
from emnist_lab.profile import Profile
from emnist_lab.trials.study_table import StudyTable

# A row a split that bases read.
OVERLAPS = StudyTable("overlaps.csv", OVERLAP_COLUMNS)


def study_overlaps(study: Study, profile: Profile, splits: dict) -> pd.DataFrame:
    """Return what bases share with the study's own split, counted if the images are at hand.

    As `emnist_lab.datasets.overlap.base_overlaps`; where the images are not at hand, the counts are
    those kept with the results.
    """
    if not splits[study.split].origin.has_images:
        return OVERLAPS.read(study.name, profile)
    overlaps = base_overlaps(study, profile, splits)
    OVERLAPS.write(study.name, profile, overlaps)
    return overlaps
