"""The recurrent networks that read an image row by row."""

import pytest

from emnist_lab.errors import EmnistLabError
from emnist_lab.models.build import build_model
from emnist_lab.models.expected import expected_parameters

ROWS, UNITS, CLASSES = 28, 128, 47
OUTPUT = (UNITS + 1) * CLASSES


@pytest.mark.parametrize(
    ("name", "recurrent"),
    [
        # Four gates of the 1997 paper (with the forget gate of 2000): input, state and bias.
        ("lstm", 4 * UNITS * (ROWS + UNITS + 1)),
        # Three gates; cuDNN's form has a bias for the input and one for the state.
        ("gru", 3 * UNITS * (ROWS + UNITS + 2)),
    ],
)
def test_parameters_are_those_of_the_gates(name, recurrent):
    assert expected_parameters(name, (28, 28, 1), CLASSES) == (recurrent + OUTPUT,) * 2


@pytest.mark.parametrize(("name", "gates", "biases"), [("lstm", 4, 1), ("gru", 3, 2)])
def test_a_second_layer_reads_the_states_of_the_first(name, gates, biases):
    one, _ = expected_parameters(name, (28, 28, 1), CLASSES)
    two, _ = expected_parameters(name, (28, 28, 1), CLASSES, depth=2)
    assert two - one == gates * UNITS * (UNITS + UNITS + biases)


def test_a_network_without_layers_is_refused():
    with pytest.raises(EmnistLabError, match="choose 1 or more"):
        build_model("gru", (28, 28, 1), CLASSES, depth=0)
