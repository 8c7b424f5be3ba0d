"""The ConvNet that the 2020 report prints."""

import keras
import numpy as np
import pytest

from emnist_lab.errors import EmnistLabError
from emnist_lab.models.build import build_model
from emnist_lab.models.expected import expected_parameters

SHAPE = (28, 28, 1)
# As the listing has them: input and output maps, kernel; input and output units.
CONVOLUTIONS = (
    *((1, 10, 3), (10, 16, 3), (16, 16, 3), (16, 16, 3)),
    *((16, 32, 5), (32, 64, 7), (64, 128, 7)),
)
DENSE = ((6 * 6 * 128, 360), (360, 120), (120, 84))
# What the report's own table says that layers give, height and width last.
TABLE = {
    "conv1": (10, 28, 28),
    "conv2": (16, 28, 28),
    "conv3": (16, 28, 28),
    "conv4": (16, 28, 28),
    "pool1": (16, 14, 14),
    "conv5": (32, 14, 14),
    "conv6": (64, 14, 14),
    "conv7": (128, 14, 14),
    "adaptive_pool": (128, 6, 6),
    "flatten": (4608,),
    "dense2": (120,),
    "dense3": (84,),
}
ORDER = """
conv1 conv1_bn conv1_relu conv2 conv2_bn conv2_relu
conv3_leaky_relu conv3 conv3_bn conv4_leaky_relu conv4 conv4_bn residual pool1
conv5 conv5_bn conv5_relu conv6 conv6_bn conv6_relu conv7 conv7_bn conv7_relu adaptive_pool flatten
dense1 dense1_bn dense1_relu dense2 dense2_bn dense2_relu dense3 dense3_bn dense3_relu
output output_bn softmax1
"""


def names(model: keras.Model) -> list[str]:
    return [layer.name for layer in model.layers[1:]]


@pytest.mark.parametrize("classes", [47, 2])
def test_parameters_are_those_of_the_listing(classes):
    weights = sum(maps * (kernel**2 * before + 1) for before, maps, kernel in CONVOLUTIONS)
    weights += sum(units * (before + 1) for before, units in (*DENSE, (84, classes)))
    normalized = sum(maps for _, maps, _ in CONVOLUTIONS) + 360 + 120 + 84 + classes
    counted = (weights + 4 * normalized, weights + 2 * normalized)
    assert expected_parameters("listing2020", SHAPE, classes) == counted


def test_layers_stand_as_in_the_listing_and_give_what_its_table_says():
    model = build_model("listing2020", SHAPE, 47)
    assert names(model) == ORDER.split()
    for name, (*maps, channels) in {n: shape[1:] + shape[:1] for n, shape in TABLE.items()}.items():
        assert model.get_layer(name).output.shape[1:] == (*maps, channels), name
    # The residual is what the first convolutions give after their activation.
    inputs = {tensor._keras_history.operation.name for tensor in model.get_layer("residual").input}
    assert inputs == {"conv4_bn", "conv2_relu"}
    defaults = [layer.epsilon for layer in model.layers if hasattr(layer, "epsilon")]
    assert set(defaults) == {1e-5}
    assert model.get_layer("conv3_leaky_relu").negative_slope == pytest.approx(0.01)


@pytest.mark.parametrize("side", [14, 7])
def test_adaptive_pooling_has_the_windows_of_pytorch(side):
    """From floor(i n / 6) up to ceil((i + 1) n / 6) on each side."""
    images = np.random.default_rng(0).random((2, side, side, 3), dtype=np.float32)
    ends = [(i * side // 6, -(-(i + 1) * side // 6)) for i in range(6)]
    windows = [[images[:, a:b, c:d].mean(axis=(1, 2)) for c, d in ends] for a, b in ends]
    pooled = keras.layers.AdaptiveAveragePooling2D(6)(images)
    assert np.allclose(np.moveaxis(windows, 2, 0), pooled, atol=1e-6)


@pytest.mark.parametrize(
    ("options", "side"),
    [
        ({"last_pooling": "none"}, 14),
        ({"last_pooling": "max"}, 7),
        ({"last_pooling": "max", "third_pooling": True}, 3),
    ],
)
def test_two_poolings_leave_seven_pixels_a_side_and_not_six(options, side):
    model = build_model("listing2020", SHAPE, 2, **options)
    assert model.get_layer("flatten").output.shape[1:] == (side * side * 128,)


def test_the_skip_connection_goes_alone_or_with_its_convolutions():
    whole, stacked, bare = (
        names(build_model("listing2020", SHAPE, 2, branch=branch))
        for branch in ("residual", "stacked", "none")
    )
    assert set(whole) - set(stacked) == {"residual"}
    assert {name.partition("_")[0] for name in set(stacked) - set(bare)} == {"conv3", "conv4"}


def test_cross_entropy_after_a_second_softmax_is_that_of_the_report():
    """PyTorch's takes log-softmax of what a network gives: of its softmax, in that version."""
    images = np.random.default_rng(0).random((4, *SHAPE), dtype=np.float32)
    model = build_model("listing2020", SHAPE, 5, softmaxes=2)
    first = keras.Model(model.input, model.get_layer("softmax1").output)
    given, labels = np.asarray(first(images), np.float64), np.arange(4)
    expected = np.log(np.exp(given).sum(axis=1)) - given[range(4), labels]
    loss = keras.losses.SparseCategoricalCrossentropy(reduction=None)(labels, model(images))
    assert np.allclose(loss, expected, atol=1e-6)


def test_batch_normalization_can_be_left_out():
    with_it = expected_parameters("listing2020", SHAPE, 47)[0]
    without, trained = expected_parameters("listing2020", SHAPE, 47, batch_normalization=False)
    assert with_it - without == 4 * (282 + 564 + 47)
    assert trained == without


@pytest.mark.parametrize(
    ("option", "value"), [("branch", "dense"), ("last_pooling", "sum"), ("softmaxes", 3)]
)
def test_other_values_are_refused(option, value):
    with pytest.raises(EmnistLabError, match=f"{option} cannot be {value!r}\n +choose one of"):
        build_model("listing2020", SHAPE, 47, **{option: value})
