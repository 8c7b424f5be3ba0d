"""Tables of the candidates: the catalog, its ranking, and the first gradients."""

import pandas as pd

from analysis.candidates.ranking import ROUNDING
from emnist_lab.figures.numbers import EN_DASH, MISSING, count, percent_number, two_digits
from emnist_lab.figures.tables import named, pipe_table


def catalog_table(catalog: pd.DataFrame) -> str:
    """Return the catalog of published models by year, as the source gives it.

    Parameters
    ----------
    catalog : pandas.DataFrame
        The source's figures (`emnist_lab.evidence.published.published_figures`), with its
        `layers` and `main_features`.

    Returns
    -------
    str
        A pipe table; accuracies are those on ImageNet.
    """
    rows = [
        {
            "model": row["model"],
            "year": str(row["year"]),
            "parameters (million)": _plain(row["parameters_millions"]),
            "top-1 (%)": percent_number(row["top1_acc"]),
            "top-5 (%)": percent_number(row["top5_acc"]),
            "GPU (ms per step)": _plain(row["gpu_ms_per_step"]),
            "layers": MISSING if pd.isna(row["layers"]) else row["layers"].replace("-", EN_DASH),
            "what the source notes": row["main_features"],
        }
        for _, row in catalog.sort_values("year", kind="stable").iterrows()
    ]
    return pipe_table(rows, left=("what the source notes",))


def ranking_table(ranking: pd.DataFrame) -> str:
    """Return the ranking of the models that have all three figures, beside the source's.

    Parameters
    ----------
    ranking : pandas.DataFrame
        From `analysis.candidates.ranking.catalog_ranking`.

    Returns
    -------
    str
        A pipe table, best first; a score of the source off by more than its rounding is bold.
    """
    rows = []
    for model, row in ranking.iterrows():
        published = f"{row['published']:.2f}"
        rows.append(
            {
                "rank": _plain(row["rank"]),
                "model": model,
                "top-5": f"{row['top5']:.2f}",
                "speed": f"{row['speed']:.2f}",
                "size": f"{row['size']:.2f}",
                "score": f"{row['score']:.2f}",
                "source's score": published if row["off"] <= ROUNDING else f"**{published}**",
                "source's rank": _plain(row["published_rank"]),
            }
        )
    return pipe_table(rows, left=("model",))


def gradient_table(summary: pd.DataFrame) -> str:
    """Return how large the first gradients of each network are.

    Parameters
    ----------
    summary : pandas.DataFrame
        From `emnist_lab.evidence.gradients.gradient_summary`.

    Returns
    -------
    str
        A pipe table.
    """
    rows = [
        {
            "variant": named(str(variant)),
            "layers": str(row["layers"]),
            "first step": two_digits(row["first"]),
            "last step": two_digits(row["last"]),
            "first layer": two_digits(row["input"]),
            "last layer": two_digits(row["output"]),
            "of the learner's": two_digits(row["ratio"]),
        }
        for variant, row in summary.iterrows()
    ]
    return pipe_table(rows)


def step_cost_table(costs: pd.DataFrame) -> str:
    """Return what a training step of VGG16 costs by the side of its images.

    Parameters
    ----------
    costs : pandas.DataFrame
        From `analysis.candidates.step_costs.step_costs`.

    Returns
    -------
    str
        A pipe table.
    """
    rows = [
        {
            "image": f"{row['side']:.0f}x{row['side']:.0f}",
            "parameters": count(row["parameters"]),
            "images a step": count(row["images"]),
            "a step (s)": two_digits(row["step_s"]),
            "memory (MB)": count(row["memory_mb"]),
        }
        for _, row in costs.iterrows()
    ]
    return pipe_table(rows)


def _plain(value: float) -> str:
    return MISSING if pd.isna(value) else f"{value:g}"
