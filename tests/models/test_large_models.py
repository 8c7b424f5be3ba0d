"""What every architecture must do, asked once of those that are too large for test_build.py."""

import keras
import numpy as np
import pytest

from emnist_lab.models.build import build_model, load_model

SHAPE = (32, 32, 3)
LARGE_MODELS = {
    "resnet50": {"activation": "leaky_relu", "dropout": 0.2},
    "vgg16": {"head": (64,), "dropout": 0.2},
    "mobilenet": {},
    "efficientnet_b1": {},
    "applications": {"network": "MobileNetV3Small"},
}


@pytest.mark.parametrize("name", LARGE_MODELS)
def test_a_large_model_learns_and_survives_saving(name, tmp_path):
    keras.utils.set_random_seed(1)
    model = build_model(name, SHAPE, 5, **LARGE_MODELS[name])
    images = np.random.default_rng(1).random((4, *SHAPE), dtype="float32")
    labels = np.arange(4)
    model.compile(
        keras.optimizers.SGD(0.01), loss="sparse_categorical_crossentropy", run_eagerly=True
    )
    losses = [float(model.train_on_batch(images, labels)) for _ in range(5)]
    # EfficientNet drops whole paths at random, so that no single step is sure to be better.
    assert min(losses[1:]) < losses[0], losses

    together = model(images, training=False)
    assert together.dtype == "float32"
    np.testing.assert_allclose(model(images[:1], training=False), together[:1], atol=1e-5)
    np.testing.assert_allclose(np.sum(together, axis=1), 1, atol=1e-6)

    model.save(tmp_path / "model.keras")
    loaded = load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(loaded(images, training=False), together, atol=1e-6)
