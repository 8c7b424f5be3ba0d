"""ResNet-50 and the changes that the source makes to it."""

import keras
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


def test_two_of_four_stages_end_where_keras_applications_has_the_second():
    model = build_model("resnet50", SHAPE, 47, stages=2)
    assert model.get_layer("avg_pool").input.shape[1:] == (4, 4, 512)
    # 23 layers with weights: the first, three to each of seven blocks, and the last; two blocks
    # have one more beside them, for the shortcut.
    convolutions = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    assert len(convolutions) == 1 + 3 * (3 + 4) + 2
    assert model.count_params() == 1_484_207
