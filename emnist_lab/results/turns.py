"""Times for one image of models that took turns, and what share of another's time each takes."""

import pandas as pd

from emnist_lab import paths
from emnist_lab.config import Profile
from emnist_lab.files import whole_file

TURN_COLUMNS = ["label", "fingerprint", "turn", "latency_ms"]
# The middle nine tenths of the turns.
LOW, HIGH = 0.05, 0.95


def write_turns(study: str, profile: Profile, times: pd.DataFrame) -> None:
    """Keep `TURN_COLUMNS` of models that took turns in the folder of the study that shows them."""
    with whole_file(paths.turns_file(profile.name, study)) as temporary:
        times[TURN_COLUMNS].to_csv(temporary, index=False)


def read_turns(study: str, profile: Profile) -> pd.DataFrame:
    """Return `label`, `fingerprint`, `turn` and `latency_ms`, a row a model and turn."""
    file = paths.turns_file(profile.name, study)
    return pd.read_csv(file) if file.is_file() else pd.DataFrame(columns=TURN_COLUMNS)


def shares_of_time(times: pd.DataFrame, reference: str) -> pd.DataFrame:
    """Return each model's time for one image, and its share of a reference model's in each turn.

    Parameters
    ----------
    times : pandas.DataFrame
        As `read_turns`.
    reference : str
        The label of the reference model.

    Returns
    -------
    pandas.DataFrame
        A row a label, fastest first: `latency_ms` and `share`, medians over the turns, and `low`
        and `high`, between which the share of nine turns in ten lies. Empty where the reference
        was not timed.
    """
    by_turn = times.pivot_table(index="turn", columns="label", values="latency_ms")
    if reference not in by_turn:
        return pd.DataFrame(columns=["latency_ms", "share", "low", "high"])
    shares = by_turn.div(by_turn[reference], axis="index")
    columns = {
        "latency_ms": by_turn.median(),
        "share": shares.median(),
        "low": shares.quantile(LOW),
        "high": shares.quantile(HIGH),
    }
    return pd.DataFrame(columns).sort_values("latency_ms")
