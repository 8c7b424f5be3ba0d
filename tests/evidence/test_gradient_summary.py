"""Whose first gradients vanish, and that normalization layers have no say in it."""

import pandas as pd
import pytest

from emnist_lab.evidence.gradients import (
    feature_gradients,
    gradient_summary,
    trial_gradients,
)
from emnist_lab.training.history import GRADIENTS_FILE
from emnist_lab.trials.plan import plan_trials

KINDS = ("Conv2D", "BatchNormalization", "Conv2D", "Dense")


def noted(variant: str, norms: tuple[float, ...], steps: int = 2, seed: int = 0) -> pd.DataFrame:
    rows = [
        {
            "step": step,
            "depth": depth,
            "layer": f"layer{depth}",
            "kind": kind,
            "norm": norm / step,
            "variant": variant,
            "seed": seed,
        }
        for step in range(1, steps + 1)
        for depth, (kind, norm) in enumerate(zip(KINDS, norms, strict=True), start=1)
    ]
    return pd.DataFrame(rows)


def test_layers_are_placed_from_input_to_output_without_normalizations():
    features = feature_gradients(noted("a", (1.0, 50.0, 2.0, 4.0), steps=1))
    assert features["layer"].tolist() == ["layer1", "layer3", "layer4"]
    assert features["place"].tolist() == [0, 0.5, 1]


def test_seeds_are_averaged():
    both = pd.concat([noted("a", (1.0, 1.0, 1.0, 1.0)), noted("a", (3.0, 1.0, 1.0, 1.0), seed=1)])
    first = feature_gradients(both).iloc[0]
    assert (first["layer"], first["norm"]) == ("layer1", 2.0)


def test_gradients_far_below_those_of_the_learner_vanish():
    gradients = pd.concat(
        [
            noted("learner", (1.0, 9.0, 2.0, 4.0)),
            noted("faint", (0.01, 9.0, 0.02, 0.04)),
            noted("like", (0.5, 9.0, 1.0, 2.0)),
        ]
    )
    summary = gradient_summary(gradients, "learner")
    assert summary["vanishes"].to_dict() == {"learner": False, "faint": True, "like": False}
    assert summary["ratio"]["like"] == pytest.approx(0.5)
    assert summary.loc["learner", ["layers", "first", "last"]].tolist() == [3, 2, 1]
    assert summary.loc["learner", ["input", "output"]].tolist() == [0.75, 3]


def test_without_the_learner_nothing_vanishes():
    summary = gradient_summary(noted("faint", (0.01, 9.0, 0.02, 0.04)), "learner")
    assert not summary["vanishes"].any()


def test_no_noted_gradient_is_an_empty_summary():
    assert gradient_summary(pd.DataFrame(), "learner").empty


def test_gradients_are_read_of_the_trials_that_noted_them(project, tiny_study, tiny_profile):
    learns, _, fails = plan_trials(tiny_study, tiny_profile, {"balanced": "digest"})
    learns.folder.mkdir(parents=True)
    columns = noted("a", (1.0, 1.0, 1.0, 1.0)).drop(columns=["variant", "seed"])
    columns.to_csv(learns.folder / GRADIENTS_FILE, index=False)
    results = pd.DataFrame(
        [(p.study.name, p.variant.name, p.seed) for p in (learns, fails)],
        columns=["study", "variant", "seed"],
    )
    read = trial_gradients(tiny_profile, results)
    assert set(read["variant"]) == {"learns"}
    assert read["norm"].tolist() == columns["norm"].tolist()
