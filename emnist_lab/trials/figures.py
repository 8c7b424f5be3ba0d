"""The figures of a trial's record: what each is, in which unit, and whether it is a time."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from emnist_lab.recipe import StrictModel

Ending = Literal["epochs", "budget", "early_stopping", "time_limit", "divergence"]
# "given" is known before the first step and the same however far a training gets; "result" hangs on
# the training and repeats bit by bit on the same machine; "time" never does.
Kind = Literal["given", "result", "time"]


@dataclass(frozen=True)
class Figure:
    """What a number of a record is: its unit, its kind, and what it says."""

    unit: str
    kind: Kind
    meaning: str

    @property
    def is_time(self) -> bool:
        """Whether it is measured with a clock, so that no repetition gives it again."""
        return self.kind == "time"


Counted = Annotated[int | None, Field(ge=0)]
Measured = Annotated[float, Field(allow_inf_nan=False)] | None


class Figures(StrictModel):
    """What was measured of a trial, as far as it got; None is what was not.

    A number that is none (a loss that diverged, validation without images held out) is left out:
    status and reason say why.
    """

    parameters: Annotated[Counted, Figure("weights", "given", "of the model")] = None
    trainable: Annotated[Counted, Figure("weights", "given", "that training changes")] = None
    train_images: Annotated[
        Counted, Figure("images", "given", "of an epoch, copies that balance classes included")
    ] = None
    most_epochs: Annotated[
        Counted,
        Figure("epochs", "result", "that the recipe or the budget allows"),
    ] = None
    epochs: Annotated[Counted, Figure("epochs", "result", "made, the last perhaps in part")] = None
    best_epoch: Annotated[
        Counted, Figure("epoch", "result", "whose weights the model keeps, from 1")
    ] = None
    steps: Annotated[Counted, Figure("steps", "result", "weight updates made")] = None
    first_learning_rate: Annotated[
        Measured, Figure("rate", "result", "of the last step of the first epoch")
    ] = None
    lowest_learning_rate: Annotated[
        Measured, Figure("rate", "result", "the lowest that an epoch ended with")
    ] = None
    ended_by: Annotated[
        Ending | None,
        Figure("word", "result", "epochs, budget, early_stopping, time_limit or divergence"),
    ] = None
    out_of_time: Annotated[
        bool | None, Figure("yes or no", "result", "whether a time limit ended the training")
    ] = None
    train_time_s: Annotated[
        Measured, Figure("s", "time", "of all epochs, validation included, warm-up left out")
    ] = None
    val_loss: Annotated[Measured, Figure("nats", "result", "of the epoch that is kept")] = None
    val_acc: Annotated[Measured, Figure("share", "result", "of the epoch that is kept")] = None
    test_loss: Annotated[Measured, Figure("nats", "result", "mean cross-entropy")] = None
    test_acc: Annotated[Measured, Figure("share", "result", "read rightly")] = None
    top5_acc: Annotated[
        Measured, Figure("share", "result", "whose class is among the five most probable")
    ] = None
    test_images: Annotated[Counted, Figure("images", "given", "that it was tested on")] = None
    eval_time_s: Annotated[
        Measured, Figure("s", "time", "from stored test images to probabilities")
    ] = None
    inference_time_s: Annotated[
        Measured, Figure("s", "time", "of the forward passes alone, over all test images")
    ] = None
    latency_ms: Annotated[
        Measured, Figure("ms", "time", "one image, the median of the quietest fifth")
    ] = None
    latency_p95_ms: Annotated[
        Measured, Figure("ms", "time", "one image, what 95 % of all passes stay below")
    ] = None
    throughput_images_s: Annotated[
        Measured, Figure("images/s", "time", "the median over batches of 256")
    ] = None

    def measured(self) -> dict[str, Any]:
        """Return the figures that there are, by name."""
        return {name: value for name, value in self if value is not None}

    def known(self, *names: str) -> tuple[float, ...]:
        """Return figures that have to be there.

        Raises
        ------
        ValueError
            Naming those that are not: the record is none of a trial that got so far.
        """
        measured = self.measured()
        if missing := [name for name in names if name not in measured]:
            raise ValueError(f"not measured: {', '.join(missing)}")
        return tuple(measured[name] for name in names)


def numbers_only(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return figures without those that are no number."""
    return {name: value for name, value in figures.items() if not _is_no_number(value)}


def _is_no_number(value: object) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def figure_facts() -> dict[str, Figure]:
    """Return unit, kind and meaning of every figure, by its name, in the order of records."""
    return {
        name: next(fact for fact in field.metadata if isinstance(fact, Figure))
        for name, field in Figures.model_fields.items()
    }


FIGURE_COLUMNS = tuple(Figures.model_fields)
TIME_FIGURES = frozenset(name for name, fact in figure_facts().items() if fact.is_time)
GIVEN_FIGURES = frozenset(name for name, fact in figure_facts().items() if fact.kind == "given")
