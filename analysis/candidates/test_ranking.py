"""The ranking of the catalogue, and where the source contradicts itself."""

import pandas as pd
import pytest

from analysis.candidates.ranking import (
    catalogue_ranking,
    contradicted_columns,
    normalised_catalogue,
)
from emnist_lab.evidence.published import published_figures


@pytest.fixture
def catalogue() -> pd.DataFrame:
    return published_figures("candidates/catalog")


@pytest.fixture
def ranking(catalogue) -> pd.DataFrame:
    return catalogue_ranking(catalogue, published_figures("candidates/ranking"))


def test_the_catalogue_has_28_models(catalogue):
    assert len(catalogue) == catalogue["model"].nunique() == 28


def test_the_best_figure_counts_one_and_the_worst_zero(catalogue):
    normalised = normalised_catalogue(catalogue)
    assert normalised.max().tolist() == [1, 1, 1]
    assert normalised.min().tolist() == [0, 0, 0]
    assert normalised["top5"].idxmax() == "EfficientNetB7"
    assert normalised["speed"].idxmax() == "MobileNet"
    assert normalised["size"].idxmax() == "LeNet-5"


def test_the_models_with_all_three_figures_are_those_of_the_source(ranking):
    assert set(ranking.index) == set(published_figures("candidates/ranking")["model"])
    assert ranking["rank"].tolist() == list(range(1, 15))
    assert ranking["score"].is_monotonic_decreasing


def test_the_score_is_the_sum_of_what_is_good_about_a_model():
    catalogue = pd.DataFrame(
        {
            "model": ["a", "b", "c"],
            "top5_acc": [0.8, 0.9, 0.85],
            "gpu_ms_per_step": [2.0, 4.0, None],
            "parameters_millions": [10.0, 30.0, 20.0],
        }
    )
    published = pd.DataFrame({"model": ["a", "b"], "score_in_source": [2.0, 1.03]})
    ranking = catalogue_ranking(catalogue, published)
    assert ranking["score"].to_dict() == {"a": 2.0, "b": 1.0}
    assert ranking["consistent"].to_dict() == {"a": True, "b": False}


def test_only_efficientnet_b3_has_a_score_that_rounding_does_not_explain(ranking):
    assert ranking.index[~ranking["consistent"]].tolist() == ["EfficientNetB3"]


def test_senet_and_efficientnet_b3_stand_in_each_others_place(catalogue):
    wrong = contradicted_columns(catalogue, published_figures("candidates/normalised"))
    assert wrong.set_index("model")["printed_for"].to_dict() == {
        "SENet": "EfficientNetB3",
        "EfficientNetB3": "SENet",
    }
    assert wrong.set_index("model")["computed"].round(2).to_dict() == {
        "SENet": 0.90,
        "EfficientNetB3": 0.92,
    }


def test_figures_that_follow_from_the_catalogue_are_no_contradiction(catalogue):
    right = normalised_catalogue(catalogue).round(2).reset_index()
    assert contradicted_columns(catalogue, right).empty
