"""Which accuracies moved from one set of results to a later one, and whether chance explains it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from emnist_lab.datasets.kept import DIGEST_MARK
from emnist_lab.evidence.claims import time_spread
from emnist_lab.evidence.paired import paired_difference
from emnist_lab.evidence.statistics import SIGNIFICANCE, accuracy_difference, holm_corrected
from emnist_lab.evidence.verdict import Verdict
from emnist_lab.profile import Profile
from emnist_lab.training.predictions import Predictions, read_predictions
from emnist_lab.trials.record import TrialRecord
from emnist_lab.trials.table import results_frame

# On how many images each accuracy stands, by its column.
IMAGES_OF = {"test_acc": "test_images", "top5_acc": "test_images", "val_acc": "val_images"}
FIGURES = dict.fromkeys((*IMAGES_OF, *IMAGES_OF.values(), "latency_ms"))
# Of these the predictions say which images were read.
BY_IMAGE = "test_acc"
# Smaller differences are those of another order of adding up.
SAME = 1e-9
Trials = tuple[str, ...]


@dataclass(frozen=True)
class AccuracyMove:
    """An accuracy then and now, and the test of the difference, now minus then.

    `low` to `high` is its 95 % interval, not adjusted for other tests; `p` is corrected by Holm
    with all others. `paired` says that the same images were compared one by one.
    """

    was: float
    now: float
    difference: float
    low: float
    high: float
    paired: bool
    p: float
    verdict: Verdict = Verdict.NOT_COMPARABLE


class Results:
    """The trials of a set of results, by name as figures know them (`study/variant-seed0`)."""

    def __init__(self, profile: Profile, records: Sequence[TrialRecord]):
        self._profile = profile
        self.records = {record.key.name: record for record in records}
        self._frame = results_frame(list(self.records.values()))
        rows = self._frame[list(FIGURES)].astype(float).to_dict("records")
        self._figures = dict(zip(self.records, rows, strict=True))
        self._read: dict[str, Predictions | None] = {}

    def completed(self) -> dict[tuple[str, str], Trials]:
        """Return the completed trials of each variant, by study and variant."""
        found: dict[tuple[str, str], Trials] = {}
        for name, record in self.records.items():
            if record.completed:
                key = (record.study, record.variant)
                found[key] = (*found.get(key, ()), name)
        return found

    def mean(self, trials: Trials, column: str) -> float:
        """Return the mean of one of `FIGURES` over trials, NaN where one is unknown or lacks it."""
        if not trials or any(name not in self._figures for name in trials):
            return math.nan
        return math.fsum(self._figures[name][column] for name in trials) / len(trials)

    def predictions(self, trials: Trials) -> list[Predictions]:
        """Return the predictions of trials, as far as they left any."""
        for name in trials:
            if name not in self._read:
                record = self.records[name]
                folder = self._profile.trial_dir(*record.key)
                self._read[name] = read_predictions(folder)
        return [found for name in trials if (found := self._read[name]) is not None]

    def data(self, trials: Trials) -> set[str]:
        """Return the digests of the data that trials read, whether kept or at hand."""
        return {self.records[name].data.removeprefix(DIGEST_MARK) for name in trials}

    def machines(self, trials: Trials) -> set[tuple]:
        """Return on what trials were timed: device, accelerator and threads."""
        origins = [self.records[name].provenance for name in trials if name in self.records]
        return {(origin.device, origin.accelerator, origin.threads) for origin in origins}

    @cached_property
    def time_spread(self) -> float:
        """By what factor times of one network differ here (`emnist_lab.evidence.claims`)."""
        return time_spread(self._frame)


def accuracy_column(now: float, was: float, trials: tuple[Trials, Trials], of: tuple) -> str | None:
    """Return which accuracy of its trials a share is, then as now, or None where it is none."""
    for column in IMAGES_OF:
        means = [results.mean(own, column) for results, own in zip(of, trials, strict=True)]
        if abs(means[0] - now) < SAME and abs(means[1] - was) < SAME:
            return column
    return None


def tested_moves(
    now: Results, was: Results, asked: Iterable[tuple[str, Trials, Trials]]
) -> dict[tuple[str, Trials, Trials], AccuracyMove]:
    """Test the accuracies that moved, all of them in one family that Holm's method corrects.

    Where the predictions of both sides are at hand, of the same test images, these are compared
    one by one (`emnist_lab.evidence.paired`), else the accuracies as of different images.

    Parameters
    ----------
    asked : iterable of (str, Trials, Trials)
        Which accuracy (`IMAGES_OF`) of which trials now, beside that of which trials then.

    Returns
    -------
    dict
        By what was asked, without what did not move or is not known on either side.
    """
    moves = {key: _tested(now, was, *key) for key in dict.fromkeys(asked)}
    moved = {key: move for key, move in moves.items() if move is not None}
    corrected = holm_corrected(pd.Series([move.p for move in moved.values()], dtype=float))
    return {
        key: replace(move, p=float(p), verdict=_verdict(move.difference, p))
        for (key, move), p in zip(moved.items(), corrected, strict=True)
    }


def time_verdict(
    now: float, was: float, trials: tuple[Trials, Trials], of: tuple[Results, Results]
) -> Verdict:
    """Return whether a time moved further than times of one network do on either side.

    It is not comparable where the times were taken on different devices, or no network was timed
    twice, so that nobody knows how far times move.
    """
    spread = max(of[0].time_spread, of[1].time_spread)
    machines = [results.machines(own) for results, own in zip(of, trials, strict=True)]
    if (
        machines[0] != machines[1]
        or len(machines[0]) != 1
        or not (spread >= 1 and min(now, was) > 0)
    ):
        return Verdict.NOT_COMPARABLE
    if abs(math.log(now / was)) <= math.log(spread):
        return Verdict.WITHIN_NOISE
    return Verdict.BETTER if now < was else Verdict.WORSE


def _tested(
    now: Results, was: Results, column: str, ours: Trials, theirs: Trials
) -> AccuracyMove | None:
    sides = ((now, ours), (was, theirs))
    new, old = (of.mean(trials, column) for of, trials in sides)
    images = [of.mean(trials, IMAGES_OF[column]) for of, trials in sides]
    if not np.isfinite([new, old, *images]).all() or abs(new - old) < SAME:
        return None
    read = _paired_readings(*sides) if column == BY_IMAGE else None
    if read is None:
        found = accuracy_difference(new, int(images[0]), old, int(images[1]))
        return AccuracyMove(old, new, found.difference, found.low, found.high, False, found.p_value)
    paired = paired_difference(read)
    return AccuracyMove(old, new, paired.difference, paired.low, paired.high, True, paired.p_value)


def _paired_readings(*sides: tuple[Results, Trials]) -> list[np.ndarray] | None:
    """Return which images each side's trainings read, None unless all read the same ones."""
    if len({digest for of, trials in sides for digest in of.data(trials)}) > 1:
        return None
    read = [of.predictions(trials) for of, trials in sides]
    trained = [len(trials) for _, trials in sides]
    true = [each.true for side in read for each in side]
    if [len(side) for side in read] != trained or not all(np.array_equal(t, true[0]) for t in true):
        return None
    return [np.array([each.correct for each in side]) for side in read]


def _verdict(difference: float, p: float) -> Verdict:
    if p >= SIGNIFICANCE:
        return Verdict.WITHIN_NOISE
    return Verdict.BETTER if difference > 0 else Verdict.WORSE
