"""The ConvNet of the 2020 report."""

import keras
import pytest

from emnist_lab.errors import EmnistLabError
from emnist_lab.models.build import build_model
from emnist_lab.models.expected import expected_parameters

SHAPE = (28, 28, 1)


@pytest.mark.parametrize(("classes", "parameters"), [(47, 2_241_271), (2, 2_237_266)])
def test_parameters_are_those_of_the_report(classes, parameters):
    # Half of the four values that batch normalization keeps per channel are not trained.
    batch_normalized = 282 + 564 + classes
    expected = (parameters, parameters - 2 * batch_normalized)
    assert expected_parameters("convnet2020", SHAPE, classes) == expected


@pytest.mark.parametrize("poolings", [1, 2, 3])
def test_poolings_cost_no_parameters(poolings):
    counted = expected_parameters("convnet2020", SHAPE, 47, poolings=poolings)
    assert counted == expected_parameters("convnet2020", SHAPE, 47)
    model = build_model("convnet2020", SHAPE, 2, poolings=poolings)
    kinds = [type(layer) for layer in model.layers]
    assert kinds.count(keras.layers.MaxPooling2D) == poolings
    assert model.get_layer("adaptive_pool").output.shape[1:] == (6, 6, 128)


def test_batch_normalization_can_be_left_out():
    with_it = expected_parameters("convnet2020", SHAPE, 47)[0]
    without, trained = expected_parameters("convnet2020", SHAPE, 47, batch_normalization=False)
    assert with_it - without == 4 * (282 + 564 + 47)
    assert trained == without


@pytest.mark.parametrize("poolings", [0, 4])
def test_other_numbers_of_poolings_are_refused(poolings):
    with pytest.raises(EmnistLabError, match="choose 1, 2 or 3"):
        build_model("convnet2020", SHAPE, 47, poolings=poolings)
