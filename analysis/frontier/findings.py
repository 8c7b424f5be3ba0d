"""What the Pareto front says of the source's choice, and what the search drew."""

import pandas as pd

from analysis.frontier.study import MODERN, REFERENCE, STUDY
from emnist_lab.config import Study
from emnist_lab.evidence.comparison import (
    beyond_chance,
    compare_pairs,
    find_pair,
    read_by_variant,
)
from emnist_lab.evidence.pareto import best_no_slower_than, pareto_front
from emnist_lab.evidence.pool import Pool
from emnist_lab.evidence.section import SectionResults
from emnist_lab.evidence.summary import of_task
from emnist_lab.figures.numbers import (
    count,
    milliseconds,
    percent,
    percent_number,
    percent_range,
    size,
)
from emnist_lab.profile import Profile
from emnist_lab.recipe import Augmentation, Recipe
from emnist_lab.reporting.findings import contrast
from emnist_lab.reporting.words import amount, listed, probability
from emnist_lab.trials.interleaved import INTERLEAVED_TIMES, shares_of_time, with_interleaved_times


def findings(found: SectionResults, profile: Profile, pool: Pool | None = None) -> dict[str, str]:
    """Return what the study of the Pareto front says of its search and of the source's choice.

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
        Markdown sentences by name; those on the study's contrasts, by theirs, quote times taken in
        interleaved timing where there are any, so that models of one network are equally fast.
    """
    study = found.section
    shares = _shares_by_variant(found.results, profile)
    interleaved = with_interleaved_times(found.summary, shares)
    comparable = of_task(found.summary, study.split, study.task)
    # They saw more data than the source's choice.
    helped = [variant.name for variant in study.variants if variant.base]
    equal = comparable.drop(index=helped, errors="ignore")
    return {
        "passes": passing_finding(profile, found.results, equal, shares),
        "search": search_finding(study, profile, found.summary),
        "recipe": recipe_in_words(MODERN),
        **{
            name: contrast(interleaved, found.comparison, *pair)
            for name, pair in study.contrasts.items()
        },
    }


def passing_finding(
    profile: Profile, results: pd.DataFrame, summary: pd.DataFrame, shares: pd.DataFrame
) -> str:
    """Say whether a model passes the source's choice: more accurate at no more latency.

    Parameters
    ----------
    profile : Profile
        The profile, whose trials left their predictions.
    results, summary : pandas.DataFrame
        One row a trial; one a variant.
    shares : pandas.DataFrame
        As `emnist_lab.trials.interleaved.shares_of_time` of the source's choice, by variant.

    Returns
    -------
    str
        Markdown sentences. Validation names the model, the test images that both read judge it.
    """
    reference = REFERENCE.name
    name = best_no_slower_than(summary, reference)
    if name is None:
        return f"No model took as little time as `{reference}`, or that one did not complete."
    both = results[results["variant"].isin([name, reference])]
    pairs = compare_pairs(read_by_variant(profile, both), [(name, reference)])
    compared = find_pair(pairs, name, reference)
    row, other = summary.loc[name], summary.loc[reference]
    figures = (
        f"Of the models that take no longer than `{reference}` for one image, validation chooses "
        f"`{name}`. It reads {percent(row['test_acc'])} of the {count(row['test_images'])} test "
        f"images (95 % interval {percent_range(row['test_low'], row['test_high'])}), "
        f"{amount(row['test_acc'] - other['test_acc'])} `{reference}`, has "
        f"{size(row['parameters'])} parameters, "
        f"{percent_number(row['parameters'] / other['parameters'])} % of its number, and takes "
        f"{_time_beside(name, summary, shares)}."
    )
    return f"{figures} {_verdict(compared, reference)}"


def _shares_by_variant(results: pd.DataFrame, profile: Profile) -> pd.DataFrame:
    """Return the shares of the reference model's time, of variants timed interleaved with it."""
    networks = results.drop_duplicates("variant").set_index("variant")["network"]
    return shares_of_time(INTERLEAVED_TIMES.read(STUDY.name, profile), networks, REFERENCE.name)


