"""VGG16 as published, and with the source's heads."""

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
