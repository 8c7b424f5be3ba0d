"""What the ByMerge study says of its limit, tasks and ablations."""

import pandas as pd

from analysis.bymerge.study import ABLATIONS
from emnist_lab.evidence.pool import Pool
from emnist_lab.evidence.section import SectionResults
from emnist_lab.figures.numbers import count, percent, percent_range, seconds
from emnist_lab.profile import Profile
from emnist_lab.reporting.findings import pairs_finding
from emnist_lab.reporting.words import listed


def findings(found: SectionResults, profile: Profile, pool: Pool | None = None) -> dict[str, str]:
    """Return what the ByMerge study says of its limit, tasks and ablations.

    Parameters
    ----------
    found : SectionResults
        The study and its trials.
    profile : Profile
        Its size.
    pool : Pool, optional
        The trials of all studies.

    Returns
    -------
    dict of str to str
        Markdown sentences by name.
    """
    changed = [
        variant.name
        for of_part in ABLATIONS.values()
        for variant in of_part
        if variant.name in found.summary.index
    ]
    return {
        "time": time_finding(found.results),
        "tasks": tasks_finding(found.summary, "convnet_digit_letter", "convnet_47"),
        "ablations": pairs_finding(found.comparison, [(name, "convnet_47") for name in changed]),
    }


def time_finding(results: pd.DataFrame) -> str:
    """Say what time a study's trials had, which of them it stopped, and what the longest took.

    Parameters
    ----------
    results : pandas.DataFrame
        One row a trial of a study whose recipes have a time limit.

    Returns
    -------
    str
        Markdown sentences.
    """
    if results.empty:
        return ""
    limit = results["time_limit_s"].max()
    stopped = results[results["out_of_time"].eq(True)]
    longest = results["train_time_s"].astype(float).max()
    ended = (
        f"it ended {count(len(stopped))} of {count(len(results))} trainings "
        f"({listed([f'`{name}`' for name in stopped['variant'].unique()])})"
        if len(stopped)
        else f"none of {count(len(results))} trainings needed all of it"
    )
    return f"The limit is {seconds(limit)} a trial: {ended}. The longest took {seconds(longest)}."


def tasks_finding(summary: pd.DataFrame, name: str, other: str) -> str:
    """Set the accuracies of one network in two tasks side by side.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a variant.
    name, other : str
        The variants.

    Returns
    -------
    str
        A Markdown sentence.
    """
    if not {name, other} <= set(summary.index[summary["completed"] > 0]):
        return f"`{name}` and `{other}` did not both complete."
    shown = [
        f"`{variant}` {percent(row['test_acc'])} (95 % interval "
        f"{percent_range(row['test_low'], row['test_high'])})"
        for variant, row in summary.loc[[name, other]].iterrows()
    ]
    images = count(summary.loc[name, "test_images"])
    return f"Answered rightly of {images} test images: {listed(shown)}."
