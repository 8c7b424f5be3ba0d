"""What the records say of trials that go on from others, change one thing, or must end in time."""

from collections.abc import Iterable

import pandas as pd

from emnist_lab.config import Profile, Study
from emnist_lab.evidence.comparison import Pair, beyond_chance, chosen_pairs
from emnist_lab.figures.numbers import count, percent, percent_range, seconds
from emnist_lab.figures.stages import stages_of
from emnist_lab.reporting.words import is_or_are, listed


def pairs_finding(comparison: pd.DataFrame, pairs: Iterable[Pair]) -> str:
    """Say which of some comparisons are beyond chance, and which within noise.

    Parameters
    ----------
    comparison : pandas.DataFrame
        The tested pairs (`emnist_lab.evidence.comparison.study_comparison`).
    pairs : iterable of pairs of str
        Those that the sentence is about; it names the first of each.

    Returns
    -------
    str
        Markdown sentences.
    """
    pairs = list(pairs)
    tested = chosen_pairs(comparison, pairs)
    groups = {"better": [], "worse": [], "within noise": []}
    for (first, _), compared in tested.iterrows():
        side = "better" if compared["difference"] > 0 else "worse"
        groups[side if beyond_chance(compared) else "within noise"].append(f"`{first}`")
    told = [
        f"{count(len(names))} {is_or_are(len(names))} {words} ({listed(names)})"
        for words, names in (
            ("better beyond chance", groups["better"]),
            ("worse beyond chance", groups["worse"]),
            ("within noise", groups["within noise"]),
        )
        if names
    ]
    if not told:
        return "None of these pairs could be compared."
    untested = len(pairs) - len(tested)
    missing = f" {count(untested)} could not be compared." if untested else ""
    if len(tested) == 1:
        (words,) = (words for words, names in groups.items() if names)
        certain = "" if words == "within noise" else " beyond chance"
        return f"The only one, `{tested.index[0][0]}`, is {words}{certain}.{missing}"
    return f"Of {count(len(tested))} comparisons, {listed(told)}.{missing}"


def time_finding(study: Study, profile: Profile, results: pd.DataFrame) -> str:
    """Say what time a study's trials had, which of them it stopped, and what the longest took.

    Parameters
    ----------
    study, profile : Study, Profile
        The study, whose recipes have a time limit, and its size.
    results : pandas.DataFrame
        One row a trial.

    Returns
    -------
    str
        Markdown sentences.
    """
    if results.empty:
        return ""
    limit = max(
        profile.scaled(variant.recipe, variant.model, 0).time_limit_s for variant in study.variants
    )
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


def transfer_finding(study: Study, summary: pd.DataFrame, comparison: pd.DataFrame) -> str:
    """Say in which recipes a base helped, beside the same model from scratch.

    Parameters
    ----------
    study : Study
        A study whose variants have bases.
    summary, comparison : pandas.DataFrame
        One row a variant, and the tested pairs.

    Returns
    -------
    str
        Markdown sentences.
    """
    pairs = [
        (stages["transferred"], stages["from scratch"])
        for stages in stages_of(study).values()
        if "from scratch" in stages
    ]
    found = pairs_finding(comparison, pairs)
    return (
        f"Transferred models beside the same from scratch: {found[0].lower()}{found[1:]} "
        f"{_budget_finding(study, summary)}"
    )


def _budget_finding(study: Study, summary: pd.DataFrame) -> str:
    # Some variants may have no record yet.
    seen = (summary["epochs"] * summary["train_images"]).reindex([v.name for v in study.variants])
    shares = []
    for stages in stages_of(study).values():
        if "from scratch" in stages:
            both = seen[stages["base"]] + seen[stages["transferred"]]
            shares.append(seen[stages["from scratch"]] / both)
    known = [share for share in shares if share == share]
    if not known:
        return ""
    low, high = (percent(extreme(known)) for extreme in (min, max))
    used = low if low == high else f"{low} to {high}"
    return f"From scratch, models saw {used} of the images that both stages together had seen."
