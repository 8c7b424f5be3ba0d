"""What became of the claims of a source: by the test images of a run, and by its own figures."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

import pandas as pd

from emnist_lab.claim import Claim, Contest, Relation
from emnist_lab.evidence.data_seen import trained_alike
from emnist_lab.evidence.power import images_to_tell, seeds_to_tell
from emnist_lab.evidence.verdict import TOGETHER, Comparison, Reason, Verdict


class ClaimVerdict(StrEnum):
    """What became of a claim."""

    HOLDS = "holds"
    CONTRADICTED = "contradicted"
    OPEN = "can't tell"
    UNTESTED = "not tested"


_VERDICTS = {
    Verdict.BETTER: ClaimVerdict.HOLDS,
    Verdict.WORSE: ClaimVerdict.CONTRADICTED,
    Verdict.WITHIN_NOISE: ClaimVerdict.OPEN,
}


@dataclass(frozen=True)
class Ratio:
    """The two sides of a relation, each summed, as they were found; `figures` are those summed."""

    relation: Relation
    first: float
    second: float
    figures: dict[str, float]

    @property
    def lead(self) -> float:
        """How much better the first is than is claimed, as a share; below 0 it is not so."""
        claimed = self.relation.factor
        if self.relation.less_is_better:
            return self.second / (self.first * claimed) - 1
        return self.first / (self.second * claimed) - 1


@dataclass(frozen=True)
class Part:
    """One contest or relation of a claim: its verdict, why it is open, and what was found.

    `lead` says how far it is won, below 0 how far it is lost, NaN where nothing was found.
    """

    verdict: ClaimVerdict
    reason: str | None = None
    comparison: Comparison | None = None
    ratio: Ratio | None = None
    lead: float = math.nan


@dataclass(frozen=True)
class Judgment:
    """What all parts of a claim come to, and the one that decides: lost, open, or closest to it.

    `images` is how many test images would show the difference seen, in four runs of five, where one
    training a side was compared, and `seeds` how many seeds at least where several were; None where
    that is no question, or no number would.
    """

    verdict: ClaimVerdict
    deciding: Part
    parts: int
    images: int | None = None
    seeds: int | None = None


@dataclass(frozen=True)
class JudgedClaim:
    """A claim by a run's test images and figures, and by the source's own figures.

    Each is None where nothing of the kind judges it.
    """

    claim: Claim
    by_run: Judgment | None
    by_figures: Judgment | None

    @property
    def verdict(self) -> ClaimVerdict:
        """What a project may hold the claim to: the run's verdict, else that of the figures."""
        judgment = self.by_run or self.by_figures
        return judgment.verdict if judgment else ClaimVerdict.UNTESTED


def judge_claims(
    claims: Iterable[Claim],
    compared: Callable[[Contest], Comparison],
    summary: pd.DataFrame,
    learning: set[str],
    published: pd.DataFrame,
    moved: float,
) -> list[JudgedClaim]:
    """Judge each claim by comparisons that were made, and by figures.

    Parameters
    ----------
    compared : callable
        Returns the comparison that a contest asks for (`contest_sides`).
    summary : pandas.DataFrame
        One row a variant (`emnist_lab.evidence.summary.variant_summary`).
    learning : set of str
        The variants that `still_learning` names: which of two such networks is ahead says little
        of where they would end.
    published : pandas.DataFrame
        The source's figures, indexed by its variants.
    moved : float
        How far times move here (`time_spread`).
    """
    judged = []
    for claim in claims:
        run = [_contest(each, compared(each), learning, summary.index) for each in claim.contests]
        run += [_measured(each, summary, moved) for each in claim.measured]
        own = [_published(each, published) for each in claim.published]
        judged.append(JudgedClaim(claim, _together(run), _together(own)))
    return judged


def contest_sides(contest: Contest) -> tuple[str, str]:
    """Return the names of a contest's sides, as `Comparisons.of` knows them."""
    return TOGETHER.join(contest.better), TOGETHER.join(contest.worse)


def still_learning(results: pd.DataFrame, by: str = "variant") -> set[str]:
    """Return the variants of which a trial ended before its validation loss stood still.

    It stood still if it got no better for as many epochs as the recipe's early stopping waits;
    without early stopping, if the last epoch was no better. Where a time limit is the task, a
    schedule ends by itself, or no images are held out, nothing is asked.

    Parameters
    ----------
    results : pandas.DataFrame
        One row a trial (`emnist_lab.trials.table.RESULT_COLUMNS`).
    by : str
        The column that tells variants apart.
    """
    asked = (results["status"] == "completed") & ~results["keeps_last"].astype(bool)
    waited = results["epochs"] - results["best_epoch"]
    asked &= results["time_limit_s"].isna() & (
        waited < results["early_stopping"].astype(float).fillna(1)
    )
    return set(results.loc[asked, by])


def time_spread(results: pd.DataFrame) -> float:
    """Return by what factor one network's evaluation took longer in one trial than in another.

    Trials of one network that evaluate the same images on one device do the same work: what differs
    is the machine's moment. NaN where no network was timed twice.

    Parameters
    ----------
    results : pandas.DataFrame
        One row a trial (`emnist_lab.trials.table.RESULT_COLUMNS`).
    """
    completed = results[results["status"] == "completed"]
    times = completed.groupby(["network", "device", "split", "test_images"])["eval_time_s"]
    spread = (times.max() / times.min())[times.count() > 1]
    return float(spread.max()) if len(spread) else math.nan


