"""The first gradients: what is noted of each layer."""

import keras
import numpy as np
import pytest

from emnist_lab.datasets.partition import partition_split
from emnist_lab.models.build import build_model
from emnist_lab.recipe import ImageForm, Recipe
from emnist_lab.training.fit import fit_model
from emnist_lab.training.gradients import record_gradients
from emnist_lab.training.history import read_gradients

FORM = ImageForm(side=32, channels=1)
RECIPE = Recipe(batch_size=24, learning_rate=0.002, epochs=1)


def new_model() -> keras.Model:
    keras.utils.set_random_seed(0)
    return build_model("densenet", FORM.shape, 4, blocks=[1, 1], growth=4, dropout=0.3)


@pytest.fixture
def parts(tiny_split):
    return partition_split(tiny_split, 0.25, seed=0)


def test_the_steps_are_those_with_which_the_training_begins(parts, tmp_path):
    looked_at, trained = new_model(), new_model()
    all_steps = -(-len(parts.train) // RECIPE.batch_size)
    # Adam would turn the last bits of gradients near zero into whole steps.
    recipe = RECIPE.model_copy(update={"optimizer": "momentum"})
    record_gradients(looked_at, recipe, FORM, parts.train, all_steps, tmp_path)
    fit_model(trained, recipe, FORM, parts, tmp_path)
    for weight, expected in zip(
        looked_at.trainable_weights, trained.trainable_weights, strict=True
    ):
        np.testing.assert_allclose(weight, expected, atol=1e-5)


def test_every_layer_with_weights_has_a_norm_in_every_step(parts, tmp_path):
    model = new_model()
    record_gradients(model, RECIPE, FORM, parts.train, 3, tmp_path)
    noted = read_gradients(tmp_path)
    trained = [layer.name for layer in model.layers if layer.trainable_variables]
    for _, of_step in noted.groupby("step"):
        assert of_step["layer"].tolist() == trained
        assert of_step["depth"].tolist() == list(range(1, len(trained) + 1))
    assert noted["step"].max() == 3
    assert (noted["norm"] > 0).all()


def test_the_norm_is_that_of_the_loss_on_the_first_batch(parts, tmp_path):
    images = keras.Input(FORM.shape)
    output = keras.layers.Dense(4, activation="softmax", kernel_initializer="zeros", name="output")
    model = keras.Model(images, output(keras.layers.Flatten()(images)))
    whole = RECIPE.model_copy(update={"batch_size": len(parts.train)})
    record_gradients(model, whole, FORM, parts.train, 1, tmp_path)
    # All classes are equally many and, with weights of zero, equally probable: the gradient in
    # the biases is zero, that in the kernel the difference of the mean images.
    from emnist_lab.datasets.pipelines import model_input

    pictures, labels = parts.train.take(np.arange(len(parts.train)))
    pixels = np.reshape(model_input(pictures, FORM), (len(labels), -1))
    errors = 0.25 - np.eye(4)[labels]
    expected = np.linalg.norm(pixels.T @ errors / len(labels))
    assert read_gradients(tmp_path)["norm"].item() == pytest.approx(expected, rel=1e-4)
