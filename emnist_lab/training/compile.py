"""Give a model its optimizer, loss, metrics and a batch-normalisation momentum that can settle."""

import keras

from emnist_lab.config import Recipe

LARGEST_MOMENTUM = 0.99
SMALLEST_MOMENTUM = 0.5

OPTIMIZERS = {
    "adam": keras.optimizers.Adam,
    "adamax": keras.optimizers.Adamax,
    "nadam": keras.optimizers.Nadam,
    "adamw": keras.optimizers.AdamW,
    "rmsprop": keras.optimizers.RMSprop,
    "sgd": keras.optimizers.SGD,
    "momentum": lambda learning_rate: keras.optimizers.SGD(learning_rate, momentum=0.9),
    "nesterov": lambda learning_rate: keras.optimizers.SGD(
        learning_rate, momentum=0.9, nesterov=True
    ),
}


def compile_model(model: keras.Model, recipe: Recipe, steps_per_epoch: int) -> None:
    """Compile a classifier whose output is probabilities, in place.

    Parameters
    ----------
    model : keras.Model
        Output (n, classes) of probabilities.
    recipe : Recipe
        Optimizer, learning rate and batch-normalisation momentum.
    steps_per_epoch : int
        Decides the momentum where the recipe leaves it open.
    """
    momentum = momentum_for(recipe, steps_per_epoch)
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = momentum
    model.compile(
        optimizer=OPTIMIZERS[recipe.optimizer](recipe.learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    model.optimizer.build(model.trainable_variables)
    _build_metrics(model)


def _build_metrics(model: keras.Model) -> None:
    # TensorFlow traces a training step twice where the first trace makes variables, and the
    # metrics' are made at their first use.
    labels = keras.ops.zeros((1,), "int32")
    probabilities = keras.ops.full((1, model.output_shape[-1]), 1 / model.output_shape[-1])
    model.compute_loss(y=labels, y_pred=probabilities)
    model.compute_metrics(None, labels, probabilities)
    model.reset_metrics()


def momentum_for(recipe: Recipe, steps_per_epoch: int) -> float:
    """Return the recipe's batch-normalisation momentum, chosen by the steps where it is open."""
    if recipe.batchnorm_momentum is not None:
        return recipe.batchnorm_momentum
    return batchnorm_momentum(steps_per_epoch)


def batchnorm_momentum(steps_per_epoch: int) -> float:
    """Choose the momentum so that the running statistics turn over five times in an epoch.

    The running mean forgets with a time constant of 1 / (1 - momentum) steps. Keras's default of
    0.99 needs some 500 steps to settle; with fewer steps in an epoch validation sees statistics of
    a network that no longer exists.

    Parameters
    ----------
    steps_per_epoch : int
        Weight updates in an epoch.

    Returns
    -------
    float
        0.5 to 0.99.
    """
    return min(LARGEST_MOMENTUM, max(SMALLEST_MOMENTUM, 1 - 5 / steps_per_epoch))