def _together(parts: list[Part]) -> Judgment | None:
    """Return what parts come to: one that is lost decides, then one that is open or untested."""
    if not parts:
        return None
    order = (
        ClaimVerdict.CONTRADICTED,
        ClaimVerdict.OPEN,
        ClaimVerdict.UNTESTED,
        ClaimVerdict.HOLDS,
    )
    verdicts = {part.verdict for part in parts}
    verdict = next(each for each in order if each in verdicts)
    deciding = min((each for each in parts if each.verdict == verdict), key=_lead)
    if verdict == ClaimVerdict.UNTESTED and ClaimVerdict.HOLDS in verdicts:
        # The parts that could be tested hold, so that those that are missing would decide.
        verdict = ClaimVerdict.OPEN
    found = Judgment(verdict, deciding, len(parts))
    seen = deciding.comparison
    if verdict != ClaimVerdict.OPEN or deciding.reason is not None or seen is None:
        return found
    if seen.seeds > 1:
        return replace(found, seeds=seeds_to_tell(seen, deciding.lead))
    return replace(found, images=images_to_tell(seen, deciding.lead))


def _lead(part: Part) -> float:
    return math.inf if math.isnan(part.lead) else part.lead


def _contest(contest: Contest, found: Comparison, learning: set[str], known: pd.Index) -> Part:
    names = list(dict.fromkeys((*contest.better, *contest.worse)))
    if missing := [name for name in names if name not in known]:
        return Part(ClaimVerdict.UNTESTED, f"{', '.join(missing)} {Reason.NOT_TRAINED}", found)
    if not found.comparable:
        lost = found.lost or names
        return Part(ClaimVerdict.UNTESTED, f"{', '.join(lost)} {found.reason}", found)
    if found.earlier:
        return Part(ClaimVerdict.UNTESTED, _by_an_earlier_recipe(found.earlier), found)
    if contest.at_most is None:
        lead, verdict = found.difference, _VERDICTS[found.verdict]
    else:
        lead, verdict = contest.at_most - found.difference, _within(found, contest.at_most)
    if unfinished := [name for name in names if name in learning]:
        reason = f"{', '.join(unfinished)} still learned when training stopped"
        return Part(ClaimVerdict.OPEN, reason, found, lead=lead)
    return Part(verdict, None, found, lead=lead)


def _by_an_earlier_recipe(names: Iterable[str]) -> str:
    return f"{', '.join(names)}: trained by an earlier recipe than today's"


def _within(found: Comparison, at_most: float) -> ClaimVerdict:
    if found.high <= at_most:
        return ClaimVerdict.HOLDS
    return ClaimVerdict.CONTRADICTED if found.low > at_most else ClaimVerdict.OPEN


def _measured(relation: Relation, summary: pd.DataFrame, moved: float) -> Part:
    """Judge a relation by a run's figures, times only where they were taken on one device."""
    names = (*relation.better, *relation.worse)
    if missing := [name for name in names if name not in summary.index]:
        return Part(ClaimVerdict.UNTESTED, f"{', '.join(missing)} {Reason.NOT_TRAINED}")
    if lost := [name for name in names if not summary.loc[name, "completed"]]:
        return Part(ClaimVerdict.UNTESTED, f"{', '.join(lost)} did not complete here")
    if earlier := [name for name in names if summary.loc[name, "earlier"]]:
        return Part(ClaimVerdict.UNTESTED, _by_an_earlier_recipe(earlier))
    part = _judged_ratio(relation, summary)
    if not relation.column.endswith(("_s", "_ms")):
        return part
    if len(set(summary.loc[list(names), "device"])) > 1:
        return Part(ClaimVerdict.UNTESTED, "the times were taken on different devices")
    if relation.column == "train_time_s" and not trained_alike(summary.loc[list(names)]):
        return Part(ClaimVerdict.UNTESTED, "the trainings had other numbers of images or epochs")
    if math.isnan(moved):
        reason = "no network was timed twice here, so that it is not known how far times move"
        return replace(part, verdict=ClaimVerdict.OPEN, reason=reason)
    if abs(math.log(1 + part.lead)) <= math.log(moved):
        reason = f"times of one and the same network differ by a factor of {moved:.1f} here"
        return replace(part, verdict=ClaimVerdict.OPEN, reason=reason)
    return part


def _published(relation: Relation, figures: pd.DataFrame) -> Part:
    """Judge a relation by the source's figures, as they stand: their noise is not known."""
    names = [*relation.better, *relation.worse]
    known = figures.reindex(index=names, columns=[relation.column])[relation.column]
    if known.isna().any():
        missing = ", ".join(known.index[known.isna()])
        return Part(ClaimVerdict.UNTESTED, f"no {relation.column} of {missing} is published")
    return _judged_ratio(relation, figures)


def _judged_ratio(relation: Relation, figures: pd.DataFrame) -> Part:
    column = figures[relation.column].astype(float)
    first, second = (column[list(side)].sum() for side in (relation.better, relation.worse))
    known = column[list(dict.fromkeys((*relation.better, *relation.worse)))].to_dict()
    ratio = Ratio(relation, float(first), float(second), known)
    verdict = ClaimVerdict.HOLDS if ratio.lead >= 0 else ClaimVerdict.CONTRADICTED
    return Part(verdict, ratio=ratio, lead=ratio.lead)
