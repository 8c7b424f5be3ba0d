"""A step of VGG16 is measured at both sides, once, and not for a first look."""

import pandas as pd
import pytest

from analysis.candidates import step_costs as module
from analysis.candidates.step_costs import STEP_COSTS, measured_steps, step_costs
from analysis.candidates.study import STUDY


@pytest.fixture
def measured(monkeypatch, project):
    sides = []

    def measure(root, side):
        sides.append(side)
        return dict.fromkeys(STEP_COSTS.columns, 1) | {"side": side}

    monkeypatch.setattr(module, "_measured_alone", measure)
    return sides


def test_steps_are_measured_once(tiny_profile, measured):
    first, again = step_costs(tiny_profile), step_costs(tiny_profile)
    assert measured == list(first["side"]) == [32, 224]
    pd.testing.assert_frame_equal(first, again)


def test_neither_a_first_look_nor_kept_results_measure_anything(tiny_profile, measured):
    assert step_costs(tiny_profile.model_copy(update={"variants": "tour"})).empty
    assert step_costs(tiny_profile, trained_here=False).empty
    assert not measured


def test_a_step_takes_time_and_memory():
    shorter = STUDY.variant("vgg16_short").model_copy(
        update={"options": {"head": [8], "blocks": 2}}
    )
    cost = measured_steps(shorter, side=32)
    assert cost["step_s"] > 0
    assert cost["memory_mb"] >= 0
    assert cost["parameters"] == 260_160 + 8 * (8 * 8 * 128 + 1) + 47 * 9
