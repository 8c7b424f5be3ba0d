"""Built and traced models that trials of one process share, each trial with fresh weights.

Tracing a DenseNet takes longer than an epoch on small data. Trials with the same graph
(architecture, input, optimizer, batch-normalization momentum) differ in values only, so the traced
model of the trial before takes over the values of a newly built one and ends where that one would
have ended. Trainings too short to be traced share the inference function, which hangs on the
architecture and the input alone.
"""

import gc
import random
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import keras
import numpy as np
import tensorflow as tf

from emnist_lab.config import Variant
from emnist_lab.recipe import ImageForm, Recipe
from emnist_lab.training.compile import batchnorm_momentum, is_traced
from emnist_lab.training.evaluate import forward_pass

MOST_MODELS = 2
MOST_SEEDS = 4
SKIPPED_OPTIMIZERS = (
    "arithmetic_optimization",
    "constant_folding",
    "layout_optimizer",
    "loop_optimization",
    "remapping",
    "shape_optimization",
)


@dataclass(frozen=True)
class TracedModel:
    """A model and its inference function, both traced at most once.

    `initial` holds, by seed, the values of all variables before training, of a few seeds.
    """

    model: keras.Model
    forward: Callable
    initial: dict[int, list[np.ndarray]] = field(default_factory=dict)


class TracedModels:
    """The models that this process traced last; older ones are discarded.

    `discarded` counts those. TensorFlow keeps a graph of each for good (12 MB for a DenseNet of
    four layers), so that a process should not discard many.
    """

    def __init__(self) -> None:
        skip_graph_optimizers()
        self.kept: OrderedDict[tuple, TracedModel] = OrderedDict()
        self.discarded = 0

    def new_model(
        self, build: Callable[[], keras.Model], key: tuple, seed: int, form: ImageForm
    ) -> TracedModel:
        """Return a model with the values that a newly built one has, traced already if possible.

        `build` is called unless the values for this seed are known; `key` is what the graph depends
        on (`graph_key`); the seed decides the initial weights and the random states.
        """
        traced = self.kept.get(key)
        if traced is None or seed not in traced.initial:
            seed_weights(seed)
            fresh = build()
            traced = traced or self._keep(TracedModel(fresh, forward_pass(fresh, form)), key)
            if len(traced.initial) == MOST_SEEDS:
                traced.initial.clear()
            traced.initial[seed] = [variable.numpy() for variable in fresh.variables]
        self.kept.move_to_end(key)
        for variable, value in zip(traced.model.variables, traced.initial[seed], strict=True):
            variable.assign(value)
        return traced

    def forget(self) -> None:
        """Let every model go, for example after an exception left one half-way."""
        self.discarded += len(self.kept)
        self.kept.clear()
        keras.backend.clear_session()

    def _keep(self, traced: TracedModel, key: tuple) -> TracedModel:
        while len(self.kept) >= MOST_MODELS:
            self.kept.popitem(last=False)
            self.discarded += 1
        gc.collect()
        self.kept[key] = traced
        return traced


def skip_graph_optimizers() -> None:
    """Run graphs of this process nearly as they were traced.

    TensorFlow's optimizers take a third of the time from the traced training step of DenseNet121 to
    the end of its first run (5 of 13 s of processor time, TensorFlow 2.21 on one core), and leave
    steps and inference as fast as they were: within the noise for eight architectures. Those that
    prune a graph stay: without them a small DenseNet's graphs take 150 MB in place of 65.
    """
    tf.config.optimizer.set_experimental_options(dict.fromkeys(SKIPPED_OPTIMIZERS, False))


def seed_weights(seed: int) -> None:
    """Seed Python's generator, from which Keras draws the seeds of initial weights and dropout.

    `keras.utils.set_random_seed` sets TensorFlow's own seed too, which no model here draws from:
    that empties TensorFlow's cache of compiled functions, and the next step of every traced model
    would be optimized again, 16 s for DenseNet121.
    """
    random.seed(seed)


def graph_key(variant: Variant, recipe: Recipe, classes: int, steps_per_epoch: int) -> tuple:
    """Return what the graphs of a trial depend on: equal where its graphs are.

    `classes` is the width of the output; `steps_per_epoch` decides the batch-normalization
    momentum, and whether the step is traced.
    """
    options = repr(sorted(variant.options.items()))
    inference = (variant.model, options, variant.image.shape, classes)
    if not is_traced(recipe, steps_per_epoch):
        return inference
    return (
        *inference,
        recipe.optimizer,
        recipe.weight_decay,
        recipe.has_soft_labels,
        batchnorm_momentum(recipe, steps_per_epoch),
    )
