"""What the final study says of the chosen model, in sentences."""

import pandas as pd

from analysis.final.choice import FinalFigures, final_figures
from emnist_lab.evidence.calibration import expected_calibration_error, overconfidence
from emnist_lab.evidence.claims import CONTRADICTED, HOLDS, OPEN, TOO_EARLY, UNTESTED
from emnist_lab.evidence.pool import Pool
from emnist_lab.evidence.reach import Agreement
from emnist_lab.evidence.section import SectionResults
from emnist_lab.figures.numbers import NO_BREAK, count, percent, percent_range, size
from emnist_lab.profile import Profile
from emnist_lab.reporting.words import amount, is_or_are, listed, size_of

# A class read at least this often is called easy.
EASY = 0.95
HARDEST = 3


def findings(found: SectionResults, profile: Profile, pool: Pool | None = None) -> dict[str, str]:
    """Return what the final study says of the model that validation chooses of all.

    Parameters
    ----------
    found : SectionResults
        The study, which has no trials of its own.
    profile : Profile
        Its size.
    pool : Pool, optional
        The trials of all studies.

    Returns
    -------
    dict of str to str
        Markdown sentences by name; none where there is no trial to choose.
    """
    if pool is None:
        return {}
    classes = pool.dataset.split_facts(found.section.split).classes
    return final_findings(final_figures(pool, classes), pool, classes)


def final_findings(figures: FinalFigures, pool: Pool, classes: tuple[str, ...]) -> dict[str, str]:
    """Return all sentences by name, as the report quotes them.

    Parameters
    ----------
    figures : FinalFigures
        What the trials of all studies show.
    pool : Pool
        Those trials.
    classes : tuple of str
        The characters of the split that they learned.

    Returns
    -------
    dict of str to str
        Markdown sentences.
    """
    return {
        "choice": choice_finding(pool),
        "confusion": confusion_finding(figures, classes),
        "classes": classes_finding(figures),
        "calibration": calibration_finding(figures),
        "beside": beside_finding(figures, pool),
        "reach": reach_finding(figures, pool),
        "agreement": agreement_finding(figures.agreement),
        "claims": claims_finding(figures.claims),
    }


def claims_finding(claims: pd.DataFrame) -> str:
    """Say how many of the source's claims hold, are contradicted, or stay open.

    Parameters
    ----------
    claims : pandas.DataFrame
        From `emnist_lab.evidence.claims.judge_claims`.

    Returns
    -------
    str
        Markdown sentences.
    """
    if claims.empty:
        return "No study here states a claim of a source."
    sentences = [f"The source makes {len(claims)} claims about its steps."]
    for verdict, words in (
        (HOLDS, "Held beyond chance"),
        (CONTRADICTED, "Contradicted beyond chance"),
        (OPEN, "Open, since this run can't tell"),
        (TOO_EARLY, "Open, since networks in question read less than half of the test images here"),
        (UNTESTED, "Not tested, since variants are missing"),
    ):
        if names := [f"*{says}*" for says in claims.index[claims["verdict"] == verdict]]:
            sentences.append(f"{words}: {'; '.join(names)}.")
    return " ".join(sentences)


def choice_finding(pool: Pool) -> str:
    """Say which variant of which study is chosen, out of how many."""
    best = pool.ranking[0]
    studies = list(dict.fromkeys(pool.results["study"]))
    return (
        f"Of the {len(pool.ranking)} variants of {listed([f'*{name}*' for name in studies])} that "
        f"learned the same task and completed, validation chooses `{best}` of the study "
        f"*{pool.summary['study'][best]}*."
    )


def structure_finding(label: str, layers: pd.DataFrame) -> str:
    """Say how many layers and parameters a model has, and where most of these are.

    Parameters
    ----------
    label : str
        The model.
    layers : pandas.DataFrame
        One row a layer (`emnist_lab.training.structure.read_structure`).

    Returns
    -------
    str
        A Markdown sentence.
    """
    part = layers["layer"].str.partition("_")[0]
    by_part = layers.groupby(part, sort=False)["parameters"].sum()
    share = percent(by_part.max() / by_part.sum())
    with_weights = int((layers["parameters"] > 0).sum())
    return (
        f"`{label}` is a chain of {len(layers)} layers, {with_weights} of them with parameters, "
        f"{size(by_part.sum())} in all; {share} of these lie in `{by_part.idxmax()}`."
    )


