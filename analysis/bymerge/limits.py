"""How far trainings under a time limit got."""

import pandas as pd

from emnist_lab.config import Profile, Study
from emnist_lab.figures.numbers import count, seconds
from emnist_lab.figures.tables import figure_or_status, pipe_table


def time_table(study: Study, profile: Profile, summary: pd.DataFrame) -> str:
    """Return how much of its time each variant used, and what it did with it.

    Parameters
    ----------
    study, profile : Study, Profile
        The recipes, and their size.
    summary : pandas.DataFrame
        One row a variant (`emnist_lab.evidence.summary.variant_summary`).

    Returns
    -------
    str
        A pipe table of the variants that have a trial; the last epoch of one that ran out of time
        may be a part of one.
    """
    rows = []
    for variant in study.variants:
        if variant.name not in summary.index:
            continue
        row = summary.loc[variant.name]
        recipe = profile.scaled(variant.recipe, variant.model, profile.seeds[0])
        rows.append(
            {
                "variant": variant.name,
                "limit": seconds(recipe.time_limit_s),
                "training": seconds(row["train_time_s"]),
                "epochs": f"{count(row['epochs'])} of {recipe.epochs}",
                "steps": count(row["steps"]),
                "images": count(row["train_images"]),
                "out of time": "yes" if row["out_of_time"] else "no",
                "test (%)": figure_or_status(row),
            }
        )
    return pipe_table(rows, left=("out of time",))
