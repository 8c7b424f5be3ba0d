"""EfficientNetB1, and the gray levels that it is made for."""

import keras
import numpy as np

from emnist_lab.models.build import build_model
from emnist_lab.models.expected import expected_parameters


def test_parameters_are_the_papers_7_8_millions():
    parameters, trainable = expected_parameters("efficientnet_b1", (240, 240, 3), 1000)
    assert parameters == 7_856_239
    assert round(trainable / 1e6, 1) == 7.8


def test_images_in_0_to_1_reach_the_first_convolution_as_they_are():
    model = build_model("efficientnet_b1", (32, 32, 3), 5)
    images = np.random.default_rng(1).random((2, 32, 32, 3), dtype="float32")
    before = model.get_layer("stem_conv_pad").input
    seen = keras.Model(model.input, before)(images)
    np.testing.assert_allclose(seen, images, rtol=1e-5)
