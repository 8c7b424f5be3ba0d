"""LeNet-5 as the source drew it."""

from emnist_lab.models.build import build_model, count_parameters


def test_parameters_are_those_of_the_source():
    model = build_model("lenet5_new", (32, 32, 3), 47)
    assert count_parameters(model) == (65_104, 65_104)
