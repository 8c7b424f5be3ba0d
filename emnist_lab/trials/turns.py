"""Times for one image of networks that took turns, and what share of another's time each takes."""

import pandas as pd

from emnist_lab.trials.study_table import StudyTable

# A row a network (`emnist_lab.trials.record.TrialRecord.network`) and turn, in the folder of the
# study that shows them.
TURNS = StudyTable("turns.csv", ("network", "turn", "latency_ms"))
# The middle nine tenths of the turns.
LOW, HIGH = 0.05, 0.95


def shares_of_time(times: pd.DataFrame, networks: pd.Series, reference: str) -> pd.DataFrame:
    """Return each model's time for one image, and its share of a reference model's in each turn.

    Parameters
    ----------
    times : pandas.DataFrame
        The rows of `TURNS`.
    networks : pandas.Series
        The network of each model, by the model's label.
    reference : str
        The label of the reference model.

    Returns
    -------
    pandas.DataFrame
        A row a label whose network was timed, fastest first: `network`; `latency_ms` and `share`,
        medians over the turns; `low` and `high`, between which the share of nine turns in ten lies.
        Empty where the reference was not timed.
    """
    by_turn = times.pivot_table(index="turn", columns="network", values="latency_ms")
    if networks.get(reference) not in by_turn:
        return pd.DataFrame(columns=["network", "latency_ms", "share", "low", "high"])
    shares = by_turn.div(by_turn[networks[reference]], axis="index")
    columns = {
        "latency_ms": by_turn.median(),
        "share": shares.median(),
        "low": shares.quantile(LOW),
        "high": shares.quantile(HIGH),
    }
    timed = networks[networks.isin(by_turn.columns)].rename("network")
    by_label = timed.to_frame().join(pd.DataFrame(columns), on="network")
    return by_label.sort_values("latency_ms", kind="stable")


def with_times_in_turns(summary: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Return a summary in which models that took turns have the time that they took there.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a model, with the `latency_ms` that its trial took by itself.
    shares : pandas.DataFrame
        As `shares_of_time`.

    Returns
    -------
    pandas.DataFrame
        The rows in their order; models of one network are then equally fast.
    """
    in_turns = shares["latency_ms"].reindex(summary.index).astype(float)
    return summary.assign(latency_ms=in_turns.fillna(summary["latency_ms"]))
