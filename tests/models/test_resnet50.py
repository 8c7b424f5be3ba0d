"""ResNet-50: one model with every option, since each costs seconds."""

import keras
import numpy as np
import pytest

from emnist_lab.models.build import build_model, count_parameters, load_model
from emnist_lab.models.expected import expected_parameters

SHAPE = (32, 32, 3)


@pytest.mark.parametrize("options", [{}, {"activation": "leaky_relu", "dropout": 0.3}])
def test_parameters_are_those_of_the_source(options):
    assert expected_parameters("resnet50", SHAPE, 47, **options) == (23_684_015, 23_630_895)


def test_a_changed_resnet_learns_and_survives_saving(tmp_path):
    keras.utils.set_random_seed(1)
    model = build_model("resnet50", SHAPE, 47, activation="leaky_relu", dropout=0.2)
    assert count_parameters(model)[0] == 23_684_015
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds.count("LeakyReLU") == 49
    assert "Activation" not in kinds

    images = np.random.default_rng(1).random((4, *SHAPE), dtype="float32")
    labels = np.arange(4)
    model.compile(
        keras.optimizers.SGD(0.01), loss="sparse_categorical_crossentropy", run_eagerly=True
    )
    losses = [float(model.train_on_batch(images, labels)) for _ in range(3)]
    assert losses[-1] < losses[0], losses

    together = model(images, training=False)
    np.testing.assert_allclose(model(images[:1], training=False), together[:1], atol=1e-5)
    np.testing.assert_allclose(np.sum(together, axis=1), 1, atol=1e-6)

    model.save(tmp_path / "model.keras")
    loaded = load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(loaded(images, training=False), together, atol=1e-6)
