"""The source's published figures, to compare with; never printed as ours.

Taken from the 2024 deck, its midterm and log, and the 2020 report; its test figures come from one
batch of 1,024 images.
"""

from collections.abc import Iterable

import pandas as pd

from emnist_lab.evidence.statistics import SOURCE_TEST_IMAGES
from emnist_lab.studies import studies_dir

# The 2020 report does not say how many images it was tested on: ByMerge's official test part.
REPORT_TEST_IMAGES = 116_323


def source_images(name: str) -> int:
    """Return how many test images stand behind the accuracies of a table of published figures."""
    return REPORT_TEST_IMAGES if name == "bymerge" else SOURCE_TEST_IMAGES


def published_figures(name: str) -> pd.DataFrame:
    """Return one table of published figures, the `published/<name>.csv` of a study's folder.

    Parameters
    ----------
    name : str
        The file's name without ending, such as `layers`.

    Returns
    -------
    pandas.DataFrame
        Accuracies as shares in 0..1, times in seconds where a column name does not say else. Where
        variants have stages, the row of a base is named `<variant>_base`, as the studies name it.
    """
    (file,) = studies_dir().glob(f"*/published/{name}.csv")
    published = pd.read_csv(file)
    if "stage" in published:
        is_base = published["stage"] == "base"
        published["variant"] = published["variant"].where(~is_base, published["variant"] + "_base")
    return published


def published_together(names: Iterable[str]) -> pd.DataFrame:
    """Return several tables of published figures below each other, NaN where one lacks a column."""
    return pd.concat([published_figures(name) for name in names], ignore_index=True)
