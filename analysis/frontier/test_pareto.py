"""The Pareto front holds what nothing else beats, and asks validation alone."""

import numpy as np
import pandas as pd

from analysis.frontier.pareto import best_no_slower_than, pareto_front, rivals_within_noise


def models(**figures: tuple[float, float]) -> pd.DataFrame:
    """Return a summary of models, each with its validation accuracy and latency."""
    frame = pd.DataFrame.from_dict(figures, orient="index", columns=["val_acc", "latency_ms"])
    return frame.assign(test_acc=1 - frame["val_acc"])


def test_the_front_holds_models_that_none_beats_in_both_figures_fastest_first():
    summary = models(
        slow=(0.9, 4.0), beaten=(0.7, 2.0), fast=(0.6, 0.5), middle=(0.8, 1.0), slowest=(0.9, 5.0)
    )
    assert list(pareto_front(summary).index) == ["fast", "middle", "slow"]


def test_of_equals_the_first_stands_for_all():
    assert list(pareto_front(models(one=(0.8, 1.0), other=(0.8, 1.0))).index) == ["one"]


def test_models_as_fast_as_each_other_leave_the_more_accurate_one():
    assert list(pareto_front(models(worse=(0.7, 1.0), better=(0.8, 1.0))).index) == ["better"]


def test_models_without_figures_are_never_on_the_front():
    summary = models(lost=(np.nan, np.nan), done=(0.5, 9.0))
    assert list(pareto_front(summary).index) == ["done"]
    assert pareto_front(models(lost=(np.nan, np.nan))).empty


def test_no_point_beats_one_on_the_front():
    generator = np.random.default_rng(3)
    frame = pd.DataFrame(generator.random((200, 2)), columns=["val_acc", "latency_ms"])
    front = pareto_front(frame)
    for name, row in front.iterrows():
        others = frame.drop(index=name)
        beats = (others["val_acc"] >= row["val_acc"]) & (others["latency_ms"] <= row["latency_ms"])
        assert not beats.any()
    off = frame.drop(index=front.index)
    for _, row in off.iterrows():
        beaten = (front["val_acc"] >= row["val_acc"]) & (front["latency_ms"] <= row["latency_ms"])
        assert beaten.any()


def test_the_challenger_is_no_slower_and_chosen_by_validation():
    summary = models(champion=(0.8, 2.0), slower=(0.95, 3.0), good=(0.85, 1.0), fast=(0.7, 0.1))
    assert best_no_slower_than(summary, "champion") == "good"
    assert best_no_slower_than(summary, "fast") is None
    assert best_no_slower_than(summary, "no such model") is None


def test_a_place_is_within_noise_where_neither_time_nor_validation_tells_a_model_from_another():
    summary = models(fast=(0.80, 0.5), good=(0.89, 1.0), same=(0.885, 1.0), slow=(0.5, 1.01))
    timed = summary.assign(network=["a", "b", "b", "c"], val_images=1000)
    front = pareto_front(summary)
    assert list(front.index) == ["fast", "good"]
    # `c` is not told from `b` by its time, but reads far less.
    assert rivals_within_noise(front, timed, {("a", "b"), ("a", "c")}) == {
        "fast": [],
        "good": ["same"],
    }
    few = timed.assign(val_images=np.nan)
    assert rivals_within_noise(front, few, {("a", "b")})["good"] == ["fast", "same", "slow"]
