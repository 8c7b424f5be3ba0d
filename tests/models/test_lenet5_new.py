"""LeNet-5 as the source drew it."""

from emnist_lab.models.build import build_model, count_parameters


def test_parameters_are_those_of_the_source():
    model = build_model("lenet5_new", (32, 32, 3), 47)
    assert count_parameters(model) == (65_104, 65_104)


def test_batch_normalization_stands_before_every_relu_and_adds_four_weights_a_map():
    model = build_model("lenet5_new", (32, 32, 3), 47, batchnorm=True)
    maps = 6 + 16 + 120 + 84
    assert count_parameters(model) == (65_104 + 4 * maps, 65_104 + 2 * maps)
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds.count("BatchNormalization") == kinds.count("ReLU") == 4
    assert all(
        kinds[place - 1] == "BatchNormalization" for place, k in enumerate(kinds) if k == "ReLU"
    )
