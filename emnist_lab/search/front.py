"""The front of all studies' models, the best and fastest of which are timed side by side first."""

from dataclasses import dataclass

import pandas as pd

from emnist_lab.results.pareto import pareto_front
from emnist_lab.results.pool import pooled_records, pooled_results, pooled_summary
from emnist_lab.results.turns import shares_of_time, with_times_in_turns
from emnist_lab.search.run import StudyRun
from emnist_lab.search.turns import times_in_turns


@dataclass(frozen=True)
class TimedFront:
    """Models of all studies by label, those that none other beats, and times that compare.

    `summary` and `front` are as `emnist_lab.results.pool.pooled_summary`; `shares` as
    `emnist_lab.results.turns.shares_of_time` of the model labelled `reference`.
    """

    summary: pd.DataFrame
    front: pd.DataFrame
    shares: pd.DataFrame
    reference: str


def timed_front(run: StudyRun, reference: str) -> TimedFront:
    """Return the front, with times in turns for what may be on it and what the study set by hand.

    Which models may be on it is decided by the time that each trial took by itself.

    Parameters
    ----------
    run : StudyRun
        The study that shows the front, and its data.
    reference : str
        The variant of it whose time others are compared with.

    Returns
    -------
    TimedFront
        The models that learned from the same data.
    """
    records = pooled_records(run.profile, run.split.digest)
    pooled = pooled_results(records)
    summary = pooled_summary(pooled)
    set_by_hand = [variant.name for variant in run.study.variants]
    own = run.results[run.results["variant"].isin(set_by_hand)]
    may_be_on_it = pooled["label"].isin(pareto_front(summary).index)
    chosen = pooled[pooled["fingerprint"].isin(own["fingerprint"]) | may_be_on_it]
    timed = [record for record in records if record["fingerprint"] in set(chosen["fingerprint"])]
    times = times_in_turns(run.study.name, run.profile, timed, len(run.split.classes))
    # A trial that two studies share is labelled as the first of them calls it.
    of_reference = own.loc[own["variant"] == reference, "fingerprint"]
    label = pooled.loc[pooled["fingerprint"].isin(of_reference), "label"].iloc[0]
    networks = chosen.drop_duplicates("label").set_index("label")["network"]
    shares = shares_of_time(times, networks, label)
    in_turns = with_times_in_turns(summary, shares)
    return TimedFront(in_turns, pareto_front(in_turns), shares, label)
