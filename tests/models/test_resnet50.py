"""ResNet-50 and the changes that the source makes to it."""

import pytest

from emnist_lab.models.build import build_model
from emnist_lab.models.expected import expected_parameters

SHAPE = (32, 32, 3)


@pytest.mark.parametrize("options", [{}, {"activation": "leaky_relu", "dropout": 0.3}])
def test_parameters_are_those_of_the_source(options):
    assert expected_parameters("resnet50", SHAPE, 47, **options) == (23_684_015, 23_630_895)


def test_leaky_relu_stands_in_place_of_every_relu():
    model = build_model("resnet50", SHAPE, 47, activation="leaky_relu")
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds.count("LeakyReLU") == 49
    assert "Activation" not in kinds
