"""What the source claims of its steps, and what the test images of a run say to it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np
import pandas as pd

from emnist_lab.claim import Claim, Contest
from emnist_lab.config import Study
from emnist_lab.evidence.comparison import (
    NO_COMPARISON,
    beyond_chance,
    correct_shares,
    read_same_images,
)
from emnist_lab.evidence.statistics import holm_corrected, paired_difference
from emnist_lab.training.predictions import Predictions

HOLDS, CONTRADICTED, OPEN, UNTESTED = "holds", "contradicted", "can't tell", "not tested"
CLAIM_COLUMNS = ("verdict", "tested", "rival", "difference", "low", "high", "p_holm")
TOO_EARLY = "can't tell: barely trained"
# The source claims this of networks that read more than 0.8 of its test images: which of two is
# ahead before they read half says little of where they would end.
LEAST_ACCURACY = 0.5


def judge_claims(
    studies: Sequence[Study], predictions: Mapping[str, list[Predictions]]
) -> pd.DataFrame:
    """Test each claim of the source on the test images of a run.

    Parameters
    ----------
    studies : sequence of Study
        Those whose `claims` are tested, in their order.
    predictions : mapping of str to list of Predictions
        By label, one a seed (`emnist_lab.evidence.pool.Pool`).

    Returns
    -------
    pandas.DataFrame
        Indexed by what is claimed: `verdict`; `tested`, the contests that could be; and of the one
        that is lost or closest to it `rival`, `difference` (a share) with its 95 % interval `low`
        to `high`, and `p_holm`, corrected for the contests of the claim. A claim holds if all its
        contests are won beyond chance, and is contradicted if one is lost beyond chance; a contest
        counts if all its models read at least half of the images.
    """
    owned = _without_namesakes(studies, predictions)
    rows = {claim.says: _judged(claim, owned) for study in studies for claim in study.claims}
    found = pd.DataFrame.from_dict(rows, orient="index").rename_axis("claim")
    return found.reindex(columns=list(CLAIM_COLUMNS))


def _judged(claim: Claim, predictions: Mapping[str, list[Predictions]]) -> dict:
    found = [
        {"rival": contest.rival, **_contest(contest, predictions)} for contest in claim.contests
    ]
    frame = pd.DataFrame(found)
    frame["p_holm"] = holm_corrected(frame["p_value"])
    tested = frame[frame["images"] > 0]
    if tested.empty:
        return {"verdict": UNTESTED, "tested": 0}
    trained = tested[tested["trained"]]
    shown = tested if trained.empty else trained
    closest = shown.loc[shown["difference"].idxmin()]
    decided = tested[tested["trained"] & tested.apply(beyond_chance, axis=1)]
    if (decided["difference"] < 0).any():
        verdict = CONTRADICTED
    elif len(decided) == len(claim.contests):
        verdict = HOLDS
    elif len(trained) < len(tested):
        verdict = TOO_EARLY
    else:
        verdict = OPEN
    kept = closest[["rival", "difference", "low", "high", "p_holm"]]
    return {"verdict": verdict, "tested": len(tested), **kept}


def _contest(contest: Contest, predictions: Mapping[str, list[Predictions]]) -> dict:
    sides = [
        [predictions.get(name, []) for name in side] for side in (contest.better, contest.worse)
    ]
    if not read_same_images([model for side in sides for model in side]):
        return {**asdict(NO_COMPARISON), "trained": False}
    shares = [[correct_shares(model) for model in side] for side in sides]
    accuracies = [read.mean() for side in shares for read in side]
    better, worse = (np.sum(side, axis=0) for side in shares)
    return {
        **asdict(paired_difference(better, worse)),
        "trained": min(accuracies) >= LEAST_ACCURACY,
    }


def _without_namesakes(
    studies: Sequence[Study], predictions: Mapping[str, list[Predictions]]
) -> dict[str, list[Predictions]]:
    # Namesakes carry the name of their study; a claim is on that of the first.
    firsts = {
        variant.name: predictions[label]
        for study in reversed(studies)
        for variant in study.variants
        if (label := f"{variant.name} of {study.name}") in predictions
    }
    return {**firsts, **predictions}
