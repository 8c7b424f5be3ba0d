"""The families of keras.applications: which are there, and which take no images of 32x32 pixels."""

import keras
import numpy as np
import pytest

from emnist_lab.errors import EmnistLabError
from emnist_lab.models.applications import NETWORKS
from emnist_lab.models.build import build_model, load_model
from emnist_lab.models.expected import expected_parameters

SHAPE = (32, 32, 3)
# Modules of keras.applications, and what there is of each here.
HERE = {
    "mobilenet_v2": "MobileNetV2",
    "mobilenet_v3": "MobileNetV3Small",
    "efficientnet_v2": "EfficientNetV2B0",
    "nasnet": "NASNetMobile",
    "resnet_v2": "ResNet50V2",
    "convnext": "ConvNeXtTiny",
}
ELSEWHERE = {"vgg16", "vgg19", "resnet", "resnet50", "mobilenet", "densenet", "efficientnet"}
TOO_LARGE = {
    "xception": "Xception",
    "inception_v3": "InceptionV3",
    "inception_resnet_v2": "InceptionResNetV2",
}


def test_every_family_is_there_or_takes_no_small_images():
    modules = {name for name in dir(keras.applications) if name.islower() and name[0] != "_"}
    assert modules - {"imagenet_utils"} == set(HERE) | ELSEWHERE | set(TOO_LARGE)
    assert set(HERE.values()) == set(NETWORKS)


@pytest.mark.parametrize("name", TOO_LARGE.values())
def test_large_families_refuse_images_of_32_pixels(name):
    with pytest.raises(ValueError, match=r"must be at least 7[15]x7[15]"):
        getattr(keras.applications, name)(include_top=False, weights=None, input_shape=SHAPE)


@pytest.mark.parametrize(
    ("network", "without_top", "features"),
    [
        ("MobileNetV2", 2_257_984, 1_280),
        ("MobileNetV3Small", 939_120, 576),
        ("EfficientNetV2B0", 5_919_312, 1_280),
        ("NASNetMobile", 4_269_716, 1_056),
        ("ResNet50V2", 23_564_800, 2_048),
        ("ConvNeXtTiny", 27_820_128, 768),
    ],
)
def test_parameters_are_those_published_and_an_output_of_47_classes(network, without_top, features):
    counted, _ = expected_parameters("applications", SHAPE, 47, network=network)
    assert counted == without_top + 47 * (features + 1)


def test_convnext_has_no_grouped_convolution_and_survives_saving(tmp_path):
    model = build_model("applications", SHAPE, 47, network="ConvNeXtTiny")
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds.count("DepthwiseConv2D") == 18
    assert all(getattr(layer, "groups", 1) == 1 for layer in model.layers)

    images = np.random.default_rng(1).random((2, *SHAPE), dtype="float32")
    model.save(tmp_path / "model.keras")
    loaded = load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded(images, training=False), model(images, training=False))


def test_other_networks_are_refused_with_those_that_there_are():
    with pytest.raises(EmnistLabError, match="ConvNeXtTiny"):
        build_model("applications", SHAPE, 47, network="Xception")
