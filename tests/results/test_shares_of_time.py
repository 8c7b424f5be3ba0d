"""The share of a reference model's time is taken turn by turn."""

import pandas as pd
import pytest

from emnist_lab.results.turns import shares_of_time


@pytest.fixture
def times() -> pd.DataFrame:
    """Return times in which the machine was twice as slow in the second of three turns."""
    by_model = {"small": [1.0, 2.0, 1.0], "large": [4.0, 8.0, 4.0]}
    return pd.DataFrame(
        [
            {"label": label, "fingerprint": label, "turn": turn, "latency_ms": latency}
            for label, latencies in by_model.items()
            for turn, latency in enumerate(latencies)
        ]
    )


def test_what_slows_a_whole_turn_changes_no_share(times):
    shares = shares_of_time(times, "large")
    assert list(shares.index) == ["small", "large"]
    assert shares.loc["small"].to_dict() == {
        "latency_ms": 1.0,
        "share": 0.25,
        "low": 0.25,
        "high": 0.25,
    }


def test_nothing_is_said_where_the_reference_was_not_timed(times):
    assert shares_of_time(times, "another").empty
