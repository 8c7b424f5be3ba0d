"""From what a search draws to the variant that is trained, and from its record to its score."""

import math

import keras_tuner

from emnist_lab.config import Family, SearchSpace, Variant
from emnist_lab.trials.record import TrialRecord

FAMILY = "family"
EPOCHS = "tuner/epochs"


def add_space(space: SearchSpace, values: keras_tuner.HyperParameters) -> None:
    """Register a search space with Keras Tuner: the family, and under each its choices."""
    values.Choice(FAMILY, [family.name for family in space.families])
    for family in space.families:
        with values.conditional_scope(FAMILY, [family.name]):
            for option, choices in family.choices.items():
                values.Choice(_choice_name(family, option), list(choices))


def drawn_variant(space: SearchSpace, values: dict) -> Variant:
    """Return the variant that drawn values (see `add_space`, and `EPOCHS`) stand for.

    Its name is made of the family, the labels and the epochs, so that no other has it.
    """
    family = next(family for family in space.families if family.name == values[FAMILY])
    labels = {option: values[_choice_name(family, option)] for option in family.choices}
    epochs = values[EPOCHS]
    options = {option: family.choices[option][label] for option, label in labels.items()}
    return Variant(
        name="_".join([family.name, *labels.values(), f"e{epochs}"]),
        label=family.label_of(labels, epochs),
        change=f"drawn, {epochs} epoch{'s' if epochs > 1 else ''}",
        model=family.model,
        options={**family.options, **options},
        image=family.image,
        recipe=family.recipe.model_copy(update={"epochs": epochs}),
    )


def score(space: SearchSpace, record: TrialRecord) -> float:
    """Return what a search promotes trials by: validation accuracy, less what latency costs.

    Not a number where the trial did not complete.
    """
    # One that holds nothing out completed without a validation accuracy.
    if not record.completed or record.figures.val_acc is None:
        return math.nan
    accuracy, latency_ms = record.figures.known("val_acc", "latency_ms")
    return accuracy - space.latency_weight * math.log2(latency_ms)


def _choice_name(family: Family, option: str) -> str:
    return f"{family.name} {option}"
