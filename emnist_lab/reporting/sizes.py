"""How many images and epochs trials had, and in which batches, by their own records."""

import pandas as pd

from emnist_lab.config import Study
from emnist_lab.figures.numbers import count
from emnist_lab.reporting.words import listed

# From so many training images on a ranking of networks begins to mean something.
FEWEST_IMAGES_TO_RANK = 9_400
# More values than that are told by the first and the last.
MOST_VALUES = 2


def span(values: pd.Series) -> str:
    """Return the numbers that occur: `7`, `32 or 64`, or `1,091 to 14,546`."""
    known = sorted(values.astype(float).dropna().unique())
    if len(known) <= MOST_VALUES:
        return listed([count(value) for value in known], "or")
    return f"{count(known[0])} to {count(known[-1])}"


def smallest_images(results: pd.DataFrame) -> int:
    """Return the fewest images that a trial learned from, those that others fine-tune left out."""
    return int(_own(results)["train_images"].astype(float).min())


def bases_in_words(results: pd.DataFrame) -> str:
    """Say how many images a base of other trials learned from, where that is more than others."""
    images = results["train_images"].astype(float)
    bases, others = images[results["is_base"]].max(), images[~results["is_base"]].max()
    # Neither is a number where there are none of these.
    if not bases > others:
        return ""
    return f"(one that others fine-tune on up to {count(bases)})"


def sizes_in_words(results: pd.DataFrame, kind: str = "") -> str:
    """Return the sizes of some trials: images of an epoch, and the epochs allowed.

    Parameters
    ----------
    results : pandas.DataFrame
        One row a trial (`emnist_lab.trials.table.RESULT_COLUMNS`), one of them trained at least.
    kind : str
        A word for the images.

    Returns
    -------
    str
        Such as `6,364 real images for at most 7 epochs`.
    """
    own = _own(results)
    images = " ".join(filter(None, (span(own["train_images"]), kind, "images")))
    bases = bases_in_words(results)
    return f"{images} {bases} {epochs_in_words(own)}".replace("  ", " ")


def epochs_in_words(results: pd.DataFrame) -> str:
    """Return the epochs that trials were allowed: `for at most 7 epochs`."""
    # How long one trains that has another's budget, is told where the two are compared.
    most = results.loc[~results["in_budget"], "most_epochs"]
    most = most if most.notna().any() else results["most_epochs"]
    word = "epoch" if most.astype(float).max() == 1 else "epochs"
    return f"for at most {span(most)} {word}" if most.notna().any() else "for as long as it took"


def trial_sizes(study: Study, results: pd.DataFrame) -> str:
    """Say on how many images and for how many epochs a study's trials were trained.

    Parameters
    ----------
    study : Study
        The study; sections whose trials have other sizes than most are named.
    results : pandas.DataFrame
        One row a trial.

    Returns
    -------
    str
        Markdown sentences, empty where no trial was trained.
    """
    trained = results[results["train_images"].notna()]
    parts = {part.title: _of(part.variants, trained) for part in study.sections}
    said = {title: _sentence_end(own) for title, own in parts.items() if len(own)}
    if not said:
        return f"Its trials learned from {_sentence_end(trained)}." if len(trained) else ""
    ends = list(said.values())
    commonest = max(ends, key=ends.count)
    others = [
        f"Those of *{title}* learned from {end}." for title, end in said.items() if end != commonest
    ]
    return " ".join([f"Its trials learned from {commonest}.", *others])


def _sentence_end(results: pd.DataFrame) -> str:
    return f"{sizes_in_words(results)}, in batches of {span(results['batch_size'])}"


def _of(variants: tuple, results: pd.DataFrame) -> pd.DataFrame:
    return results[results["variant"].isin([variant.name for variant in variants])]


def _own(results: pd.DataFrame) -> pd.DataFrame:
    """Return the trials that none starts from; all where there are no others."""
    own = results[~results["is_base"]]
    return own if own["train_images"].notna().any() else results
