"""What documents, and the command `claims`, quote of a source's claims and what became of them."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from emnist_lab.claim import Claim, Contest, Relation
from emnist_lab.config import Study
from emnist_lab.evidence.claims import (
    JudgedClaim,
    Judgment,
    Part,
    contest_sides,
    judge_claims,
    still_learning,
    time_spread,
)
from emnist_lab.evidence.published import source_figures
from emnist_lab.evidence.section import SectionResults
from emnist_lab.evidence.verdict import TOGETHER
from emnist_lab.figures.labels import labeled
from emnist_lab.profile import Profile
from emnist_lab.reporting.values import Figure, difference_values, read_values
from emnist_lab.studies import find_studies

TrialsOf = Callable[..., list[str]]
_COLUMNS = {
    "test_acc": "test accuracy",
    "val_acc": "validation accuracy",
    "train_time_s": "training time",
    "eval_time_s": "evaluation time",
    "inference_time_s": "inference time",
}


def claims_of_study(study: Study, profile: Profile, found: SectionResults) -> list[JudgedClaim]:
    """Return a study's claims, judged by its own comparisons and figures."""
    if not study.claims:
        return []
    return judge_claims(
        study.claims,
        lambda contest: found.comparisons.of(*contest_sides(contest)),
        found.summary,
        still_learning(found.results),
        source_figures(find_studies(profile.project).values()),
        time_spread(found.results),
    )


def claim_values(judged: list[JudgedClaim], trials_of: TrialsOf) -> list[dict[str, Any]]:
    """Return claims as documents quote them.

    Parameters
    ----------
    trials_of : callable
        From names of variants to those of their trials.

    Returns
    -------
    list of dict
        One a claim: `name`, `says`, `where`, `verdict`, `untestable` (why nothing can judge it, or
        None), and `by_run` and `by_figures`, each None or `verdict`, `parts` (how many contests
        and relations), `reason`, `images` or `seeds` that would tell, and what decides: a `contest`
        or a `ratio`, each None where it is of the other kind.
    """
    return [
        {
            "name": each.claim.name,
            "says": each.claim.says,
            "where": each.claim.where,
            "verdict": str(each.verdict),
            "untestable": each.claim.untestable,
            "by_run": _judgment(each.by_run, names, trials_of),
            "by_figures": _judgment(each.by_figures, names, lambda *_: []),
        }
        for each in judged
        for names in [_names(each.claim)]
    ]


def read_claims(profile: Profile) -> list[dict[str, Any]]:
    """Return what became of the claims of every study of a profile, each with its `study`.

    Raises
    ------
    EmnistLabError
        If the notebook of a study that states claims was not executed yet.
    """
    return [
        {"study": study.name, **claim}
        for study in find_studies(profile.project).values()
        if study.claims
        for claim in read_values(study.name, profile)["claims"]
    ]


def _names(claim: Claim) -> set[str]:
    """Return the code names of the variants that a claim compares."""
    sides: tuple[Contest | Relation, ...] = (*claim.contests, *claim.measured, *claim.published)
    return {name for side in sides for name in (*side.better, *side.worse)}


def _with_labels(reason: str, names: set[str]) -> str:
    """Return a reason with labels in place of code names; a label may hold a comma."""
    name = "|".join(rf"\b{re.escape(name)}\b" for name in sorted(names, key=len, reverse=True))
    listed = re.compile(rf"(?:{name})(?:, (?:{name}))*")
    return listed.sub(lambda found: "; ".join(map(labeled, found[0].split(", "))), reason)


def _judgment(
    judgment: Judgment | None, names: set[str], trials_of: TrialsOf
) -> dict[str, Any] | None:
    if judgment is None:
        return None
    reason = judgment.deciding.reason
    return {
        "verdict": str(judgment.verdict),
        "parts": Figure(judgment.parts, "count"),
        "reason": reason and _with_labels(reason, names),
        "images": None if judgment.images is None else Figure(judgment.images, "count"),
        "seeds": None if judgment.seeds is None else Figure(judgment.seeds, "count"),
        "contest": _contest(judgment.deciding, trials_of),
        "ratio": _ratio(judgment.deciding, trials_of),
    }


def _contest(part: Part, trials_of: TrialsOf) -> dict[str, Any] | None:
    found = part.comparison
    if found is None or not found.comparable:
        return None
    better, worse = (side.split(TOGETHER) for side in (found.first, found.second))
    gains = len(better) == len(worse) == 2
    first, second = _sides(better, worse, gains)
    return {
        "first": first,
        "second": second,
        "gains": gains,
        **difference_values(found, trials_of(*better, *worse)),
    }


def _sides(better: Sequence[str], worse: Sequence[str], gains: bool) -> tuple[str, str]:
    """Return the names of both sides, or those of two gains that are compared by sums."""
    if gains:
        return f"{better[0]} over {worse[0]}", f"{worse[1]} over {better[1]}"
    return TOGETHER.join(better), TOGETHER.join(worse)


def _ratio(part: Part, trials_of: TrialsOf) -> dict[str, Any] | None:
    """Return both sides, and how many times as good the first is claimed to be."""
    if part.ratio is None:
        return None
    ratio, relation = part.ratio, part.ratio.relation
    gains = relation.column.endswith("_acc") and len(relation.better) == len(relation.worse) == 2
    first, second = _sides(relation.better, relation.worse, gains)
    trials = [trials_of(*side) for side in (relation.better, relation.worse)]
    values = [
        _figure(relation.column, value, stands_on)
        for value, stands_on in zip((ratio.first, ratio.second), trials, strict=True)
    ]
    if gains:
        (one, before), (other, after) = relation.better, relation.worse
        of = ratio.figures
        values = [
            Figure(of[one] - of[other], "points", trials_of(one, other)),
            Figure(of[after] - of[before], "points", trials_of(before, after)),
        ]
    return {
        "column": _COLUMNS.get(relation.column, relation.column),
        "first": first,
        "second": second,
        "gains": gains,
        "values": values,
        "needed": Figure(relation.factor, "number"),
    }


def _figure(column: str, value: float, trials: list[str]) -> Figure:
    if column == "parameters":
        return Figure(value, "parameters", trials)
    if column.endswith("_s"):
        return Figure(value, "s as printed", trials)
    return Figure(value, "share" if column.endswith("_acc") else "number", trials)
