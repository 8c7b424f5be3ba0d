"""What the candidates' records say, in sentences."""

import pandas as pd

from analysis.candidates.ranking import catalog_ranking, contradicted_columns
from analysis.candidates.study import FIRST_ROUND, LEARNER, MOMENTUM_PAIRS, SECOND_ROUND
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.evidence.comparison import beyond_chance, find_pair
from emnist_lab.evidence.gradients import gradient_summary, trial_gradients
from emnist_lab.evidence.pool import Pool
from emnist_lab.evidence.published import published_figures
from emnist_lab.evidence.section import SectionResults
from emnist_lab.evidence.statistics import ranked_on_validation
from emnist_lab.figures.numbers import percent, times, two_digits
from emnist_lab.profile import Profile
from emnist_lab.reporting.words import is_or_are, listed
from emnist_lab.trials.histories import read_histories


def findings(found: SectionResults, profile: Profile, pool: Pool | None = None) -> dict[str, str]:
    """Return what the candidates study says of its catalog and rounds.

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
    catalog = published_figures("candidates/catalog")
    ranking = catalog_ranking(catalog, published_figures("candidates/ranking"))
    contradictions = contradicted_columns(catalog, published_figures("candidates/normalized"))
    first, second = ([variant.name for variant in each] for each in (FIRST_ROUND, SECOND_ROUND))
    figures = found.summary, found.comparison, read_histories(profile, found.results)
    gradients = gradient_summary(trial_gradients(profile, found.results), LEARNER)
    classes = len(EMNIST.split_facts(found.section.split).classes)
    return {
        "ranking": ranking_finding(catalog, ranking),
        "contradiction": contradiction_finding(ranking, contradictions),
        "learning": learning_finding(found.summary, first, classes),
        "gradients": gradient_finding(gradients, LEARNER),
        "base": base_finding(found.summary, found.comparison, second),
        **{f"{pair[0]}_momentum": momentum_finding(*figures, pair) for pair in MOMENTUM_PAIRS},
    }


def ranking_finding(catalog: pd.DataFrame, ranking: pd.DataFrame) -> str:
    """Say who leads the ranking of published models, and how far the source's agrees.

    Parameters
    ----------
    catalog, ranking : pandas.DataFrame
        The catalog, and `analysis.candidates.ranking.catalog_ranking` of it.

    Returns
    -------
    str
        Markdown sentences.
    """
    leaders = [f"{model} ({score:.3f})" for model, score in ranking["score"].head(3).items()]
    return (
        f"Of the {len(catalog)} models, {len(ranking)} have all three figures. In front are "
        f"{listed(leaders)}. {int(ranking['consistent'].sum())} of the source's {len(ranking)} "
        f"scores are these within rounding."
    )


def contradiction_finding(ranking: pd.DataFrame, contradictions: pd.DataFrame) -> str:
    """Point out where the source's ranking does not follow from its own figures.

    Parameters
    ----------
    ranking : pandas.DataFrame
        From `analysis.candidates.ranking.catalog_ranking`.
    contradictions : pandas.DataFrame
        From `analysis.candidates.ranking.contradicted_columns`.

    Returns
    -------
    str
        Markdown sentences.
    """
    columns = [
        f"{row['model']} {row['printed']:.2f} where its own figures give {row['computed']:.2f}"
        for _, row in contradictions.iterrows()
    ]
    scores = [
        f"{model}'s score is {row['published']:.2f} in place of {row['score']:.2f}"
        for model, row in ranking[~ranking["consistent"]].iterrows()
    ]
    if not columns:
        return "The source's normalized figures follow from its catalog."
    owners = dict(zip(contradictions["model"], contradictions["printed_for"], strict=True))
    exchanged = all(owners.get(owner) == model for model, owner in owners.items())
    why = ": each has the other's figure" if exchanged and len(owners) == 2 else ""
    effect = f" For that reason {listed(scores)}." if scores else ""
    return (
        f"In {len(columns)} places the source contradicts itself. Its normalized top-5 column "
        f"gives {listed(columns)}{why}.{effect}"
    )


def learning_finding(summary: pd.DataFrame, names: list[str], classes: int) -> str:
    """Say which of some variants read no more than guessing would.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a variant (`emnist_lab.evidence.summary.variant_summary`).
    names : list of str
        The variants.
    classes : int
        How many classes there are, all equally frequent.

    Returns
    -------
    str
        Markdown sentences.
    """
    present = [name for name in names if name in summary.index]
    done = summary.loc[present].query("completed > 0")
    if done.empty:
        return f"None of {listed([f'`{name}`' for name in names])} completed."
    guessing = 1 / classes
    lost = [f"`{name}`" for name in done.index[done["test_low"] <= guessing]]
    read = [
        f"`{name}` ({percent(done['test_acc'][name])})"
        for name in done.index[done["test_low"] > guessing]
    ]
    rule = f"Guessing reads {percent(guessing)} of the test images."
    failed = (
        f"{len(lost)} of {len(done)} cannot be told from that: {listed(lost)}."
        if lost
        else f"All {len(done)} read more, beyond chance."
    )
    learned = (
        f" More than that {'reads' if len(read) == 1 else 'read'} {listed(read)}."
        if read and lost
        else ""
    )
    return f"{rule} {failed}{learned}"


def gradient_finding(summary: pd.DataFrame, learner: str) -> str:
    """Say whose gradients vanish beside those of a network that learns.

    Parameters
    ----------
    summary : pandas.DataFrame
        From `emnist_lab.evidence.gradients.gradient_summary`; may be empty.
    learner : str
        The network compared with.

    Returns
    -------
    str
        Markdown sentences.
    """
    if learner not in summary.index:
        return f"The gradients of `{learner}` were not noted, so there is nothing to compare with."
    others = summary.drop(index=learner)
    vanishing = [
        f"{_beside(name, row)}, with {times(row['output'] / row['input'])} less in the first "
        f"layer than in the last"
        for name, row in others[others["vanishes"]].iterrows()
    ]
    others_named = [_beside(name, row) for name, row in others[~others["vanishes"]].iterrows()]
    sentences = [
        f"The median gradient norm of `{learner}` over its layers and first steps is "
        f"{two_digits(summary['median'][learner])}."
    ]
    if vanishing:
        sentences.append(
            f"Less than a tenth of that, so that one may speak of vanishing gradients, "
            f"{'has' if len(vanishing) == 1 else 'have'} {'; '.join(vanishing)}."
        )
    if others_named:
        sentences.append(
            f"No such thing is seen in {listed(others_named)}: if "
            f"{'it fails' if len(others_named) == 1 else 'they fail'}, it is for another reason."
        )
    return " ".join(sentences)


def momentum_finding(
    summary: pd.DataFrame, comparison: pd.DataFrame, histories: pd.DataFrame, pair: tuple[str, str]
) -> str:
    """Say what slow batch-normalization statistics do to a network that is otherwise the same.

    Parameters
    ----------
    summary, comparison : pandas.DataFrame
        One row a variant, and the tested pairs.
    histories : pandas.DataFrame
        One row an epoch (`emnist_lab.trials.histories.read_histories`).
    pair : tuple of str
        The network with the momentum chosen by the steps, and with 0.99.

    Returns
    -------
    str
        Markdown sentences.
    """
    lasts = [_last_epoch(histories, name) for name in pair]
    if any(last is None for last in lasts):
        return f"`{pair[0]}` and `{pair[1]}` did not both finish an epoch."
    (chosen, slow), (fast_last, slow_last) = pair, lasts
    sentence = (
        f"In its last epoch `{slow}` reads {percent(slow_last['accuracy'])} of the training images "
        f"and {percent(slow_last['val_accuracy'])} of the validation images; `{chosen}` "
        f"{percent(fast_last['accuracy'])} and {percent(fast_last['val_accuracy'])}."
    )
    compared = find_pair(comparison, chosen, slow)
    if compared is None:
        return sentence
    verdict = "beyond chance" if beyond_chance(compared) else "within noise"
    return f"{sentence} On the test images the two differ {verdict}."


def base_finding(summary: pd.DataFrame, comparison: pd.DataFrame, names: list[str]) -> str:
    """Say which network of a round validation chooses as a base, and how sure the test is of it.

    Parameters
    ----------
    summary, comparison : pandas.DataFrame
        One row a variant, and the tested pairs; their p values are corrected for all of them.
    names : list of str
        The networks of the round.

    Returns
    -------
    str
        Markdown sentences.
    """
    ranked = ranked_on_validation(summary["val_acc"].reindex(names))
    if len(ranked) < 2:
        return "Fewer than two networks of this round completed here."
    best = ranked[0]
    compared = {name: find_pair(comparison, best, name) for name in ranked[1:]}
    told = {name: row for name, row in compared.items() if row is not None}
    worse = [f"`{n}`" for n, row in told.items() if beyond_chance(row) and row["difference"] > 0]
    better = [f"`{n}`" for n, row in told.items() if beyond_chance(row) and row["difference"] < 0]
    alike = [f"`{n}`" for n, row in told.items() if not beyond_chance(row)]
    clauses = [
        f"{listed(group)} {is_or_are(len(group))} {words}"
        for group, words in (
            (worse, "worse beyond chance"),
            (better, "better beyond chance"),
            (alike, "within noise of it"),
        )
        if group
    ]
    return (
        f"Of {listed([f'`{name}`' for name in ranked])}, validation chooses `{best}` "
        f"({percent(summary['val_acc'][best])}). On the test images {listed(clauses)}."
    )


def _beside(name: str, row: pd.Series) -> str:
    if row["ratio"] >= 1:
        return f"`{name}` ({two_digits(row['median'])})"
    return f"`{name}` ({two_digits(row['median'])}, {times(1 / row['ratio'])} less)"


def _last_epoch(histories: pd.DataFrame, variant: str) -> pd.Series | None:
    if histories.empty:
        return None
    epochs = histories[histories["variant"] == variant]
    if epochs.empty:
        return None
    last = epochs.sort_values("epoch").groupby("seed").tail(1)
    return last[["accuracy", "val_accuracy"]].mean()
