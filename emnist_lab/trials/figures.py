"""The figures of a trial's record: what each is, in which unit, and whether it is a time."""

import math
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, model_validator

from emnist_lab.names import Text
from emnist_lab.recipe import StrictModel

Ending = Literal["epochs", "budget", "early_stopping", "time_limit", "divergence"]
# "given" is known before the first step and the same however far a training gets; "result" hangs on
# the training and repeats bit by bit on the same machine; "time" never does.
Kind = Literal["given", "result", "time"]
# No count of a trial comes near; a larger one is no number of floating point.
Counted = Annotated[int, Field(ge=0, lt=10**15)] | None
AtLeastOne = Annotated[int, Field(ge=1, lt=10**15)] | None
Measured = Annotated[float, Field(allow_inf_nan=False)] | None
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)] | None
Share = Annotated[float, Field(ge=0, le=1)] | None


class FigureFacts(NamedTuple):
    """What a number of a record is: its unit, its kind, and what it says."""

    unit: str
    kind: Kind
    meaning: str


def _figure(unit: str, kind: Kind, meaning: str) -> Any:
    return Field(None, json_schema_extra={"unit": unit, "kind": kind, "meaning": meaning})


class Figures(StrictModel):
    """What was measured of a trial, as far as it got; None is what was not.

    A number that is none (a loss that diverged, validation without images held out) is left out:
    status and reason say why.
    """

    parameters: Counted = _figure("weights", "given", "of the model")
    trainable: Counted = _figure("weights", "given", "that training changes")
    train_images: Counted = _figure(
        "images", "given", "of an epoch, copies that balance or supplement classes included"
    )
    supplemented: Text | None = _figure(
        "words", "result", "the classes whose images were repeated, each with how many copies"
    )
    most_epochs: Counted = _figure("epochs", "result", "that the recipe or the budget allows")
    epochs: Counted = _figure("epochs", "result", "made, the last perhaps in part")
    best_epoch: Counted = _figure("epoch", "result", "whose weights the model keeps, from 1")
    steps: Counted = _figure("steps", "result", "weight updates made")
    first_learning_rate: NotNegative = _figure(
        "rate", "result", "of the last step of the first epoch"
    )
    lowest_learning_rate: NotNegative = _figure(
        "rate", "result", "the lowest that an epoch ended with"
    )
    ended_by: Ending | None = _figure(
        "word", "result", "epochs, budget, early_stopping, time_limit or divergence"
    )
    out_of_time: bool | None = _figure(
        "yes or no", "result", "whether a time limit ended the training"
    )
    train_time_s: NotNegative = _figure(
        "s", "time", "of all epochs, validation included, warm-up left out"
    )
    val_loss: Measured = _figure("nats", "result", "of the epoch that is kept")
    val_acc: Share = _figure("share", "result", "of the epoch that is kept")
    test_loss: Measured = _figure("nats", "result", "mean cross-entropy")
    test_acc: Share = _figure("share", "result", "read rightly")
    top5_acc: Share = _figure("share", "result", "whose class is among the five most probable")
    test_images: AtLeastOne = _figure("images", "given", "that it was tested on")
    eval_time_s: NotNegative = _figure("s", "time", "from stored test images to probabilities")
    inference_time_s: NotNegative = _figure(
        "s", "time", "of the forward passes alone, over all test images"
    )
    latency_ms: NotNegative = _figure("ms", "time", "one image, the median of the quietest fifth")
    latency_p95_ms: NotNegative = _figure(
        "ms", "time", "one image, what 95 % of all passes stay below"
    )
    throughput_images_s: NotNegative = _figure("images/s", "time", "the median over batches of 256")

    @model_validator(mode="before")
    @classmethod
    def _numbers_only(cls, figures: Any) -> Any:
        if not isinstance(figures, dict):
            return figures
        return {
            name: value
            for name, value in figures.items()
            if not (isinstance(value, float) and not math.isfinite(value))
        }

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


def figure_facts() -> dict[str, FigureFacts]:
    """Return unit, kind and meaning of every figure, by its name, in the order of records."""
    return {
        name: FigureFacts(**dict(field.json_schema_extra))  # type: ignore[arg-type]
        for name, field in Figures.model_fields.items()
    }


FIGURE_COLUMNS = tuple(Figures.model_fields)
TIME_FIGURES = frozenset(name for name, facts in figure_facts().items() if facts.kind == "time")
GIVEN_FIGURES = frozenset(name for name, facts in figure_facts().items() if facts.kind == "given")
