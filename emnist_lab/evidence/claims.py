"""What the source claims of its steps, and what the test images of a run say to it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import pandas as pd

from emnist_lab.evidence.comparison import (
    NO_COMPARISON,
    beyond_chance,
    correct_shares,
    read_same_images,
)
from emnist_lab.evidence.statistics import holm_corrected, paired_difference
from emnist_lab.studies import hyperparameters, layers, transfer
from emnist_lab.training.predictions import Predictions

HOLDS, CONTRADICTED, OPEN, UNTESTED = "holds", "contradicted", "can't tell", "not tested"
TOO_EARLY = "can't tell: barely trained"
# The source claims this of networks that read more than 0.8 of its test images: which of two is
# ahead before they read half says little of where they would end.
LEAST_ACCURACY = 0.5


@dataclass(frozen=True)
class Contest:
    """Variants that a claim puts before others, which it calls its rival.

    Of several on a side the images that they read are added up: a gain is greater than another if
    its better variant and the other's worse one together read more than the two others.
    """

    better: tuple[str, ...]
    worse: tuple[str, ...]
    rival: str


@dataclass(frozen=True)
class Claim:
    """A sentence of the source, and the contests that all have to be won for it to hold."""

    says: str
    contests: tuple[Contest, ...]


def _best_of(says: str, best: str, variants) -> Claim:
    others = [variant.name for variant in variants if variant.name != best]
    return Claim(says, tuple(Contest((best,), (other,), other) for other in others))


def _greatest_gain(says: str, gain: tuple[str, str], others: tuple[tuple[str, str], ...]) -> Claim:
    first, second = gain
    return Claim(
        says,
        tuple(
            Contest((first, before), (second, after), f"{after} over {before}")
            for after, before in others
        ),
    )


# The steps by which the source went from DenseNet121 to its final model.
STEPS = (
    ("elu", "relu"),
    ("dropout_1_1", "elu"),
    ("aug_2", "dropout_1_1"),
    ("layer_4_1", "layer_4"),
)
CLAIMS = (
    _best_of("ELU is the best activation (elu)", "elu", hyperparameters.ACTIVATION.variants),
    _best_of(
        "Dropout of 0.3 before the last layer is the best place (dropout_1_1)",
        "dropout_1_1",
        hyperparameters.DROPOUT.variants,
    ),
    Claim(
        "The larger of the two small DenseNets is worth its size (layer_4_1)",
        (Contest(("layer_4_1",), ("layer_4_2",), "layer_4_2"),),
    ),
    Claim(
        "Going on from a base helps (each recipe of transfer)",
        tuple(
            Contest((variant.name,), (f"{variant.name}_scratch",), f"{variant.name}_scratch")
            for variant in transfer.TRANSFERRED
        ),
    ),
    _greatest_gain(
        "Going on from a base helps most (transfer_2 over its scratch)",
        ("transfer_2", "transfer_2_scratch"),
        STEPS,
    ),
)


def judge_claims(predictions: Mapping[str, list[Predictions]]) -> pd.DataFrame:
    """Test each claim of the source on the test images of a run.

    Parameters
    ----------
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
    rows = {claim.says: _judged(claim, predictions) for claim in CLAIMS}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("claim")


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
        [_predictions_of(name, predictions) for name in side]
        for side in (contest.better, contest.worse)
    ]
    if not read_same_images([model for side in sides for model in side]):
        return {**asdict(NO_COMPARISON), "trained": False}
    shares = [[correct_shares(model) for model in side] for side in sides]
    accuracies = [read.mean() for side in shares for read in side]
    return {
        **asdict(paired_difference(*map(sum, shares))),
        "trained": min(accuracies) >= LEAST_ACCURACY,
    }


def _predictions_of(
    name: str, predictions: Mapping[str, list[Predictions]]
) -> list[Predictions] | None:
    # Namesakes carry the name of their study; the source's layer_4_1 is that of its layers.
    return predictions.get(name, predictions.get(f"{name} of {layers.STUDY.name}"))
