"""MobileNet as published."""

from emnist_lab.models.expected import expected_parameters


def test_parameters_are_the_papers_4_2_millions():
    parameters, trainable = expected_parameters("mobilenet", (224, 224, 3), 1000)
    assert parameters == 4_253_864
    assert round(trainable / 1e6, 1) == 4.2


def test_parameters_with_47_classes_are_1024_inputs_to_each_output():
    assert expected_parameters("mobilenet", (32, 32, 3), 47)[0] == 3_228_864 + 47 * 1_025
