"""What the records say of the hyperparameter study: learning rates, and the collapse."""

import math

import pandas as pd

from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.evidence.pool import Pool
from emnist_lab.evidence.published import published_figures
from emnist_lab.evidence.section import SectionResults
from emnist_lab.figures.numbers import count, percent
from emnist_lab.profile import Profile
from emnist_lab.reporting.findings import NONE_COMPLETED
from emnist_lab.reporting.words import listed
from emnist_lab.trials.histories import read_histories

# A network that reads less than this many times the share of one class is called near chance.
NEAR_CHANCE = 3


def findings(found: SectionResults, profile: Profile, pool: Pool | None = None) -> dict[str, str]:
    """Return what the hyperparameters study says: learning rates, and why one run collapsed.

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
    grid, experiment = found.sections["optimizer"], found.sections["brightness"]
    histories = read_histories(profile, experiment.results)
    augmentation = published_figures(found.section.section("augmentation").reference)
    classes = len(EMNIST.split_facts(found.section.split).classes)
    return {
        "rates": rates_finding(grid.results, published_figures(grid.section.reference)),
        "collapse": collapse_finding(experiment, histories, classes),
        "published_collapse": published_collapse(augmentation, classes),
    }


def rates_finding(results: pd.DataFrame, published: pd.DataFrame) -> str:
    """Say how many optimizers validation prefers which learning rate for, here and in the source.

    Parameters
    ----------
    results : pandas.DataFrame
        One row a trial: `variant`, `val_acc`.
    published : pandas.DataFrame
        The source's figures: `variant`, `batch_size`, `learning_rate`, `optimizer`, `val_acc`.

    Returns
    -------
    str
        Markdown sentences, one a batch size of the source. An optimizer that completed at fewer
        than two rates here has no preference.
    """
    here = results.groupby("variant")["val_acc"].mean()
    ours = published.assign(val_acc=published["variant"].map(here).astype(float)).dropna(
        subset=["val_acc"]
    )
    ours = ours.groupby(["batch_size", "optimizer"]).filter(lambda rates: len(rates) > 1)
    return " ".join(
        _batch_finding(batch, ours[ours["batch_size"] == batch], theirs)
        for batch, theirs in published.groupby("batch_size", sort=False)
    )


def collapse_finding(found: SectionResults, histories: pd.DataFrame, classes: int) -> str:
    """Say which ways of changing the brightness leave the network near chance.

    Parameters
    ----------
    found : SectionResults
        The experiment; its first variant leaves the brightness alone.
    histories : pandas.DataFrame
        One row an epoch of every trial (`emnist_lab.trials.histories.read_histories`).
    classes : int
        Classes that the network tells apart.

    Returns
    -------
    str
        Markdown sentences.
    """
    tested = found.summary["test_acc"]
    if tested.empty:
        return NONE_COMPLETED
    limit = NEAR_CHANCE / classes
    control, *ways = tested.index
    chance = f"near chance (below {percent(limit)}, {NEAR_CHANCE} times the share of one class)"
    if not tested[control] >= limit:
        return (
            f"`{control}`, which leaves the brightness alone, did not get beyond {chance}: this "
            "run cannot tell."
        )
    collapsed = [way for way in ways if tested[way] < limit]
    unharmed = [way for way in ways if tested[way] >= limit]
    sentences = [f"With the brightness left alone the network reads {percent(tested[control])}."]
    if collapsed:
        each = [_learned_and_read(way, found, histories) for way in collapsed]
        sentences.append(f"It ends {chance} with {listed(each)}.")
    if unharmed:
        each = [f"`{way}` ({percent(tested[way])})" for way in unharmed]
        sentences.append(f"It does not with {listed(each)}.")
    return " ".join(sentences)


def published_collapse(published: pd.DataFrame, classes: int) -> str:
    """Say what the source's figures tell of its collapsed augmentation.

    Parameters
    ----------
    published : pandas.DataFrame
        The source's augmentations: `variant`, `test_acc`, `val_loss`.
    classes : int
        Classes that its network tells apart.

    Returns
    -------
    str
        A Markdown sentence.
    """
    worst = published.loc[published["test_acc"].idxmin()]
    return (
        f"In the source `{worst['variant']}` reads {percent(worst['test_acc'])} of the test images "
        f"at a validation loss of {worst['val_loss']:.2f}; a network that guesses evenly among "
        f"{classes} classes reads {percent(1 / classes)} at a loss of {math.log(classes):.2f}, so "
        "that one was sure of wrong answers."
    )


def _batch_finding(batch: int, ours: pd.DataFrame, theirs: pd.DataFrame) -> str:
    here = (
        "no optimizer is trained at two rates here, so that validation prefers none"
        if ours.empty
        else f"validation here prefers a learning rate of {_preferred(ours)}"
    )
    return f"At batch {count(batch)}, {here}; in the source it prefers {_preferred(theirs)}."


def _preferred(figures: pd.DataFrame) -> str:
    known = figures.dropna(subset=["val_acc"])
    best = known.loc[known.groupby("optimizer")["val_acc"].idxmax(), "learning_rate"]
    shares = best.value_counts().sort_index(ascending=False)
    words = [f"{rate:g} for {number}" for rate, number in shares.items()]
    words[0] += f" of {len(best)} optimizers"
    return listed(words)


def _learned_and_read(way: str, found: SectionResults, histories: pd.DataFrame) -> str:
    last = histories[histories["variant"] == way].groupby("seed").last()["accuracy"].mean()
    loss = found.results.loc[found.results["variant"] == way, "val_loss"].mean()
    return (
        f"`{way}` (in the last epoch {percent(last)} of the training images as it sees them, then "
        f"{percent(found.summary['test_acc'][way])} of the test images; validation loss {loss:.1f})"
    )
