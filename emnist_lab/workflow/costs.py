"""What trials cost in time, by what trials of the same or the most similar network took."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from emnist_lab.trials.record import Hyperparameters, TrialRecord

SHORTEST_S = 0.1
# A machine's pace changes in the course of hours: the trials that ended last tell most.
LAST_ALIKE = 5


@dataclass(frozen=True)
class Work:
    """What decides how long a trial takes, known before it begins.

    `traits` holds the network's architecture, options and image form; `images` are those of an
    epoch, `epochs` the most that it may train, `limit_s` the time that its training may take.
    """

    model: str
    traits: frozenset[str]
    images: int
    epochs: int
    test_images: int
    latency_runs: int
    limit_s: float | None = None

    @classmethod
    def of(cls, chosen: Hyperparameters, images: int, epochs: int, test_images: int) -> "Work":
        """Return the work of a trial with hyperparameters as its record has them."""
        network = {**chosen.options, **dict(chosen.image)}
        return cls(
            model=chosen.model,
            traits=frozenset(f"{name} {json.dumps(value)}" for name, value in network.items()),
            images=images,
            epochs=epochs,
            test_images=test_images,
            latency_runs=chosen.latency_runs,
            limit_s=chosen.recipe.time_limit_s,
        )

    def training_s(self, image_s: float, epochs: int) -> float:
        """Return how long so many epochs take, at so many seconds an image."""
        seconds = epochs * self.images * image_s
        return seconds if self.limit_s is None else min(seconds, self.limit_s)


@dataclass(frozen=True)
class Cost:
    """What a trial took, in parts that grow with different things.

    `set_up_s` is for building and tracing; `image_s` for an image of an epoch, validation
    included; `test_image_s` for one of the test images, `latency_s` for each that is timed alone.
    """

    model: str
    traits: frozenset[str]
    set_up_s: float
    image_s: float
    test_image_s: float
    latency_s: float

    @classmethod
    def of_record(cls, record: TrialRecord) -> "Cost | None":
        """Return what a trial's record says it took; None where it did not complete."""
        figures, duration = record.figures, record.provenance.duration_s
        if not record.completed or duration is None:
            return None
        images, epochs, tested = map(int, figures.known("train_images", "epochs", "test_images"))
        train_s, eval_s, latency_ms = figures.known("train_time_s", "eval_time_s", "latency_ms")
        work = Work.of(record.hyperparameters, images, epochs, tested)
        latency_s = latency_ms / 1000
        measuring_s = eval_s + work.latency_runs * latency_s
        return cls(
            work.model,
            work.traits,
            # The duration of a trial that was interrupted leaves out what came before.
            max(0.0, duration - train_s - measuring_s),
            train_s / (epochs * images),
            eval_s / tested,
            latency_s,
        )

    def seconds(self, work: Work) -> float:
        """Return how long a trial of the same network would take."""
        training_s = work.training_s(self.image_s, work.epochs)
        measuring_s = work.test_images * self.test_image_s + work.latency_runs * self.latency_s
        return max(SHORTEST_S, self.set_up_s + training_s + measuring_s)


class Costs:
    """What trials of this run took, and what trials took on another machine (`elsewhere`).

    The other machine's pace is compared with this one's by the trials that both have trained.
    """

    def __init__(self, elsewhere: Iterable[Cost] = ()):
        self.elsewhere = list(elsewhere)
        self.here: list[Cost] = []
        self.total_s = 0.0
        # What ended here and has its like elsewhere took so long here, and so long there.
        self.alike_here_s = self.alike_there_s = 0.0

    def add(self, work: Work, cost: Cost) -> None:
        """Take up what a trial took here."""
        self.here.append(cost)
        seconds = cost.seconds(work)
        self.total_s += seconds
        if there := _most_alike(self.elsewhere, work):
            self.alike_here_s += seconds
            self.alike_there_s += _median(there, work)

    def seconds(self, work: Work) -> float | None:
        """Return how long a trial takes here, by those most like it; None if none is like it."""
        here, there = _most_alike(self.here, work), _most_alike(self.elsewhere, work)
        is_nearer = there and (not here or _distance(there[0], work) < _distance(here[0], work))
        if is_nearer and self.alike_there_s:
            return self.alike_here_s / self.alike_there_s * _median(there, work)
        return _median(here, work) if here else None


def _median(costs: list[Cost], work: Work) -> float:
    return median(cost.seconds(work) for cost in costs)


def _most_alike(costs: list[Cost], work: Work) -> list[Cost]:
    """Return the last of those of the model whose traits differ least."""
    alike = [cost for cost in costs if cost.model == work.model]
    least = min((_distance(cost, work) for cost in alike), default=0)
    return [cost for cost in alike if _distance(cost, work) == least][-LAST_ALIKE:]


def _distance(cost: Cost, work: Work) -> int:
    return len(cost.traits ^ work.traits)
