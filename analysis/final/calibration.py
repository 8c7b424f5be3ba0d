"""Whether a model is right as often as it says it is."""

import numpy as np
import pandas as pd

from emnist_lab.evidence.statistics import wilson_interval
from emnist_lab.training.predictions import Predictions

BINS = 10


def reliability(of_seeds: list[Predictions]) -> pd.DataFrame:
    """Set the probability that a model gives its guesses beside the share that is right.

    Parameters
    ----------
    of_seeds : list of Predictions
        One a seed; all are counted together.

    Returns
    -------
    pandas.DataFrame
        One row a tenth of the probabilities that any guess lies in: `above` and `up_to` (its
        bounds), `images` (as a mean over seeds), `confidence` (mean probability of the guesses),
        `accuracy` (share that is right) with its 95 % Wilson interval `low` to `high`.

    References
    ----------
    C. Guo et al. (2017), On calibration of modern neural networks.
    """
    guesses = pd.DataFrame(
        {
            "confidence": np.concatenate([one.p_predicted for one in of_seeds]).astype(float),
            "correct": np.concatenate([one.correct for one in of_seeds]),
        }
    )
    edges = np.linspace(0, 1, BINS + 1)
    places = np.clip(np.digitize(guesses["confidence"], edges[1:-1], right=True), 0, BINS - 1)
    found = guesses.groupby(places).agg(
        images=("correct", "size"), confidence=("confidence", "mean"), accuracy=("correct", "mean")
    )
    found["images"] /= len(of_seeds)
    found[["low", "high"]] = [
        wilson_interval(row.accuracy, row.images) for row in found.itertuples()
    ]
    found.insert(0, "above", edges[found.index])
    found.insert(1, "up_to", edges[found.index + 1])
    return found.reset_index(drop=True)


def expected_calibration_error(bins: pd.DataFrame) -> float:
    """Return the mean distance between confidence and accuracy over images, a share in 0..1.

    Parameters
    ----------
    bins : pandas.DataFrame
        From `reliability`.

    References
    ----------
    M. Pakdaman Naeini, G. Cooper and M. Hauskrecht (2015), Obtaining well calibrated probabilities
    using Bayesian binning.
    """
    distances = (bins["confidence"] - bins["accuracy"]).abs()
    return float((distances * bins["images"]).sum() / bins["images"].sum())


def overconfidence(bins: pd.DataFrame) -> float:
    """Return mean confidence minus accuracy over images, a share: above 0 it claims too much."""
    excess = (bins["confidence"] - bins["accuracy"]) * bins["images"]
    return float(excess.sum() / bins["images"].sum())
