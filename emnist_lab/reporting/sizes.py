"""How many images and epochs trials had, and in which batches, by their own records."""

from typing import Any

import pandas as pd

from emnist_lab.evidence.section import SectionResults
from emnist_lab.reporting.values import Figure

# From so many training images on a ranking of networks begins to mean something.
FEWEST_IMAGES_TO_RANK = 9_400


def occurring(values: pd.Series, unit: str = "count") -> list[Figure]:
    """Return the numbers that occur, each once, smallest first."""
    return [Figure(value, unit) for value in sorted(values.astype(float).dropna().unique())]


def trial_sizes(results: pd.DataFrame) -> dict[str, Any] | None:
    """Return the sizes of some trials, None where none was trained.

    Parameters
    ----------
    results : pandas.DataFrame
        One row a trial (`emnist_lab.trials.table.RESULT_COLUMNS`).

    Returns
    -------
    dict or None
        `images` of an epoch, `epochs` allowed (those with another's budget left out) and `batches`,
        the numbers that occur; `bases`, the most images of a trial that others fine-tune, None
        where that is no more; `all_enough` and `some_enough`, whether
        all, or any, learned from enough for a ranking of networks.
    """
    trained = results[results["train_images"].notna()]
    if trained.empty:
        return None
    own = trained[~trained["is_base"]]
    own = own if len(own) else trained
    bases = trained.loc[trained["is_base"], "train_images"].astype(float).max()
    most = own.loc[~own["in_budget"], "most_epochs"]
    most = most if most.notna().any() else own["most_epochs"]
    images = own["train_images"].astype(float)
    return {
        "images": occurring(own["train_images"]),
        "bases": Figure(bases, "count") if bases > images.max() else None,
        "epochs": occurring(most),
        "batches": occurring(own["batch_size"]),
        "all_enough": bool(images.min() >= FEWEST_IMAGES_TO_RANK),
        "some_enough": bool(images.max() >= FEWEST_IMAGES_TO_RANK),
    }


def size_values(found: SectionResults) -> dict[str, Any]:
    """Return the sizes of a study's trials, and of its sections that have others than most.

    Returns
    -------
    dict
        `all`, `most` (those that most sections have) and `others`, by the section's title; as
        `trial_sizes`.
    """
    parts = {
        part.section.title: sizes
        for part in found.sections.values()
        if (sizes := trial_sizes(part.results)) is not None
    }
    every = trial_sizes(found.results)
    of_parts = list(parts.values())
    most = max(of_parts, key=of_parts.count) if of_parts else every
    others = {title: each for title, each in parts.items() if each != most}
    return {"all": every, "most": most, "others": others}
