"""Which variants of a study differ beyond chance, tested on the images that they all read."""

from collections.abc import Iterable
from dataclasses import asdict

import numpy as np
import pandas as pd

from emnist_lab.config import Section
from emnist_lab.evidence.statistics import (
    SIGNIFICANCE,
    PairedDifference,
    best_on_validation,
    holm_corrected,
    paired_difference,
)
from emnist_lab.evidence.summary import of_task
from emnist_lab.profile import Profile
from emnist_lab.training.predictions import Predictions, read_predictions

Pair = tuple[str, str]
NO_COMPARISON = PairedDifference(0, np.nan, np.nan, np.nan, 0, 0, np.nan)


def study_comparison(study: Section, profile: Profile, results: pd.DataFrame) -> pd.DataFrame:
    """Compare the variant that validation chooses with every other, and the study's contrasts.

    Parameters
    ----------
    study : Section
        The study, or a section of one.
    profile : Profile
        The profile, whose trials left their predictions.
    results : pandas.DataFrame
        One row a trial (`emnist_lab.trials.table.RESULT_COLUMNS`).

    Returns
    -------
    pandas.DataFrame
        One row a pair, see `compare_pairs`. All these pairs are one family for Holm's
        correction.
    """
    return compare_pairs(read_by_variant(profile, results), study_pairs(study, results))


def study_pairs(study: Section, results: pd.DataFrame) -> list[Pair]:
    """Return the pairs that a study tests: each variant with the chosen one, and its contrasts.

    Parameters
    ----------
    study : Section
        A study or a section of one; its contrasts name variants. One with sections of its own
        tests only its contrasts.
    results : pandas.DataFrame
        One row a trial; its validation accuracies choose.

    Returns
    -------
    list of pairs of str
        Each pair once, in the order of the variants.
    """
    # Bases and other tasks are tested on other images: no variant of the study compares with them.
    trained = set(results["variant"])
    results = of_task(results, study.split, study.task)
    completed = results[results["status"] == "completed"]
    validation = completed.groupby("variant", sort=False)["val_acc"].mean().dropna()
    variants = list(dict.fromkeys(results["variant"]))
    pairs = []
    best = None if study.sections else best_on_validation(validation)
    if best is not None:
        pairs = [(variant, best) for variant in variants if variant != best]
    for first, second in study.contrasts.values():
        known = {(first, second), (second, first)} & set(pairs)
        if not known and trained.issuperset((first, second)):
            pairs.append((first, second))
    return pairs


def compare_pairs(predictions: dict[str, list[Predictions]], pairs: list[Pair]) -> pd.DataFrame:
    """Test pairs of models on the test images that both read, and correct for their number.

    Parameters
    ----------
    predictions : dict of str to list of Predictions
        By model, one a seed.
    pairs : list of pairs of str
        The models to compare.

    Returns
    -------
    pandas.DataFrame
        Indexed by `first` and `second`: `images`; `difference` (first minus second, a share) with
        its 95 % interval `low` to `high`; `first_only` and `second_only`, the images that speak
        for one; `p_value` of McNemar's test, and `p_holm`, corrected for all the pairs
        (see `paired_difference` for several seeds). NaN where one has no predictions, or they
        were not made for the same images.
    """
    shares = {name: correct_shares(of_seeds) for name, of_seeds in predictions.items() if of_seeds}
    rows = []
    for first, second in pairs:
        comparable = read_same_images([predictions.get(first, []), predictions.get(second, [])])
        found = paired_difference(shares[first], shares[second]) if comparable else NO_COMPARISON
        rows.append({"first": first, "second": second, **asdict(found)})
    columns = ["first", "second", *PairedDifference.__annotations__]
    frame = pd.DataFrame(rows, columns=columns).set_index(["first", "second"])
    return frame.assign(p_holm=holm_corrected(frame["p_value"]))


def pairs_among(comparison: pd.DataFrame, variants: list[str]) -> pd.DataFrame:
    """Return the comparisons of some variants with each other, as they were corrected."""
    first, second = (comparison.index.get_level_values(level) for level in ("first", "second"))
    return comparison[first.isin(variants) & second.isin(variants)]


def read_by_variant(
    profile: Profile, results: pd.DataFrame, by: str = "variant"
) -> dict[str, list[Predictions]]:
    """Read the predictions of completed trials, by variant.

    Parameters
    ----------
    profile : Profile
        The profile.
    results : pandas.DataFrame
        One row a trial.
    by : str
        The column that tells variants apart.

    Returns
    -------
    dict of str to list of Predictions
        One a seed that left any, for variants with a completed trial.
    """
    found: dict[str, list[Predictions]] = {}
    completed = results[results["status"] == "completed"]
    for _, trial in completed.iterrows():
        folder = profile.trial_dir(trial["study"], trial["variant"], trial["seed"])
        predictions = read_predictions(folder)
        found.setdefault(trial[by], []).extend([predictions] if predictions else [])
    return found


def find_pair(comparison: pd.DataFrame, first: str, second: str) -> pd.Series | None:
    """Return the comparison of two models, first minus second, or None where none was made.

    Parameters
    ----------
    comparison : pandas.DataFrame
        From `compare_pairs`.
    first, second : str
        The models, in either order of the comparison.

    Returns
    -------
    pandas.Series or None
        A row of the comparison, its signs turned if the pair was compared the other way round.
    """
    if (first, second) in comparison.index:
        row = comparison.loc[(first, second)]
    elif (second, first) in comparison.index:
        turned = comparison.loc[(second, first)]
        row = turned.rename((first, second)).copy()
        row[["difference", "low", "high"]] = -turned[["difference", "high", "low"]].to_numpy()
        row[["first_only", "second_only"]] = turned[["second_only", "first_only"]].to_numpy()
    else:
        return None
    return row if np.isfinite(row["p_holm"]) else None


def chosen_pairs(comparison: pd.DataFrame, pairs: Iterable[Pair]) -> pd.DataFrame:
    """Return the comparisons of some pairs, first minus second, in this order.

    Parameters
    ----------
    comparison : pandas.DataFrame
        From `compare_pairs`.
    pairs : iterable of pairs of str
        Pairs of models in either order of the comparison; those that were not tested are left out.

    Returns
    -------
    pandas.DataFrame
        Rows as in the comparison.
    """
    found = [row for pair in pairs if (row := find_pair(comparison, *pair)) is not None]
    index = pd.MultiIndex.from_tuples([row.name for row in found], names=comparison.index.names)
    return pd.DataFrame(found, columns=comparison.columns).set_axis(index)


def beyond_chance(compared: pd.Series) -> bool:
    """Return whether chance alone rarely gives such a difference (corrected p below 0.05)."""
    return bool(compared["p_holm"] < SIGNIFICANCE)


def read_same_images(models: list[list[Predictions]]) -> bool:
    """Return whether all of some models, one entry a seed of each, read the same test images."""
    return all(models) and all(np.array_equal(of[0].true, models[0][0].true) for of in models)


def correct_shares(of_seeds: list[Predictions]) -> np.ndarray:
    """Return the share of a model's seeds that read each image correctly, float (n,)."""
    return np.mean([predictions.correct for predictions in of_seeds], axis=0)
