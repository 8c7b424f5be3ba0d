"""The DenseNets of the layers study, and DenseNet-121."""

import keras
import numpy as np
import pytest

from emnist_lab.models.build import build_model, count_parameters
from emnist_lab.models.expected import expected_parameters

COLOR, GRAY = (32, 32, 3), (32, 32, 1)
SOURCE = {"activation": "elu", "stem_pooling": "average", "dropout": 0.3}
FINAL_BLOCKS = {"blocks": (3, 6, 12, 6)}


@pytest.mark.parametrize(
    ("input_shape", "classes", "options", "parameters"),
    [
        pytest.param(COLOR, 47, {"blocks": (4, 8, 16, 8)}, 3_346_743, id="layer_1"),
        pytest.param(COLOR, 47, {"blocks": (6, 12)}, 1_337_967, id="layer_2"),
        pytest.param(COLOR, 47, {"compression": 0.3}, 5_747_858, id="layer_3"),
        pytest.param(COLOR, 47, FINAL_BLOCKS, 2_158_939, id="layer_4"),
        pytest.param(GRAY, 47, FINAL_BLOCKS, 2_152_667, id="layer_4_1"),
        pytest.param(GRAY, 62, FINAL_BLOCKS, 2_159_462, id="layer_4_1 byclass"),
        pytest.param(GRAY, 47, {"blocks": (2, 4, 8, 4)}, 1_201_151, id="layer_4_2"),
        pytest.param(GRAY, 47, {"blocks": (2, 4, 8, 4), "stem": "slim"}, 1_201_151, id="layer_4_3"),
    ],
)
def test_parameters_are_those_of_the_source(input_shape, classes, options, parameters):
    counted, _ = expected_parameters("densenet", input_shape, classes, **SOURCE, **options)
    assert counted == parameters


@pytest.mark.parametrize(
    ("blocks", "growth", "parameters"),
    [
        pytest.param((1, 2, 4, 2), 51, 1_213_393, id="layer_4_2_wide"),
        pytest.param((4, 8, 16, 8), 19, 1_202_367, id="layer_4_2_deep"),
    ],
)
def test_wider_and_deeper_ones_have_the_parameters_of_layer_4_2(blocks, growth, parameters):
    options = SOURCE | {"blocks": blocks, "growth": growth}
    counted, _ = expected_parameters("densenet", GRAY, 47, **options)
    assert counted == parameters
    assert abs(counted / 1_201_151 - 1) < 0.02


def test_defaults_are_densenet_121():
    # 7,037,504 without its last layer, in keras.applications too; 47 outputs of 1,024 inputs.
    assert expected_parameters("densenet", COLOR, 47)[0] == 7_037_504 + 47 * 1_025


@pytest.mark.parametrize(
    ("place", "after"),
    [
        ("output", ["pool"]),
        ("blocks", ["block1_layer1_concat", "block2_layer2_concat"]),
        ("transitions", ["transition1_pool"]),
        (
            "convolutions",
            [
                "block1_layer1_1x1_conv",
                "block1_layer1_3x3_conv",
                "block2_layer1_1x1_conv",
                "block2_layer1_3x3_conv",
                "block2_layer2_1x1_conv",
                "block2_layer2_3x3_conv",
            ],
        ),
        ("stem", ["stem_conv"]),
    ],
)
def test_dropout_comes_after_the_layers_of_its_place_and_costs_no_parameters(place, after):
    small = {"blocks": (1, 2), "growth": 8}
    model = build_model("densenet", GRAY, 47, **small, dropout=0.4, dropout_place=place)
    dropouts = [layer for layer in model.layers if isinstance(layer, keras.layers.Dropout)]
    # Keras names a layer's output after the layer.
    assert [layer.input._keras_history.operation.name for layer in dropouts] == after
    assert {layer.rate for layer in dropouts} == {0.4}
    assert count_parameters(model) == expected_parameters("densenet", GRAY, 47, **small)

    images = np.random.default_rng(0).random((4, *GRAY), dtype="float32")
    first, again = (np.array(model(images, training=False)) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(model(images, training=True), first)


def test_the_final_model_is_the_source_layer_by_layer():
    model = build_model("densenet", GRAY, 47, **SOURCE, **FINAL_BLOCKS)
    assert count_parameters(model) == (2_152_667, 2_128_755)
    shapes = {layer.name: layer.output.shape[1:] for layer in model.layers}
    assert shapes["stem_pad"] == (38, 38, 1)
    assert shapes["stem_conv"] == (16, 16, 64)
    assert shapes["stem_pool_pad"] == (18, 18, 64)
    assert shapes["stem_pool"] == (8, 8, 64)
    assert shapes["final_bn"] == (1, 1, 452)
    assert model.get_layer("stem_conv").count_params() == 3_136
    assert model.get_layer("final_bn").count_params() == 1_808
    assert model.get_layer("output").count_params() == 21_291
    assert isinstance(model.get_layer("stem_pool"), keras.layers.AveragePooling2D)
    assert isinstance(model.layers[-2], keras.layers.Dropout)


def test_slim_stem_convolves_fewer_positions_and_leaves_the_rest_alone():
    model = build_model("densenet", GRAY, 47, blocks=(1, 1), stem="slim")
    assert model.get_layer("stem_conv").output.shape[1:] == (15, 15, 64)
    assert model.get_layer("stem_pool").output.shape[1:] == (8, 8, 64)


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "elu", "swish"])
def test_one_activation_follows_every_batch_normalization(activation):
    model = build_model("densenet", GRAY, 47, blocks=(1, 1), activation=activation)
    named = [layer for layer in model.layers if layer.name.endswith(f"_{activation}")]
    norms = [layer for layer in model.layers if layer.name.endswith("_bn")]
    assert len(named) == len(norms) == 7
    at_minus_one = {"relu": 0, "leaky_relu": -0.3, "elu": -0.63212, "swish": -0.26894}
    output = np.array(named[0](np.array([-1.0], "float32")))
    assert output[0] == pytest.approx(at_minus_one[activation], abs=1e-4)
