"""Models take turns in a process of their own, once, as long as they stay the same."""

import pandas as pd
import pytest

from emnist_lab import paths
from emnist_lab.config import load_profile
from emnist_lab.errors import EmnistLabError
from emnist_lab.models.build import build_model
from emnist_lab.models.saved import ModelCard, save_model
from emnist_lab.recipe import ImageForm
from emnist_lab.search import turns
from emnist_lab.search.turns import times_in_turns

PROFILE = """
description: for tests
validation_fraction: 0.25
max_epochs: 1
seeds: [0]
latency_runs: 30
"""
FORM = ImageForm(side=32, channels=1, fit="pad")


@pytest.fixture
def profile(project):
    paths.profile_file("tiny").parent.mkdir(parents=True, exist_ok=True)
    paths.profile_file("tiny").write_text(PROFILE)
    return load_profile("tiny")


@pytest.fixture
def trials(profile) -> pd.DataFrame:
    """Return the trials of two saved models, and of one that diverged."""
    for name in ("lenet5_old", "lenet5_new"):
        model = build_model(name, FORM.shape, 10)
        card = ModelCard(tuple("0123456789"), FORM, "baselines", name, name)
        save_model(model, paths.get_model_path("tiny", "baselines", f"{name}-seed0"), card)
    names = ["lenet5_old", "lenet5_new", "wild"]
    return pd.DataFrame(
        {
            "label": names,
            "study": "baselines",
            "variant": names,
            "seed": 0,
            "status": ["completed", "completed", "diverged"],
            "fingerprint": names,
        }
    )


def test_completed_models_are_timed_in_every_turn_until_one_is_trained_anew(
    profile, trials, monkeypatch
):
    times = times_in_turns("frontier", profile, trials)
    assert list(times.groupby("label").size().items()) == [("lenet5_new", 3), ("lenet5_old", 3)]
    assert set(times["turn"]) == {0, 1, 2}
    assert (times["latency_ms"] > 0).all()
    monkeypatch.setattr(turns, "_time_in_own_process", lambda *args: pytest.fail("timed anew"))
    pd.testing.assert_frame_equal(times_in_turns("frontier", profile, trials), times)
    trained_anew = trials.assign(fingerprint=["other", "lenet5_new", "wild"])
    with pytest.raises(pytest.fail.Exception, match="timed anew"):
        times_in_turns("frontier", profile, trained_anew)


def test_models_that_are_not_at_hand_are_not_timed(profile, trials):
    paths.get_model_path("tiny", "baselines", "lenet5_old-seed0").unlink()
    assert times_in_turns("frontier", profile, trials).empty


def test_a_model_that_cannot_be_read_is_named(profile, trials):
    paths.get_model_path("tiny", "baselines", "lenet5_old-seed0").write_bytes(b"no model")
    with pytest.raises(EmnistLabError, match=r"could not be timed(.|\n)*lenet5_old-seed0"):
        times_in_turns("frontier", profile, trials)
