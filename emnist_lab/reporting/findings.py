"""What the records say, in sentences: conclusions are computed, never typed."""

from collections.abc import Iterable

import pandas as pd

from emnist_lab.evidence.comparison import Pair, beyond_chance, chosen_pairs, find_pair
from emnist_lab.evidence.statistics import best_on_validation, ranked_on_validation
from emnist_lab.figures.numbers import (
    count,
    milliseconds,
    percent,
    percent_range,
    points_range,
    size,
)
from emnist_lab.profile import Profile
from emnist_lab.reporting.sizes import FEWEST_IMAGES_TO_RANK
from emnist_lab.reporting.words import amount, is_or_are, listed, probability, seeds_in_words

LONGEST_REASON = 160
NONE_COMPLETED = "No trial of these has completed, so that there is nothing to choose from."


def best_finding(summary: pd.DataFrame) -> str:
    """Name the variant that validation chooses, and what the test images say of it.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a variant (`emnist_lab.evidence.summary.variant_summary`).

    Returns
    -------
    str
        Markdown sentences.
    """
    name = best_on_validation(summary["val_acc"])
    if name is None:
        return NONE_COMPLETED
    row = summary.loc[name]
    return (
        f"Validation chooses `{name}` ({percent(row['val_acc'])}). It reads "
        f"{percent(row['test_acc'])} of the {count(row['test_images'])} test images (95 % "
        f"interval {percent_range(row['test_low'], row['test_high'])}), has "
        f"{size(row['parameters'])} parameters and takes {milliseconds(row['latency_ms'])} for "
        f"one image."
    )


def runner_up_finding(summary: pd.DataFrame, comparison: pd.DataFrame) -> str:
    """Compare the variant that validation chooses with the one that comes second there.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a variant.
    comparison : pandas.DataFrame
        The tested pairs (`emnist_lab.evidence.comparison.study_comparison`).

    Returns
    -------
    str
        A Markdown sentence.
    """
    ranked = ranked_on_validation(summary["val_acc"])
    if not ranked:
        return ""
    if len(ranked) == 1:
        return f"No variant but `{ranked[0]}` completed."
    best, second = ranked[:2]
    difference = summary["test_acc"][best] - summary["test_acc"][second]
    return (
        f"Second on validation comes `{second}` ({_cost(summary.loc[second])}); on the test images "
        f"`{best}` reads {amount(difference)} `{second}`{_verdict(comparison, best, second)}."
    )


def contrast(summary: pd.DataFrame, comparison: pd.DataFrame, first: str, second: str) -> str:
    """Compare the test accuracies of two variants, with what chance allows.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a variant.
    comparison : pandas.DataFrame
        The tested pairs; the study's `contrasts` must hold this one, or it was not tested.
    first, second : str
        The variants; the sentence is about the first.

    Returns
    -------
    str
        A Markdown sentence.
    """
    done = summary.index[summary["completed"] > 0]
    lost = [
        f"`{name}` {'did not complete' if name in summary.index else 'was not trained'}"
        for name in (first, second)
        if name not in done
    ]
    if lost:
        return f"`{first}` and `{second}` cannot be compared: {listed(lost)} here."
    one, other = summary.loc[first], summary.loc[second]
    return (
        f"`{first}` ({_cost(one)}) reads {percent(one['test_acc'])} of the test images, "
        f"{amount(one['test_acc'] - other['test_acc'])} `{second}` ({_cost(other)})"
        f"{_verdict(comparison, first, second)}."
    )


def differences_finding(summary: pd.DataFrame, comparison: pd.DataFrame) -> str:
    """Say which variants differ from the one that validation chooses beyond chance, which do not.

    Parameters
    ----------
    summary, comparison : pandas.DataFrame
        One row a variant, and the tested pairs.

    Returns
    -------
    str
        Markdown sentences.
    """
    best = best_on_validation(summary["val_acc"])
    if best is None or len(summary) == 1:
        return ""
    compared = {name: find_pair(comparison, name, best) for name in summary.index if name != best}
    tested = {name: row for name, row in compared.items() if row is not None}
    if not tested:
        return f"No variant was tested against `{best}`."
    alike = [f"`{name}`" for name, row in tested.items() if not beyond_chance(row)]
    apart = {name: row for name, row in tested.items() if beyond_chance(row)}
    better = [f"`{name}`" for name, row in apart.items() if row["difference"] > 0]
    worse = [f"`{name}`" for name, row in apart.items() if row["difference"] < 0]
    verdicts = [
        f"{listed(names)} {'reads' if len(names) == 1 else 'read'} {words}"
        for names, words in ((worse, "worse"), (better, "better"))
        if names
    ]
    beyond = f"Beyond chance, {listed(verdicts)} than `{best}`" if verdicts else ""
    within = f"within noise of `{best}` {is_or_are(len(alike))} {listed(alike)}" if alike else ""
    return f"{'; '.join(filter(None, (beyond, within)))}.".replace("within", "Within", not beyond)


def lost_trials(results: pd.DataFrame) -> str:
    """Say how many trials completed, and of each other one what became of it and why.

    Parameters
    ----------
    results : pandas.DataFrame
        One row a trial.

    Returns
    -------
    str
        A Markdown sentence.
    """
    lost = results[results["status"] != "completed"]
    if results.empty:
        return "No trial has ended yet."
    if lost.empty and len(results) == 1:
        return "The one trial completed."
    if lost.empty:
        return f"All {len(results)} trials completed."
    each = [
        f"`{variant}` with {seeds_in_words(trials['seed'])} {status} ({_one_line(reason)})"
        for (variant, status, reason), trials in lost.groupby(
            ["variant", "status", "reason"], sort=False, dropna=False
        )
    ]
    return f"{len(lost)} of {len(results)} trials did not complete: {'; '.join(each)}."


def caution(profile: Profile, results: pd.DataFrame) -> str:
    """Return the warning that figures of trials on few images carry, or an empty text."""
    if results["train_images"].astype(float).max() >= FEWEST_IMAGES_TO_RANK:
        return ""
    return f"Figures from `{profile.name}` show that the way works, not which model is best."


def _cost(row: pd.Series) -> str:
    return f"{size(row['parameters'])} parameters, {milliseconds(row['latency_ms'])} an image"


def _verdict(comparison: pd.DataFrame, first: str, second: str) -> str:
    compared = find_pair(comparison, first, second)
    if compared is None:
        return ", which was not tested"
    sureness = (
        f"95 % interval {points_range(compared['low'], compared['high'])}, "
        f"{probability(compared['p_holm'])}"
    )
    if beyond_chance(compared):
        return f": beyond chance ({sureness})"
    return f": within noise ({sureness}), so that this run cannot tell which reads better"


def _one_line(reason: str | None) -> str:
    text = " ".join(str(reason).split()) if pd.notna(reason) else "no reason noted"
    return text if len(text) <= LONGEST_REASON else f"{text[:LONGEST_REASON]} …"


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
    groups: dict[str, list[str]] = {"better": [], "worse": [], "within noise": []}
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
