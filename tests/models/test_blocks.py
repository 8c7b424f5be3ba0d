"""Layers that several architectures share."""

import keras
import numpy as np
import pytest

from emnist_lab.models.blocks import grouped_convolution


@pytest.mark.parametrize(("kernel_size", "strides"), [(1, 1), (3, 1), (3, 2)])
def test_it_equals_the_grouped_convolution_of_keras(kernel_size, strides):
    images = keras.Input((8, 8, 6))
    outputs = grouped_convolution(images, 12, kernel_size, 3, "conv", strides)
    model = keras.Model(images, outputs)
    grouped = keras.layers.Conv2D(
        12, kernel_size, strides=strides, padding="same", groups=3, use_bias=False
    )
    grouped.build((None, 8, 8, 6))
    grouped.kernel.assign(np.concatenate(model.get_weights(), axis=-1))
    batch = np.random.default_rng(0).normal(size=(2, 8, 8, 6)).astype("float32")
    np.testing.assert_allclose(model(batch), grouped(batch), atol=1e-5)
    assert model.count_params() == grouped.count_params()
