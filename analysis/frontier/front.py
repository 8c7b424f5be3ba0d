"""The front of all studies' models, the best and fastest of which are timed side by side first."""

from dataclasses import dataclass

import pandas as pd

from emnist_lab.evidence.pareto import pareto_front
from emnist_lab.evidence.pool import pooled_records, pooled_results, pooled_summary
from emnist_lab.search.run import StudyRun
from emnist_lab.search.turns import times_in_turns
from emnist_lab.trials.turns import shares_of_time, with_times_in_turns


@dataclass(frozen=True)
class TimedFront:
    """Models of all studies by label, those that none other beats, and times that compare.

    `summary` and `front` are as `emnist_lab.evidence.pool.pooled_summary`; `shares` as
    `emnist_lab.trials.turns.shares_of_time` of the model labelled `reference`, None where that
    has no trial.
    """

    summary: pd.DataFrame
    front: pd.DataFrame
    shares: pd.DataFrame
    reference: str | None


def timed_front(run: StudyRun, reference: str) -> TimedFront:
    """Return the front, with times in turns for the models on it and those the study set by hand.

    Parameters
    ----------
    run : StudyRun
        The study that shows the front, and its data.
    reference : str
        The variant of it whose time others are compared with.

    Returns
    -------
    TimedFront
        The models that learned from the same data. The others keep the time that each trial took
        by itself, with which they are far from the front.
    """
    records = pooled_records(run.profile, run.split.digest)
    pooled = pooled_results(records, run.study.dataset)
    alone = pooled_summary(pooled)
    own = run.set_by_hand
    # A trial that two studies share is labelled as the first of them calls it.
    label_of = pooled.set_index("fingerprint")["label"]
    label = next(iter(label_of.reindex(own.loc[own["variant"] == reference, "fingerprint"])), None)
    timed = set(label_of.reindex(own["fingerprint"]).dropna())
    front = pareto_front(alone)
    # Times in turns may bring others to the front, whose times then have to compare as well.
    while True:
        timed |= set(front.index)
        chosen = pooled[pooled["label"].isin(timed)]
        of_chosen = [r for r in records if r.fingerprint in set(chosen["fingerprint"])]
        times = times_in_turns(run.study.name, run.profile, of_chosen, len(run.split.classes))
        networks = chosen.drop_duplicates("label").set_index("label")["network"]
        shares = shares_of_time(times, networks, label)
        summary = with_times_in_turns(alone, shares)
        front = pareto_front(summary)
        if timed >= set(front.index):
            return TimedFront(summary, front, shares, label)
