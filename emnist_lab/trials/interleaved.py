"""Interleaved times for one image of networks, and what share of another's each takes."""

from itertools import permutations

import numpy as np
import pandas as pd
from scipy import stats

from emnist_lab.trials.study_table import StudyTable

# A row a network (`emnist_lab.trials.record.TrialRecord.network`) and round, in the folder of the
# study that shows them. File and column keep the names that results kept earlier have.
INTERLEAVED_TIMES = StudyTable("turns.csv", ("network", "turn", "latency_ms"))
# In place of a device: such times compare with each other wherever the trials ran.
INTERLEAVED = "interleaved"
SURE = 0.95


def shares_of_time(times: pd.DataFrame, networks: pd.Series, reference: str) -> pd.DataFrame:
    """Return each model's time for one image, and its share of a reference model's in each round.

    Parameters
    ----------
    times : pandas.DataFrame
        The rows of `INTERLEAVED_TIMES`.
    networks : pandas.Series
        The network of each model, by the model's label.
    reference : str
        The label of the reference model.

    Returns
    -------
    pandas.DataFrame
        A row a label whose network was timed, smallest share first: `network`; `latency_ms` and
        `share`, medians over the rounds; `low` and `high`, the share's 95 % interval
        (`median_interval`). Empty where the reference was not timed.
    """
    by_round = times.pivot_table(index="turn", columns="network", values="latency_ms")
    if networks.get(reference) not in by_round:
        return pd.DataFrame(columns=["network", "latency_ms", "share", "low", "high"])
    shares = by_round.div(by_round[networks[reference]], axis="index")
    low, high = zip(*(median_interval(shares[network]) for network in shares), strict=True)
    columns = {
        "latency_ms": by_round.median(),
        "share": shares.median(),
        "low": pd.Series(low, shares.columns),
        "high": pd.Series(high, shares.columns),
    }
    timed = networks[networks.isin(by_round.columns)].rename("network")
    by_label = timed.to_frame().join(pd.DataFrame(columns), on="network")
    return by_label.sort_values("share", kind="stable")


def median_interval(values: pd.Series) -> tuple[float, float]:
    """Return the 95 % interval of a median by order statistics; of few values their whole range.

    References
    ----------
    W. J. Conover (1999), Practical Nonparametric Statistics, section 3.2.
    """
    known = np.sort(values.dropna())
    rank = max(int(stats.binom.ppf((1 - SURE) / 2, len(known), 0.5)), 1)
    return float(known[rank - 1]), float(known[-rank])


def faster_networks(times: pd.DataFrame) -> set[tuple[str, str]]:
    """Return the pairs of networks the first of which is faster beyond noise, round by round.

    Parameters
    ----------
    times : pandas.DataFrame
        The rows of `INTERLEAVED_TIMES`.
    """
    by_round = times.pivot_table(index="turn", columns="network", values="latency_ms")
    return {
        (first, second)
        for first, second in permutations(by_round.columns, 2)
        if median_interval(by_round[first] / by_round[second])[1] < 1
    }


def with_interleaved_times(summary: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Return a summary in which models that were timed interleaved have that time.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a model, with the `latency_ms` that its trial took by itself.
    shares : pandas.DataFrame
        As `shares_of_time`.

    Returns
    -------
    pandas.DataFrame
        The rows in their order; models of one network are then equally fast, and their `device` is
        `INTERLEAVED`.
    """
    known = shares["latency_ms"].reindex(summary.index).astype(float)
    return summary.assign(
        latency_ms=known.fillna(summary["latency_ms"]),
        device=summary["device"].where(known.isna(), INTERLEAVED),
    )
