"""What a source claims of its steps, and what the test images of a run say to it."""

from collections.abc import Callable
from enum import StrEnum

import pandas as pd

from emnist_lab.claim import Claim, Contest
from emnist_lab.config import Study
from emnist_lab.evidence.verdict import TOGETHER, Comparison, Verdict

# The source claims this of networks that read more than 0.8 of its test images: which of two is
# ahead before they read half says little of where they would end.
LEAST_ACCURACY = 0.5
CLAIM_COLUMNS = ("verdict", "tested", "rival", "difference", "low", "high", "p", "family")


class ClaimVerdict(StrEnum):
    """What became of a claim."""

    HOLDS = "holds"
    CONTRADICTED = "contradicted"
    OPEN = "can't tell"
    TOO_EARLY = "can't tell: barely trained"
    EARLIER = "can't tell: earlier recipe"
    UNTESTED = "not tested"


def judge_claims(
    studies: list[Study], compared: Callable[[Study, Contest], Comparison]
) -> pd.DataFrame:
    """Judge each claim of a source by the comparisons that its contests stand on.

    Parameters
    ----------
    studies : list of Study
        Those whose `claims` are judged, in their order.
    compared : callable
        Returns the comparison that a contest of a study asks for (`contest_sides`).

    Returns
    -------
    pandas.DataFrame
        Indexed by what is claimed: `verdict`; `tested`, the contests that could be; and of the one
        that is lost or closest to it `rival`, `difference` (a share) with its 95 % interval `low`
        to `high`, `p` and its `family`. A claim holds if all its contests are won beyond chance,
        and is contradicted if one is lost beyond chance; a contest counts if all its models read
        at least half of the images, and none was trained by an earlier recipe than today's.
    """
    rows = {
        claim.says: _judged(claim, [compared(study, contest) for contest in claim.contests])
        for study in studies
        for claim in study.claims
    }
    found = pd.DataFrame.from_dict(rows, orient="index").rename_axis("claim")
    return found.reindex(columns=list(CLAIM_COLUMNS))


def contest_sides(contest: Contest) -> tuple[str, str]:
    """Return the names of a contest's sides, as `Comparisons.of` knows them."""
    return TOGETHER.join(contest.better), TOGETHER.join(contest.worse)


def _judged(claim: Claim, comparisons: list[Comparison]) -> dict:
    rivals = dict(zip([contest.rival for contest in claim.contests], comparisons, strict=True))
    comparable = {rival: each for rival, each in rivals.items() if each.comparable}
    tested = {rival: each for rival, each in comparable.items() if not each.earlier}
    if not tested:
        untested = ClaimVerdict.EARLIER if comparable else ClaimVerdict.UNTESTED
        return {"verdict": untested, "tested": 0}
    trained = {r: each for r, each in tested.items() if each.least_accuracy >= LEAST_ACCURACY}
    shown = trained or tested
    rival = min(shown, key=lambda name: shown[name].difference)
    closest = shown[rival]
    return {
        "verdict": _verdict(len(claim.contests), list(tested.values()), list(trained.values())),
        "tested": len(tested),
        "rival": rival,
        **{name: getattr(closest, name) for name in CLAIM_COLUMNS[3:]},
    }


def _verdict(contests: int, tested: list[Comparison], trained: list[Comparison]) -> ClaimVerdict:
    verdicts = [comparison.verdict for comparison in trained]
    if Verdict.WORSE in verdicts:
        return ClaimVerdict.CONTRADICTED
    if verdicts.count(Verdict.BETTER) == contests:
        return ClaimVerdict.HOLDS
    return ClaimVerdict.OPEN if len(trained) == len(tested) else ClaimVerdict.TOO_EARLY
