"""Give a model its optimizer, loss, metrics and a batch-normalization momentum that can settle."""

import keras
import tensorflow as tf

from emnist_lab.recipe import Recipe

# Tracing and first running the step of DenseNet121 takes as long as 22 of its steps taken one
# operation at a time (52 s against 2.3 s more for each, on one core), and serves several trials.
FEWEST_TRACED_STEPS = 10
LARGEST_MOMENTUM = 0.99
SMALLEST_MOMENTUM = 0.5
# Keras finds these in the path of a variable.
UNDECAYED = ["bias", "gamma", "beta"]

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


def new_optimizer(recipe: Recipe) -> keras.optimizers.Optimizer:
    """Return the recipe's optimizer; its weight decay leaves biases and normalization alone."""
    optimizer = OPTIMIZERS[recipe.optimizer](recipe.learning_rate)
    if recipe.weight_decay is not None:
        optimizer.weight_decay = recipe.weight_decay
        optimizer.exclude_from_weight_decay(var_names=UNDECAYED)
    return optimizer


def compile_model(model: keras.Model, recipe: Recipe, steps_per_epoch: int) -> None:
    """Compile a classifier whose output is probabilities, in place.

    `steps_per_epoch` decides the batch-normalization momentum where the recipe leaves it open, and
    whether the step is traced.
    """
    momentum = batchnorm_momentum(recipe, steps_per_epoch)
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = momentum
    model.compile(
        optimizer=new_optimizer(recipe),
        # Smoothing and mixing are in the labels, so that validation keeps the plain loss.
        loss=keras.losses.CategoricalCrossentropy()
        if recipe.has_soft_labels
        else keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
        run_eagerly=not is_traced(recipe, steps_per_epoch),
    )
    model.optimizer.build(model.trainable_variables)
    _build_metrics(model, recipe.has_soft_labels)


def is_traced(recipe: Recipe, steps_per_epoch: int) -> bool:
    """Return whether a training is long enough for a graph of its step to save time."""
    alone = tf.distribute.get_strategy().num_replicas_in_sync == 1
    return recipe.epochs * steps_per_epoch >= FEWEST_TRACED_STEPS or not alone


def _build_metrics(model: keras.Model, soft_labels: bool) -> None:
    # TensorFlow traces a training step twice where the first trace makes variables, and the
    # metrics' are made at their first use.
    probabilities = keras.ops.full((1, model.output_shape[-1]), 1 / model.output_shape[-1])
    labels = probabilities if soft_labels else keras.ops.zeros((1,), "int32")
    model.compute_loss(y=labels, y_pred=probabilities)
    model.compute_metrics(None, labels, probabilities)
    model.reset_metrics()


def batchnorm_momentum(recipe: Recipe, steps_per_epoch: int) -> float:
    """Return the recipe's momentum, or one by which statistics turn over five times in an epoch.

    The running mean forgets with a time constant of 1 / (1 - momentum) steps. Keras's default of
    0.99 needs some 500 steps to settle; with fewer steps in an epoch validation sees statistics of
    a network that no longer exists.
    """
    if recipe.batchnorm_momentum is not None:
        return recipe.batchnorm_momentum
    return min(LARGEST_MOMENTUM, max(SMALLEST_MOMENTUM, 1 - 5 / steps_per_epoch))
