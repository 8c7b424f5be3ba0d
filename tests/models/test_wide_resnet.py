"""Wide residual networks against the table of their paper."""

import pytest

from emnist_lab.errors import EmnistLabError
from emnist_lab.models.build import build_model
from emnist_lab.models.expected import expected_parameters


@pytest.mark.parametrize(
    ("depth", "width", "millions"),
    [(40, 1, 0.6), (40, 2, 2.2), (28, 10, 36.5), (22, 8, 17.2), (16, 8, 11.0)],
)
def test_parameters_are_those_of_the_papers_table(depth, width, millions):
    _, trainable = expected_parameters("wide_resnet", (32, 32, 3), 10, depth=depth, width=width)
    assert round(trainable / 1e6, 1) == millions


def test_the_default_is_wrn_16_4():
    # 2,748,890 with the paper's ten classes; 37 more outputs of 256 inputs.
    assert expected_parameters("wide_resnet", (32, 32, 3), 47)[1] == 2_748_890 + 37 * 257


def test_a_depth_that_no_network_has_is_refused():
    with pytest.raises(EmnistLabError, match=r"depth 18\n.*16, 22"):
        build_model("wide_resnet", (32, 32, 3), 47, depth=18)