def confusion_finding(figures: FinalFigures, classes: tuple[str, ...]) -> str:
    """Say which classes are taken for each other most often."""
    if figures.pairs.empty:
        return f"`{figures.label}` misread no test image."
    worst, pairs = figures.pairs.iloc[0], len(figures.pairs)
    first, second = (classes[worst[side]] for side in ("first", "second"))
    return (
        f"The pair most often confused is `{first}` and `{second}`: {worst['first_as_second']} "
        f"images of `{first}` are read as `{second}`, {worst['second_as_first']} the other way "
        f"round. The {pairs} worst pairs hold {percent(figures.pairs['share'].sum())} of all "
        f"errors, out of {count(len(classes) * (len(classes) - 1) / 2)} pairs that there are."
    )


def classes_finding(figures: FinalFigures) -> str:
    """Name the hardest classes, and count the easy ones."""
    accuracies = figures.accuracies.sort_values("accuracy", kind="stable")
    hardest = [
        f"`{row.character}` ({percent(row.accuracy)}, 95 % interval "
        f"{percent_range(row.low, row.high)})"
        for row in accuracies.head(HARDEST).itertuples()
    ]
    easy = int((accuracies["accuracy"] >= EASY).sum())
    return (
        f"Hardest {is_or_are(len(hardest))} {listed(hardest)}; {easy} of {len(accuracies)} classes "
        f"are read correctly {count(100 * EASY)}{NO_BREAK}% of the time or more."
    )


def calibration_finding(figures: FinalFigures) -> str:
    """Say how far the model's probabilities are from how often it is right."""
    error, excess = expected_calibration_error(figures.bins), overconfidence(figures.bins)
    direction = "claims too much" if excess > 0 else "claims too little"
    return (
        f"Its expected calibration error is {size_of(error)} points. On average it gives its guess "
        f"a probability that is {size_of(excess)} points {'above' if excess > 0 else 'below'} the "
        f"share that is right: it {direction}."
    )


def beside_finding(figures: FinalFigures, pool: Pool) -> str:
    """Say how the chosen model stands beside the models of the source's final table."""
    shown = [name for name in figures.published["variant"] if name in pool.predictions]
    best = pool.summary.loc[figures.label]
    parts = [
        f"{amount(best['test_acc'] - pool.summary['test_acc'][name])} `{name}`"
        for name in shown
        if name != figures.label
    ]
    missing = [f"`{name}`" for name in figures.published["variant"] if name not in pool.predictions]
    lacking = f" {listed(missing)} {is_or_are(len(missing))} not in this run." if missing else ""
    if not parts:
        return f"No other model of the source's final table was trained in this run.{lacking}"
    return f"On the test images `{figures.label}` reads {listed(parts)}.{lacking}"


def reach_finding(figures: FinalFigures, pool: Pool) -> str:
    """Say how far milder questions raise the chosen model's accuracy."""
    row = figures.reach.loc[figures.label]
    groups = listed([f"`{' '.join(group)}`" for group in pool.dataset.look_alikes])
    return (
        f"With look-alikes counted as one class ({groups}), `{figures.label}` reads "
        f"{percent(row['folded'])} in place of {percent(row['accuracy'])}: "
        f"{percent(row['errors_on_look_alikes'])} of its errors are between look-alikes. The true "
        f"class is its first or second guess for {percent(row['top_two'])} of the images."
    )


def agreement_finding(agreement: Agreement) -> str:
    """Say which share of the images no model reads, and whether they err alike."""
    if len(agreement.models) == 1:
        return f"No model but `{agreement.models[0]}` read these images: none to agree with."
    lost = agreement.same_mistake + agreement.other_mistakes
    alike = agreement.same_mistake / lost if lost else 0.0
    return (
        f"The {len(agreement.models)} best models by validation "
        f"({listed([f'`{name}`' for name in agreement.models])}) all read "
        f"{percent(agreement.all_right)} of the {count(agreement.images)} test images; at least "
        f"one of them reads {percent(agreement.any_right)}. All of them misread "
        f"{percent(lost)}, and of these {percent(alike)} in the same way. Where all name the "
        f"same wrong class, the shape or the label is in doubt more than the model: that is "
        f"{percent(agreement.same_mistake)} of the images, which a better model of this kind is "
        f"unlikely to gain."
    )
