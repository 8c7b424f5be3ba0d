"""What the records say, in sentences: conclusions are computed, never typed."""

from collections.abc import Iterable

import pandas as pd

from emnist_lab.config import Profile
from emnist_lab.figures.numbers import (
    NO_BREAK,
    count,
    milliseconds,
    percent,
    percent_range,
    points,
    size,
)
from emnist_lab.figures.tables import compatibility
from emnist_lab.results.statistics import (
    SOURCE_TEST_IMAGES,
    Difference,
    accuracy_difference,
    best_on_validation,
)

# A tenth of the source's 94,000 training images: from there on a ranking begins to mean something.
TELLING_TRAIN_IMAGES = 9_400
SOURCE_SCALE = "94,000 real images for up to 100 epochs"
LONGEST_REASON = 160


def best_finding(summary: pd.DataFrame) -> str:
    """Name the variant that validation chooses, and what the test images say of it.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a variant (`emnist_lab.results.summary.variant_summary`).

    Returns
    -------
    str
        Markdown sentences.
    """
    name = best_on_validation(summary["val_acc"])
    row = summary.loc[name]
    return (
        f"Validation chooses `{name}` ({percent(row['val_acc'])}). It reads "
        f"{percent(row['test_acc'])} of the {count(row['test_images'])} test images (95 % "
        f"interval {percent_range(row['test_low'], row['test_high'])}), has "
        f"{size(row['parameters'])} parameters and takes {milliseconds(row['latency_ms'])} for "
        f"one image."
    )


def runner_up_finding(summary: pd.DataFrame) -> str:
    """Compare the variant that validation chooses with the one that comes second there."""
    best = best_on_validation(summary["val_acc"])
    others = summary["val_acc"].drop(index=best)
    if others.isna().all():
        return f"No variant but `{best}` completed."
    second = best_on_validation(others)
    found = _difference(summary.loc[best], summary.loc[second])
    return (
        f"Second on validation comes `{second}` ({_cost(summary.loc[second])}); on the test images "
        f"`{best}` reads {_amount(found)} `{second}`{_verdict(found)}."
    )


def contrast(summary: pd.DataFrame, first: str, second: str) -> str:
    """Compare the test accuracies of two variants, with what chance allows.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a variant.
    first, second : str
        The variants; the sentence is about the first.

    Returns
    -------
    str
        A Markdown sentence.
    """
    # Stale records may lack a variant that the study has gained since.
    done = summary.index[summary["completed"] > 0]
    lost = [f"`{name}`" for name in (first, second) if name not in done]
    if lost:
        return f"`{first}` and `{second}` cannot be compared: {listed(lost)} did not complete."
    one, other = summary.loc[first], summary.loc[second]
    found = _difference(one, other)
    return (
        f"`{first}` ({_cost(one)}) reads {percent(one['test_acc'])} of the test images, "
        f"{_amount(found)} `{second}` ({_cost(other)}){_verdict(found)}."
    )


def published_contrast(published: pd.DataFrame, first: str, second: str) -> str:
    """Compare two of the source's test accuracies, with what its 1,024 images allow.

    Parameters
    ----------
    published : pandas.DataFrame
        The source's figures, with `variant` and `test_acc`.
    first, second : str
        The variants; the sentence is about the first.

    Returns
    -------
    str
        A Markdown sentence.
    """
    source = published.set_index("variant")["test_acc"]
    found = accuracy_difference(
        source[first], SOURCE_TEST_IMAGES, source[second], SOURCE_TEST_IMAGES
    )
    return (
        f"In the source `{first}` reads {percent(source[first])}, {_amount(found)} `{second}`; on "
        f"{count(SOURCE_TEST_IMAGES)} images such a difference has a standard error of "
        f"{_size_of(found.standard_error)} points ({_probability(found.p_value)})."
    )


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
    if lost.empty:
        return f"All {len(results)} trials completed."
    each = [
        f"`{variant}` with {seeds_in_words(trials['seed'])} {status} ({_one_line(reason)})"
        for (variant, status, reason), trials in lost.groupby(
            ["variant", "status", "reason"], sort=False, dropna=False
        )
    ]
    return f"{len(lost)} of {len(results)} trials did not complete: {'; '.join(each)}."


