"""LeNet-5 against the figures and tables of the 1998 paper."""

import os
import subprocess
import sys

import keras
import numpy as np
import pytest
from scipy.signal import correlate2d

from emnist_lab.models.build import build_model, count_parameters
from emnist_lab.models.lenet5_old import C3_INPUTS, EuclideanRBF, TableConvolution, squash


@pytest.mark.parametrize(
    ("layer", "parameters"),
    [("C1", 156), ("S2", 12), ("C3", 1516), ("S4", 32), ("C5", 48120), ("F6", 10164)],
)
def test_layers_have_the_parameters_of_the_paper(layer, parameters):
    model = build_model("lenet5_old", (32, 32, 1), 10)
    assert model.get_layer(layer).count_params() == parameters


def test_the_model_has_the_papers_60000_trainable_parameters():
    parameters, trainable = count_parameters(build_model("lenet5_old", (32, 32, 1), 47))
    assert trainable == 60_000
    assert parameters == 60_000 + 47 * 84


def test_table_1_has_60_connections_in_its_pattern():
    assert [len(sources) for sources in C3_INPUTS] == [3] * 6 + [4] * 9 + [6]
    assert len(set(C3_INPUTS)) == 16
    feeds = [sum(source in sources for sources in C3_INPUTS) for source in range(6)]
    assert feeds == [10] * 6


def test_c3_maps_see_only_the_s2_maps_of_the_table():
    maps = np.random.default_rng(0).normal(size=(1, 14, 14, 6)).astype("float32")
    layer = TableConvolution()
    before = np.array(layer(maps))
    for source in range(6):
        changed = maps.copy()
        changed[..., source] += 1
        seen = np.abs(np.array(layer(changed)) - before).max(axis=(0, 1, 2)) > 1e-6
        assert seen.tolist() == [source in sources for sources in C3_INPUTS]


def test_c3_sums_its_kernels_over_the_connected_maps():
    maps = np.random.default_rng(0).normal(size=(1, 14, 14, 6)).astype("float32")
    layer = TableConvolution()
    outputs = np.array(layer(maps))
    kernels = np.array(layer.kernels).reshape(5, 5, 60)
    third_map = sum(
        correlate2d(maps[0, ..., source], kernels[..., 6 + place], mode="valid")
        for place, source in enumerate(C3_INPUTS[2])
    )
    np.testing.assert_allclose(outputs[0, ..., 2], squash(third_map), atol=1e-5)


def test_squashing_leaves_plus_and_minus_one_alone():
    np.testing.assert_allclose(squash(np.array([-1.0, 0.0, 1.0], "float32")), [-1, 0, 1], atol=1e-4)


def test_sub_sampling_is_a_trainable_mean():
    layer = build_model("lenet5_old", (32, 32, 1), 10).get_layer("S2")
    layer.coefficient.assign([2.0] * 6)
    layer.bias.assign([0.5] * 6)
    maps = np.random.default_rng(0).normal(size=(1, 28, 28, 6)).astype("float32")
    means = maps.reshape(1, 14, 2, 14, 2, 6).mean(axis=(2, 4))
    np.testing.assert_allclose(layer(maps), squash(2 * means + 0.5), atol=1e-5)


def test_output_is_the_squared_distance_to_fixed_codes():
    layer = EuclideanRBF(47)
    units = np.random.default_rng(0).normal(size=(3, 84)).astype("float32")
    distances = np.array(layer(units))
    codes = np.array(layer.codes)
    assert set(np.unique(codes)) == {-1.0, 1.0}
    assert len({tuple(code) for code in codes}) == 47
    expected = ((units[:, None] - codes) ** 2).sum(axis=2)
    np.testing.assert_allclose(distances, expected, rtol=1e-5)


def test_codes_do_not_hang_on_the_seed():
    codes = []
    for seed in (0, 1):
        keras.utils.set_random_seed(seed)
        model = build_model("lenet5_old", (32, 32, 1), 10)
        codes.append(np.array(model.get_layer("output").codes))
    np.testing.assert_array_equal(*codes)


def test_a_new_process_loads_a_saved_model(tmp_path):
    path = tmp_path / "model.keras"
    model = build_model("lenet5_old", (32, 32, 1), 10)
    model.save(path)
    image = np.full((1, 32, 32, 1), 0.25, "float32")
    command = (
        "import sys, numpy; from emnist_lab.models.build import load_model; "
        "image = numpy.full((1, 32, 32, 1), 0.25, 'float32'); "
        "print(*load_model(sys.argv[1]).predict_on_batch(image)[0])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", command, str(path)],
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = np.array(answer.stdout.split(), "float32")
    np.testing.assert_allclose(loaded, model.predict_on_batch(image)[0], rtol=1e-5)
