"""How many more images or seeds would tell a difference that was within noise."""

from dataclasses import replace

import numpy as np
import pytest

from emnist_lab.evidence.power import images_to_tell, seeds_to_tell
from emnist_lab.evidence.verdict import Comparison


def test_images_are_asked_for_by_the_distance_to_what_is_claimed_and_by_the_spread_of_sums():
    seen = Comparison("a", "b", images=1000, difference=0.009, low=-0.011, high=0.029, tests=1)
    assert images_to_tell(seen, 0.001) > 50 * images_to_tell(seen), "0.01 at most is a near thing"
    wider = replace(seen, low=-0.031, high=0.049)
    assert images_to_tell(wider) == pytest.approx(4 * images_to_tell(seen), rel=0.1)


def test_with_several_seeds_more_seeds_are_asked_for():
    seen = Comparison(
        "a", "b", images=1000, seeds=3, difference=0.01, low=-0.01, high=0.03, tests=1
    )
    error = 0.02 / 1.96
    assert seeds_to_tell(seen, 0.01) == np.ceil(3 * ((1.96 + 0.8416) * error / 0.01) ** 2)
    assert seeds_to_tell(seen, 0.0001) is None, "nobody trains so many"
