"""What the gradients of the first steps say: how large they are, and whether they vanish."""

import pandas as pd

from emnist_lab.profile import Profile
from emnist_lab.training.history import GRADIENTS_FILE, read_gradients
from emnist_lab.trials.histories import read_noted

# Their gradients belong to a scale and a shift, not to the layer that learns a feature.
NORMALIZATIONS = ("BatchNormalization",)
# A median norm this small beside that of a network that learns is called vanishing.
VANISHING = 0.1
SUMMARY_COLUMNS = ("layers", "first", "last", "input", "output", "median", "ratio", "vanishes")


def trial_gradients(profile: Profile, results: pd.DataFrame) -> pd.DataFrame:
    """Read the first gradients of the trials whose variant asks for them.

    Parameters
    ----------
    results : pandas.DataFrame
        One row a trial: `study`, `variant`, `seed`.

    Returns
    -------
    pandas.DataFrame
        The columns of `emnist_lab.training.history.read_gradients`, with `variant` and `seed`;
        empty where no trial has them.
    """
    return read_noted(profile, results, GRADIENTS_FILE, read_gradients)


def feature_gradients(gradients: pd.DataFrame) -> pd.DataFrame:
    """Return the gradients of convolutions and dense layers, the mean over seeds.

    Parameters
    ----------
    gradients : pandas.DataFrame
        One row a layer and step of each trial (`trial_gradients`).

    Returns
    -------
    pandas.DataFrame
        `variant`, `step`, `layer`, `norm`, and `place`, from 0 at the first such layer to 1 at the
        last, in the order of variants, steps and places.
    """
    kept = gradients[~gradients["kind"].isin(NORMALIZATIONS)]
    means = kept.groupby(["variant", "step", "depth", "layer"], sort=False)["norm"].mean()
    frame = means.reset_index()
    order = frame.groupby(["variant", "step"], sort=False)["depth"].rank() - 1
    last = order.groupby([frame["variant"], frame["step"]]).transform("max")
    return frame.assign(place=order / last.clip(lower=1)).drop(columns="depth")


def gradient_summary(gradients: pd.DataFrame, learner: str) -> pd.DataFrame:
    """Summarize the first gradients of each network beside those of one that learns.

    Parameters
    ----------
    gradients : pandas.DataFrame
        As for `feature_gradients`.

    Returns
    -------
    pandas.DataFrame
        Indexed by variant: `layers` (count), `first` and `last` (the median over layers of the
        norm in the first and in the last noted step), `input` and `output` (the norm of the first
        and the last layer, the median over steps), `median` (over layers and steps), `ratio`
        (of it to the learner's; NaN where that has none) and `vanishes`.
    """
    if gradients.empty:
        return pd.DataFrame(columns=SUMMARY_COLUMNS)
    features = feature_gradients(gradients)
    rows = {
        variant: _summarize(of_variant)
        for variant, of_variant in features.groupby("variant", sort=False)
    }
    summary = pd.DataFrame.from_dict(rows, orient="index").rename_axis("variant")
    known = summary["median"].get(learner, float("nan"))
    summary["ratio"] = summary["median"] / known
    return summary.assign(vanishes=summary["ratio"] < VANISHING)


def _summarize(of_variant: pd.DataFrame) -> dict:
    by_step = of_variant.groupby("step")["norm"].median()
    return {
        "layers": of_variant["layer"].nunique(),
        "first": by_step.iloc[0],
        "last": by_step.iloc[-1],
        "input": of_variant.loc[of_variant["place"] == 0, "norm"].median(),
        "output": of_variant.loc[of_variant["place"] == 1, "norm"].median(),
        "median": of_variant["norm"].median(),
    }
