"""Which variants were trained alike in the end, whatever their recipes say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from emnist_lab.config import Section
from emnist_lab.recipe import Recipe

# What acts between epochs alone, and by whose default it never does.
DECAYS = ("plateau_patience", "plateau_factor", "step_every", "step_factor", "decay_level")
ENDS = ("epochs", "early_stopping")


@dataclass(frozen=True)
class Training:
    """What tells a training from others; `ends` where time did not run out before."""

    rest: str
    ends: str
    out_of_time: bool

    def is_like(self, other: "Training") -> bool:
        """Return whether the two differ in nothing but the steps that the clock allowed."""
        both_cut = self.out_of_time and other.out_of_time
        return self.rest == other.rest and (both_cut or self.ends == other.ends)


def trainings_as_made(study: Section, results: pd.DataFrame) -> dict[str, Training]:
    """Return the trainings of which a part never took effect, by variant.

    That is a decay, where the learning rate never fell, and the end that a recipe names, where a
    time limit came before it.

    Parameters
    ----------
    results : pandas.DataFrame
        One row a trial (`emnist_lab.trials.table.RESULT_COLUMNS`).
    """
    by_variant = results.groupby("variant")
    rates = by_variant[["first_learning_rate", "lowest_learning_rate"]].min()
    constant = rates["first_learning_rate"] == rates["lowest_learning_rate"]
    cut = results["out_of_time"].eq(True).groupby(results["variant"]).all()
    made = {}
    for variant in study.variants:
        is_constant, is_cut = constant.get(variant.name, False), cut.get(variant.name, False)
        if not is_constant and not is_cut:
            continue
        recipe = variant.recipe
        # How far a cosine, or plain images at the end, have come hangs on the epochs too.
        ends = ENDS if recipe.schedule == "constant" and not recipe.plain_share else ()
        rest = _without(recipe, (*ends, *(DECAYS if is_constant else ())))
        own = {"name": "", "label": "", "change": "", "repeats": "", "recipe": rest}
        made[variant.name] = Training(
            variant.model_copy(update=own).model_dump_json(),
            recipe.model_dump_json(include=set(ends)),
            bool(is_cut),
        )
    return made


def are_alike(models: Iterable[str], trainings: Mapping[str, Training]) -> bool:
    """Return whether models are one, or were all trained alike."""
    first, *others = dict.fromkeys(models)
    if first not in trainings:
        return not others
    return all(
        other in trainings and trainings[first].is_like(trainings[other]) for other in others
    )


def _without(recipe: Recipe, names: Iterable[str]) -> Recipe:
    unnamed = Recipe()
    return recipe.model_copy(update={name: getattr(unnamed, name) for name in names})
