"""The ranking of the catalog, and where the source contradicts itself."""

import pandas as pd
import pytest

from analysis.candidates.ranking import (
    catalog_ranking,
    contradicted_columns,
    normalized_catalog,
)
from analysis.candidates.values import contradiction_values, ranking_values
from emnist_lab.evidence.published import published_figures


@pytest.fixture
def catalog() -> pd.DataFrame:
    return published_figures("candidates/catalog")


@pytest.fixture
def ranking(catalog) -> pd.DataFrame:
    return catalog_ranking(catalog, published_figures("candidates/ranking"))


def test_the_catalog_has_28_models(catalog):
    assert len(catalog) == catalog["model"].nunique() == 28


def test_the_best_figure_counts_one_and_the_worst_zero(catalog):
    normalized = normalized_catalog(catalog)
    assert normalized.max().tolist() == [1, 1, 1]
    assert normalized.min().tolist() == [0, 0, 0]
    assert normalized["top5"].idxmax() == "EfficientNetB7"
    assert normalized["speed"].idxmax() == "MobileNet"
    assert normalized["size"].idxmax() == "LeNet-5"


def test_the_models_with_all_three_figures_are_those_of_the_source(ranking):
    assert set(ranking.index) == set(published_figures("candidates/ranking")["model"])
    assert ranking["rank"].tolist() == list(range(1, 15))
    assert ranking["score"].is_monotonic_decreasing


def test_the_score_is_the_sum_of_what_is_good_about_a_model():
    catalog = pd.DataFrame(
        {
            "model": ["a", "b", "c"],
            "top5_acc": [0.8, 0.9, 0.85],
            "gpu_ms_per_step": [2.0, 4.0, None],
            "parameters_millions": [10.0, 30.0, 20.0],
        }
    )
    published = pd.DataFrame({"model": ["a", "b"], "score_in_source": [2.0, 1.03]})
    ranking = catalog_ranking(catalog, published)
    assert ranking["score"].to_dict() == {"a": 2.0, "b": 1.0}
    assert ranking["off"].round(9).to_dict() == {"a": 0, "b": 0.03}


def test_few_of_the_sources_scores_are_those_of_its_own_figures(ranking):
    values = ranking_values(published_figures("candidates/catalog"), ranking)
    assert (values["exact"], values["close"], values["ranked"]) == (6, 12, 14)
    assert values["farthest"] == "EfficientNetB3"
    assert ranking.index[0] == "EfficientNetB2", "the source took EfficientNetB1"


def test_zeros_stand_for_missing_figures_and_others_do_not_follow(catalog):
    normalized = published_figures("candidates/normalized")
    wrong = contradicted_columns(catalog, normalized)
    values = contradiction_values(normalized, wrong)
    counts = [values[name] for name in ("printed", "for_missing", "checked", "wrong")]
    assert counts == [78, 15, 63, 14]
    assert (wrong.loc[wrong["computed"].isna(), "printed"] == 0).all()


def test_senet_and_efficientnet_b3_stand_in_each_others_place(catalog):
    wrong = contradicted_columns(catalog, published_figures("candidates/normalized"))
    exchanged = wrong.dropna(subset=["printed_for"]).set_index("model")
    assert exchanged["printed_for"].to_dict() == {
        "SENet": "EfficientNetB3",
        "EfficientNetB3": "SENet",
    }
    assert exchanged["computed"].round(2).to_dict() == {"SENet": 0.90, "EfficientNetB3": 0.92}


def test_figures_that_follow_from_the_catalog_are_no_contradiction(catalog):
    right = normalized_catalog(catalog).round(2).reset_index()
    printed = right.melt("model", var_name="criterion", value_name="printed").dropna()
    assert contradicted_columns(catalog, printed).empty