def _time_beside(name: str, summary: pd.DataFrame, shares: pd.DataFrame) -> str:
    """Return a model's time for one image, interleaved if known, beside the reference's."""
    if name in shares.index:
        row = shares.loc[name]
        return (
            f"{milliseconds(row['latency_ms'])} for one image, {percent(row['share'])} of its time "
            f"timed interleaved ({percent_range(row['low'], row['high'])} in nine rounds of "
            "ten)"
        )
    times = summary["latency_ms"]
    share = times[name] / times[REFERENCE.name]
    return f"{milliseconds(times[name])} for one image, {percent(share)} of its time"


def _verdict(compared: pd.Series | None, reference: str) -> str:
    if compared is None or not compared["images"]:
        return "The two were not tested on the same images."
    chance = probability(compared["p_value"])
    if not beyond_chance(compared):
        return f"That is within noise ({chance}): this run cannot tell whether it reads better."
    if compared["difference"] > 0:
        return f"It passes `{reference}`: more accurate beyond chance ({chance}), and no slower."
    return f"It is less accurate beyond chance ({chance}): nothing here passes `{reference}`."


def recipe_in_words(recipe: Recipe) -> str:
    """Return what a modern recipe adds to optimizer, rate and epochs, with its figures."""
    parts = [f"weight decay {recipe.weight_decay:g}"] if recipe.weight_decay is not None else []
    if recipe.schedule == "cosine":
        parts.append(f"a cosine schedule after {recipe.warmup_epochs:g} epoch(s) of rising rates")
    if recipe.label_smoothing:
        parts.append(f"{percent(recipe.label_smoothing)} of each label spread over all classes")
    if recipe.mixing is not None:
        mixing = recipe.mixing
        parts.append(f"{mixing.method} of {percent(mixing.share)} of the images")
    if recipe.averaged_epochs is not None:
        parts.append(f"weights averaged over about {recipe.averaged_epochs:g} epoch(s)")
    said = f"In figures: {recipe.optimizer} with {listed(parts)}."
    if recipe.augmentation is not None:
        said += f" Training images are {listed(_moves_in_words(recipe.augmentation))}."
    if recipe.plain_share:
        said += f" The last {percent(recipe.plain_share)} of the epochs see them as they are."
    return said


def _moves_in_words(augmentation: Augmentation) -> list[str]:
    said = {
        f"turned by up to {augmentation.rotation:g} degrees": augmentation.rotation,
        f"shifted by up to {percent(augmentation.shift)} of the side": augmentation.shift,
        f"sheared by up to {augmentation.shear:g}": augmentation.shear,
        f"zoomed by up to {percent(augmentation.zoom)}": augmentation.zoom,
        f"bent by some {percent(augmentation.elastic)} of the side": augmentation.elastic,
    }
    return [words for words, amount in said.items() if amount]


def search_finding(study: Study, profile: Profile, summary: pd.DataFrame) -> str:
    """Say how many variants the search drew, and which trained longest and best."""
    own = {variant.name for variant in study.variants}
    drawn = summary[~summary.index.isin(own)]
    if drawn.empty:
        return "The search drew nothing."
    longest = drawn[drawn["epochs"] == drawn["epochs"].max()]["val_acc"].dropna()
    rungs = drawn["epochs"].value_counts().sort_index()
    steps = listed(
        [
            f"{number} for {epochs:.0f} epoch{'' if epochs == 1 else 's'}"
            for epochs, number in rungs.items()
        ]
    )
    text = f"The search trained {len(drawn)} drawn variants: {steps}."
    if longest.empty:
        return text
    return f"{text} Of those that trained longest validation puts `{longest.idxmax()}` first."


def front_finding(summary: pd.DataFrame, reference: str | None) -> str:
    """Name the models on the Pareto front, fastest first, and where a reference model stands."""
    front = list(pareto_front(summary).index)
    names = listed([f"`{name}`" for name in front])
    named = f"On the Pareto front, fastest first: {names}."
    if reference is None:
        return named
    place = "is one of them" if reference in front else "is not: another beats it in both"
    return f"{named} `{reference}` {place}."
