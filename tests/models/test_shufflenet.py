"""ShuffleNet against the structure of its paper."""

import numpy as np
import pytest

from emnist_lab.models.build import build_model
from emnist_lab.models.expected import expected_parameters
from emnist_lab.models.shufflenet import _shuffled

BN = 2


def unit_parameters(inputs: int, outputs: int, first_groups: int, groups: int) -> int:
    """Return the trainable parameters of one unit by figure 2 of the paper."""
    added = outputs if inputs == outputs else outputs - inputs
    narrow = outputs // 4
    reduce = inputs * narrow // first_groups + BN * narrow
    depthwise = 9 * narrow + BN * narrow
    return reduce + depthwise + narrow * added // groups + BN * added


@pytest.mark.parametrize("classes", [47, 1000])
def test_parameters_are_those_of_the_papers_table(classes):
    expected = 27 * 24 + BN * 24 + (960 + 1) * classes
    before = 24
    for repeats, width in ((3, 240), (7, 480), (3, 960)):
        expected += unit_parameters(before, width, 1 if before == 24 else 3, 3)
        expected += repeats * unit_parameters(width, width, 3, 3)
        before = width
    assert expected_parameters("shufflenet", (32, 32, 3), classes)[1] == expected


def test_every_group_gets_maps_of_all_groups():
    maps = np.arange(6, dtype="float32").reshape(1, 1, 1, 6)
    assert np.array(_shuffled(maps, 2, "shuffle")).ravel().tolist() == [0, 3, 1, 4, 2, 5]


def test_stages_halve_32_pixels_down_to_one():
    model = build_model("shufflenet", (32, 32, 3), 47)
    shapes = [model.get_layer(f"stage{stage}_unit1_join").output.shape[1:] for stage in (2, 3, 4)]
    assert shapes == [(4, 4, 240), (2, 2, 480), (1, 1, 960)]
