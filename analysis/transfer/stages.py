"""Stages of training: a base, the model that fine-tunes it, and the same from scratch."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from emnist_lab.config import Study
from emnist_lab.figures.absent import nothing_trained
from emnist_lab.figures.csv_data import offer_data
from emnist_lab.figures.labels import labeled, titled
from emnist_lab.figures.numbers import (
    MISSING,
    Shown,
    count,
    duration,
    percent,
    percent_number,
    percent_range,
)
from emnist_lab.figures.tables import INTERVAL, TEST, figure_or_status, named, pipe_table
from emnist_lab.figures.theme import MARKERS, WIDTH, legend_below

STAGES = ("base", "transferred", "from scratch")
# Apart on the axis of variants, so that intervals do not hide each other.
OFFSETS = {"transferred": -0.14, "from scratch": 0.14}


def stages_of(study: Study) -> dict[str, dict[str, str]]:
    """Return the variants of each stage by the variant that fine-tunes a base.

    Returns
    -------
    dict of str to dict of str to str
        For each such variant the name of its `base`, its own under `transferred`, and under
        `from scratch` that of the variant with its budget, if there is one.
    """
    scratch = {variant.budget_of: variant.name for variant in study.variants if variant.budget_of}
    found = {}
    for variant in study.variants:
        if variant.base:
            stages = {"base": variant.base, "transferred": variant.name}
            if variant.name in scratch:
                stages["from scratch"] = scratch[variant.name]
            found[variant.name] = stages
    return found


def _trained_stages(study: Study, summary: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return of `stages_of` those with a trial."""
    return {
        recipe: {stage: name for stage, name in stages.items() if name in summary.index}
        for recipe, stages in stages_of(study).items()
    }


def stage_table(study: Study, summary: pd.DataFrame) -> str:
    """Return a row a stage, each with its own figures on the test images of its own split.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a variant (`emnist_lab.evidence.summary.variant_summary`).

    Returns
    -------
    str
        A pipe table; `images seen` are those trained on, over all epochs. A stage without a trial
        is left out.
    """
    rows = []
    for recipe, trained in _trained_stages(study, summary).items():
        for number, (stage, variant) in enumerate(trained.items()):
            row = summary.loc[variant]
            rows.append(
                {
                    "recipe": "" if number else named(recipe),
                    "stage": Shown(titled(variant, stage), variant),
                    "split": row["split"],
                    "parameters": count(row["parameters"]),
                    "epochs": count(row["epochs"]),
                    "images seen": count(row["epochs"] * row["train_images"]),
                    "validation (%)": percent_number(row["val_acc"]),
                    TEST: figure_or_status(row),
                    INTERVAL: percent_range(row["test_low"], row["test_high"]),
                    "training": duration(row["train_time_s"]),
                }
            )
    return pipe_table(rows, left=("stage", "split"))


def stage_slide_table(study: Study, summary: pd.DataFrame) -> str:
    """Return the test accuracies of `stage_table`, a row a recipe, as they fit on a slide."""
    rows = []
    for recipe, trained in _trained_stages(study, summary).items():
        if trained:
            shown = {
                "recipe": named(recipe),
                "base's split": study.split_of(study.variant(study.variant(recipe).base)),
                "parameters": count(summary.loc[list(trained.values()), "parameters"].max()),
            }
            shown |= {f"{stage} (%)": MISSING for stage in STAGES}
            rows.append(
                shown | {f"{s} (%)": figure_or_status(summary.loc[n]) for s, n in trained.items()}
            )
    return pipe_table(rows, left=("base's split",))


def plot_stages(study: Study, summary: pd.DataFrame) -> Figure:
    """Draw test accuracy after transfer beside that of the same model from scratch.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a variant; those without a completed trial are left out.

    Returns
    -------
    matplotlib.figure.Figure
        A row a recipe, two points with their 95 % Wilson intervals; bases, which are tested on
        other images, are not drawn.
    """
    completed = set(summary.index[summary["completed"] > 0])
    recipes = {
        recipe: stages
        for recipe, stages in stages_of(study).items()
        if any(stages.get(stage) in completed for stage in OFFSETS)
    }
    if not recipes:
        return nothing_trained()
    figure, axes = plt.subplots(figsize=(WIDTH, 0.55 * len(recipes) + 1.3), layout="constrained")
    colors = sns.color_palette()
    for number, (stage, offset) in enumerate(OFFSETS.items()):
        shown = [
            (place + offset, summary.loc[stages[stage]])
            for place, stages in enumerate(recipes.values())
            if stages.get(stage) in completed
        ]
        columns = ["test_low", "test_acc", "test_high"]
        low, middle, high = (
            100 * np.array([row[columns] for _, row in shown], float).reshape(-1, 3).T
        )
        axes.errorbar(
            middle,
            [place for place, _ in shown],
            xerr=[middle - low, high - middle],
            marker=MARKERS[number],
            color=colors[number],
            markersize=7,
            elinewidth=1.2,
            linestyle="none",
            label=stage,
        )
    axes.set_yticks(range(len(recipes)), map(labeled, recipes))
    axes.invert_yaxis()
    axes.set_xlabel("test accuracy on balanced (%)")
    legend_below(figure, columns=len(OFFSETS))
    figure.set_label(_finding(recipes, summary, completed))
    offer_data(figure, _drawn(recipes, summary, completed))
    plt.close(figure)
    return figure


def _drawn(
    recipes: dict[str, dict[str, str]], summary: pd.DataFrame, completed: set[str]
) -> pd.DataFrame:
    """Return the points that are drawn, one row each."""
    rows = [
        {"recipe": recipe, "stage": stage, "variant": stages[stage]}
        for recipe, stages in recipes.items()
        for stage in OFFSETS
        if stages.get(stage) in completed
    ]
    figures = summary[["test_acc", "test_low", "test_high"]]
    return pd.DataFrame(rows).join(figures, on="variant")


def _finding(recipes: dict[str, dict[str, str]], summary: pd.DataFrame, completed: set) -> str:
    """Return how often transfer reads more than from scratch, and where it differs most."""
    pairs = {
        recipe: [summary.loc[stages[stage], "test_acc"] for stage in OFFSETS]
        for recipe, stages in recipes.items()
        if all(stages.get(stage) in completed for stage in OFFSETS)
    }
    if not pairs:
        return ""
    recipe = max(pairs, key=lambda name: abs(pairs[name][0] - pairs[name][1]))
    transferred, scratch = pairs[recipe]
    higher = sum(after > without for after, without in pairs.values())
    return (
        f"The transferred model reads more than the same from scratch in {higher} of {len(pairs)} "
        f"recipes; they differ most with {labeled(recipe)}, {percent(transferred)} after transfer "
        f"and {percent(scratch)} from scratch."
    )
