"""The strategy that a profile last ran with is the one its records are expected to have."""

import pytest

from emnist_lab.errors import EmnistLabError
from emnist_lab.trials.strategy import chosen_strategy, remember_strategy


def test_the_environment_goes_before_what_was_run_last(tiny_profile, project, monkeypatch):
    assert chosen_strategy(tiny_profile) == "one_device"
    remember_strategy(tiny_profile, "mirrored")
    assert chosen_strategy(tiny_profile) == "mirrored"
    assert chosen_strategy(tiny_profile.model_copy(update={"name": "other"})) == "one_device"
    monkeypatch.setenv("EMNIST_LAB_STRATEGY", "one_device")
    assert chosen_strategy(tiny_profile) == "one_device"
    monkeypatch.delenv("EMNIST_LAB_STRATEGY")
    remember_strategy(tiny_profile, "one_device")
    assert chosen_strategy(tiny_profile) == "one_device"


def test_an_unknown_strategy_is_refused(tiny_profile, project, monkeypatch):
    monkeypatch.setenv("EMNIST_LAB_STRATEGY", "mirror")
    with pytest.raises(EmnistLabError, match="choose one of: one_device, mirrored"):
        chosen_strategy(tiny_profile)
