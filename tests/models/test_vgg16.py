"""VGG16 as published, and with the source's heads."""

import keras
import pytest

from emnist_lab.models.build import build_model
from emnist_lab.models.expected import expected_parameters


@pytest.mark.parametrize(
    ("units", "parameters"), [(2048, 20_057_967), (1024, 16_337_775), (512, 15_264_111)]
)
def test_heads_have_the_parameters_of_the_source(units, parameters):
    counted = expected_parameters("vgg16", (32, 32, 3), 47, head=(units, units))
    assert counted == (parameters, parameters)


def test_as_published_it_has_the_papers_parameters():
    assert expected_parameters("vgg16", (224, 224, 3), 1000)[0] == 138_357_544


def test_dropout_follows_the_last_layer_of_the_head():
    layers = build_model("vgg16", (32, 32, 3), 47, head=(8, 9), dropout=0.5).layers
    assert [layer.name for layer in layers[-4:]] == ["fc1", "fc2", "dropout", "output"]


def test_its_convolutions_are_those_of_keras_applications():
    ours = build_model("vgg16", (32, 32, 3), 47)
    theirs = keras.applications.VGG16(include_top=False, weights=None, input_shape=(32, 32, 3))
    shapes = {layer.name: layer.output.shape for layer in ours.layers[1:]}
    for layer in theirs.layers[1:]:
        assert shapes[layer.name] == layer.output.shape
        assert ours.get_layer(layer.name).count_params() == layer.count_params()


def test_batch_normalization_follows_each_of_the_13_convolutions():
    model = build_model("vgg16", (32, 32, 3), 47, head=(512, 512), batchnorm=True)
    maps = 2 * 64 + 2 * 128 + 3 * 256 + 6 * 512
    assert model.count_params() == 15_264_111 + 4 * maps
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds.count("Conv2D") == kinds.count("BatchNormalization") == 13
    convolutions = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    assert {layer.activation.__name__ for layer in convolutions} == {"linear"}


def test_three_of_five_blocks_leave_seven_convolutions_and_4x4_positions():
    model = build_model("vgg16", (32, 32, 3), 47, head=(512, 512), blocks=3)
    assert model.count_params() == 4_119_919
    assert sum(isinstance(layer, keras.layers.Conv2D) for layer in model.layers) == 7
    assert model.get_layer("block3_pool").output.shape[1:] == (4, 4, 256)