def agreement(summary: pd.DataFrame, published: pd.DataFrame) -> str:
    """Count the variants whose test accuracy is compatible with the source's.

    Parameters
    ----------
    summary, published : pandas.DataFrame
        Our variants, and the source's figures with `variant` and `test_acc`.

    Returns
    -------
    str
        A Markdown sentence.
    """
    source = published.set_index("variant")["test_acc"]
    readings = [
        compatibility(row, source[name])
        for name, row in summary.iterrows()
        if name in source and row["completed"]
    ]
    parts = [
        f"{readings.count(reading)} {_is_or_are(readings.count(reading))} {words}"
        for reading, words in (
            ("yes", "within noise of the source's"),
            ("no, lower here", "lower beyond chance"),
            ("no, higher here", "higher beyond chance"),
        )
        if reading in readings
    ]
    if not parts:
        return "No variant with a published test accuracy completed."
    return f"Of {len(readings)} test accuracies with a published one beside, {listed(parts)}."


def scale_difference(profile: Profile, synthetic: bool, train_images: int) -> str:
    """Say how far the data and the size of a run are from the source's.

    Parameters
    ----------
    profile : Profile
        The profile.
    synthetic : bool
        Whether the images are drawn by the project.
    train_images : int
        Images that a trial trains on.

    Returns
    -------
    str
        A Markdown sentence.
    """
    kind = "synthetic" if synthetic else "real"
    scales = (
        f"The source trained on {SOURCE_SCALE}, the `{profile.name}` profile on "
        f"{count(train_images)} {kind} images for at most {profile.max_epochs} epochs"
    )
    if train_images >= TELLING_TRAIN_IMAGES and not synthetic:
        return f"{scales}."
    return f"{scales}: where they differ, the scale is the first suspect."


def caution(profile: Profile) -> str:
    """Return the warning that a small profile's figures carry, or an empty text."""
    if profile.train_images is None or profile.train_images >= TELLING_TRAIN_IMAGES:
        return ""
    return f"Figures from `{profile.name}` show that the way works, not which model is best."


def listed(words: list[str]) -> str:
    """Return words as a list in a sentence: `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def seeds_in_words(seeds: Iterable[int]) -> str:
    """Return `seed 0` or `seeds 0, 1 and 2`."""
    shown = [str(seed) for seed in seeds]
    return f"seed{'s' if len(shown) > 1 else ''} {listed(shown)}"


def _difference(one: pd.Series, other: pd.Series) -> Difference:
    return accuracy_difference(
        one["test_acc"], int(one["test_images"]), other["test_acc"], int(other["test_images"])
    )


def _cost(row: pd.Series) -> str:
    return f"{size(row['parameters'])} parameters, {milliseconds(row['latency_ms'])} an image"


def _amount(found: Difference) -> str:
    if abs(found.difference) < 0.0005:
        return "as much as"
    word = "more" if found.difference > 0 else "less"
    return f"{_size_of(found.difference)} points {word} than"


def _size_of(difference: float) -> str:
    return points(abs(difference)).removeprefix("+")


def _verdict(found: Difference) -> str:
    if found.beyond_noise:
        return f": beyond chance ({_probability(found.p_value)})"
    return (
        f": within noise ({_probability(found.p_value)}), so that this run cannot tell which reads "
        "better"
    )


def _is_or_are(number: int) -> str:
    return "is" if number == 1 else "are"


def _probability(p_value: float) -> str:
    if p_value < 0.001:
        relation, shown = "<", "0.001"
    else:
        relation, shown = "=", f"{p_value:.3f}" if p_value < 0.01 else f"{p_value:.2f}"
    return f"p{NO_BREAK}{relation}{NO_BREAK}{shown}"


def _one_line(reason: str | None) -> str:
    text = " ".join(str(reason).split()) if pd.notna(reason) else "no reason noted"
    return text if len(text) <= LONGEST_REASON else f"{text[:LONGEST_REASON]} …"
