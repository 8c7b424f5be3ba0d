"""The small network that first looks at full side: its size follows from its structure."""

import numpy as np
import pytest

from emnist_lab.models.build import build_model, count_parameters

GRAY, CLASSES = (28, 28, 1), 47


@pytest.mark.parametrize("width", [8, 32])
def test_parameters_follow_from_the_structure(width):
    """Count by hand: kernels, four numbers a map for each batch normalization, the classifier."""
    expected, channels = (9 + 4) * 16, 16
    for maps in (width, 2 * width, 4 * width):
        expected += 9 * channels * maps + 2 * 9 * maps * maps + 3 * 4 * maps
        channels = maps
    expected += (channels + 1) * CLASSES
    assert count_parameters(build_model("fine", GRAY, CLASSES, width=width))[0] == expected


def test_the_first_convolution_keeps_the_side_and_every_stage_halves_it():
    model = build_model("fine", GRAY, CLASSES, width=4)
    names = ["first_conv", "stage1_conv", "stage2_conv", "stage3_conv"]
    assert [model.get_layer(name).output.shape[1] for name in names] == [28, 14, 7, 4]


def test_all_weights_are_before_the_last_layer():
    """So that a network for the same classes that fine-tunes it keeps its classifier."""
    model = build_model("fine", GRAY, CLASSES, width=4, dropout=0.3)
    assert not model.layers[-1].weights
    again = build_model("fine", GRAY, CLASSES, width=4, dropout=0.3)
    for layer, source in zip(again.layers[:-1], model.layers[:-1], strict=True):
        layer.set_weights(source.get_weights())
    images = np.random.default_rng(0).random((3, *GRAY), dtype="float32")
    np.testing.assert_array_equal(again.predict_on_batch(images), model.predict_on_batch(images))
