"""The Pareto front of all studies' models, whose best and fastest are timed interleaved first."""

from dataclasses import dataclass

import pandas as pd

from analysis.frontier.pareto import pareto_front, rivals_within_noise
from emnist_lab.evidence.data_seen import ALIKE
from emnist_lab.evidence.pool import pooled_records, pooled_results, pooled_summary
from emnist_lab.search.interleaved import interleaved_times
from emnist_lab.search.run import StudyRun
from emnist_lab.trials.interleaved import (
    faster_networks,
    shares_of_time,
    with_interleaved_times,
)


@dataclass(frozen=True)
class TimedFront:
    """Models of all studies by label, those that none other beats, and times that compare.

    `summary` and `front` are as `emnist_lab.evidence.pool.pooled_summary`; `shares` as
    `emnist_lab.trials.interleaved.shares_of_time` of the model labeled `reference`, None where that
    has no trial. `rivals` names, of each model on the front, those that may take its place
    (`analysis.frontier.pareto.rivals_within_noise`).
    """

    summary: pd.DataFrame
    front: pd.DataFrame
    shares: pd.DataFrame
    reference: str | None
    rivals: dict[str, list[str]]

    @property
    def apart(self) -> list[str]:
        """The models timed interleaved that were trained on other images than the reference."""
        others = self.summary.index.difference(_trained_alike(self.summary, self.reference))
        return [name for name in self.shares.index if name in others]


def timed_front(run: StudyRun, reference: str) -> TimedFront:
    """Return the Pareto front, with interleaved times of its models and those set by hand.

    Parameters
    ----------
    reference : str
        The variant of it whose time others are compared with.

    Returns
    -------
    TimedFront
        The models that learned the same task. On the front are those with as many images and epochs
        as the reference, none of a base among them. Models that were not timed keep the time that
        each trial took by itself, with which they are far from the Pareto front.
    """
    records = pooled_records(run.profile, run.split.digest)
    pooled = pooled_results(records, run.study.dataset)
    alone = pooled_summary(pooled)
    own = run.set_by_hand
    # A trial that two studies share is labeled as the first of them calls it.
    label_of = pooled.set_index("fingerprint")["label"]
    label = next(iter(label_of.reindex(own.loc[own["variant"] == reference, "fingerprint"])), None)
    timed = set(label_of.reindex(own["fingerprint"]).dropna())
    alike = _trained_alike(alone, label)
    front = pareto_front(alone.loc[alike])
    # Interleaved times may bring others to the Pareto front, whose times have to compare then too.
    while True:
        timed |= set(front.index)
        chosen = pooled[pooled["label"].isin(timed)]
        of_chosen = [r for r in records if r.fingerprint in set(chosen["fingerprint"])]
        times = interleaved_times(run.study.name, run.profile, of_chosen, len(run.split.classes))
        networks = chosen.drop_duplicates("label").set_index("label")["network"]
        shares = shares_of_time(times, networks, label)
        summary = with_interleaved_times(alone, shares)
        costs = _with_cost(summary.loc[alike], shares)
        front = pareto_front(costs, "cost").drop(columns="cost")
        if timed >= set(front.index):
            known = summary.loc[alike.intersection(shares.index)].join(shares["network"])
            rivals = rivals_within_noise(front, known, faster_networks(times))
            return TimedFront(summary, front, shares, label, rivals)


def _trained_alike(summary: pd.DataFrame, reference: str | None) -> pd.Index:
    """Return the models trained on what a reference was; all, where that did not complete."""
    if reference is None or not summary.loc[reference, "completed"]:
        return summary.index
    trained = summary[ALIKE]
    return summary.index[(trained == trained.loc[reference]).all(axis=1)]


def _with_cost(summary: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Return a summary with what a model's time is compared by.

    That is its share of the reference's time, round by round, times that one's. By the median of
    their own times alone, two networks may stand the other way round.
    """
    reference = shares.loc[shares["share"] == 1, "latency_ms"].min()
    known = (shares["share"] * reference).reindex(summary.index).astype(float)
    return summary.assign(cost=known.fillna(summary["latency_ms"]))
