"""Built and traced models that trials of one process share, each trial with fresh weights.

Tracing layer_4_1 takes longer than an epoch on small data. Trials with the same graph
(architecture, input, optimizer, batch-normalisation momentum) differ in values only, so the traced
model of the trial before takes over the values of a newly built one and ends where that one would
have ended.
"""

import gc
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import keras

from emnist_lab.config import ImageForm, Recipe
from emnist_lab.training.compile import momentum_for
from emnist_lab.training.evaluate import forward_pass

MOST_MODELS = 2


@dataclass(frozen=True)
class TracedModel:
    """A model and its inference function, both traced at most once."""

    model: keras.Model
    forward: Callable


class TracedModels:
    """The models that this process traced last; older ones are let go with their memory."""

    def __init__(self):
        self.kept: OrderedDict[tuple, TracedModel] = OrderedDict()

    def take_over(self, fresh: keras.Model, key: tuple, form: ImageForm) -> TracedModel:
        """Return a traced model with the values of a newly built one.

        Parameters
        ----------
        fresh : keras.Model
            Newly built, its weights drawn with the trial's seed.
        key : tuple
            What the graph depends on (`graph_key`).
        form : ImageForm
            The form of its input.

        Returns
        -------
        TracedModel
            One of an earlier trial with the same key, with the weights and random states of
            `fresh`; or `fresh` itself, not traced yet.
        """
        if key in self.kept:
            traced = self.kept[key]
            self.kept.move_to_end(key)
            for variable, value in zip(traced.model.variables, fresh.variables, strict=True):
                variable.assign(value)
            return traced
        while len(self.kept) >= MOST_MODELS:
            self.kept.popitem(last=False)
        gc.collect()
        self.kept[key] = TracedModel(fresh, forward_pass(fresh, form))
        return self.kept[key]

    def forget(self) -> None:
        """Let every model go, for example after an exception left one half-way."""
        self.kept.clear()
        keras.backend.clear_session()


def graph_key(plan, classes: int, steps_per_epoch: int) -> tuple:
    """Return what the graph of a trial's training depends on.

    Parameters
    ----------
    plan : emnist_lab.results.trial.TrialPlan
        The trial.
    classes : int
        Width of the output.
    steps_per_epoch : int
        Decides the batch-normalisation momentum.

    Returns
    -------
    tuple
        Equal for trials whose graphs are equal.
    """
    recipe: Recipe = plan.recipe
    options = repr(sorted(plan.variant.options.items()))
    return (
        plan.variant.model,
        options,
        plan.variant.image.shape,
        classes,
        recipe.optimizer,
        recipe.weight_decay,
        recipe.has_soft_labels,
        momentum_for(recipe, steps_per_epoch),
    )
