"""The share of a reference model's time is taken round by round, and is its network's."""

import pandas as pd
import pytest

from emnist_lab.trials.interleaved import (
    INTERLEAVED,
    faster_networks,
    median_interval,
    shares_of_time,
    with_interleaved_times,
)

NETWORKS = pd.Series({"large": "n2", "small": "n1", "small_again": "n1", "untimed": "n3"})


@pytest.fixture
def times() -> pd.DataFrame:
    """Return times in which the machine was twice as slow in the second of three rounds."""
    by_network = {"n1": [1.0, 2.0, 1.0], "n2": [4.0, 8.0, 4.0]}
    return pd.DataFrame(
        [
            {"network": network, "turn": number, "latency_ms": latency}
            for network, latencies in by_network.items()
            for number, latency in enumerate(latencies)
        ]
    )


def test_what_slows_a_whole_turn_changes_no_share(times):
    shares = shares_of_time(times, NETWORKS, "large")
    assert list(shares.index) == ["small", "small_again", "large"]
    expected = {"network": "n1", "latency_ms": 1.0, "share": 0.25, "low": 0.25, "high": 0.25}
    assert shares.loc["small"].to_dict() == expected
    assert shares.loc["small_again"].to_dict() == expected


def test_nothing_is_said_where_the_reference_was_not_timed(times):
    assert shares_of_time(times, NETWORKS, "untimed").empty
    assert shares_of_time(times, NETWORKS, "unknown").empty


def test_models_of_one_network_are_equally_fast_and_others_keep_their_time(times):
    summary = pd.DataFrame(
        {"latency_ms": [1.4, 0.9, 4.4, 7.0], "device": "a processor"},
        index=["small", "small_again", "large", "untimed"],
    )
    shares = shares_of_time(times, NETWORKS, "large")
    timed = with_interleaved_times(summary, shares)
    assert timed["latency_ms"].tolist() == [1.0, 1.0, 4.0, 7.0]
    assert timed["device"].tolist() == [INTERLEAVED] * 3 + ["a processor"]
    nothing = shares_of_time(times, NETWORKS, "unknown")
    assert with_interleaved_times(summary, nothing)["latency_ms"].tolist() == [1.4, 0.9, 4.4, 7.0]


def test_the_interval_of_a_median_is_that_of_order_statistics():
    # Of 20 values the 6th and the 15th hold 95 % (Conover 1999, table A3); of five not even all do.
    assert median_interval(pd.Series(range(20, 0, -1))) == (6, 15)
    assert median_interval(pd.Series([3.0, 1.0, 2.0, None, 5.0, 4.0])) == (1, 5)


def test_a_network_is_faster_beyond_noise_only_where_most_rounds_say_so():
    rounds = range(20)
    by_network = {
        "fast": [1.0 + 0.001 * number for number in rounds],
        "slow": [1.1 + 0.001 * number for number in rounds],
        # The quietest of all in nine rounds of twenty, and the slowest in the others.
        "moody": [0.9 if number % 2 and number > 1 else 1.3 for number in rounds],
    }
    rows = [(n, number, ms) for n, of in by_network.items() for number, ms in enumerate(of)]
    times = pd.DataFrame(rows, columns=["network", "turn", "latency_ms"])
    assert faster_networks(times) == {("fast", "slow")}
