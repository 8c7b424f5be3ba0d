"""Figures of the candidates: the catalog of published models, and the first gradients."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter, PercentFormatter

from emnist_lab.evidence.gradients import feature_gradients
from emnist_lab.figures.absent import nothing_trained
from emnist_lab.figures.csv_data import offer_data
from emnist_lab.figures.direct_labels import label_ends
from emnist_lab.figures.labels import labeled
from emnist_lab.figures.numbers import milliseconds, percent, two_digits
from emnist_lab.figures.theme import WIDTH, legend_below

PANELS_IN_ROW = 3
NEXT_TO_INPUT = 2
CATALOG_PANELS = {
    "parameters_millions": "parameters (million)",
    "gpu_ms_per_step": "GPU (ms per step)",
    "top5_acc": "top-5 (%)",
}

LOGARITHMIC_TICKS = {"parameters_millions": (1,), "gpu_ms_per_step": (1, 2, 5)}


def plot_catalog(catalog: pd.DataFrame) -> Figure:
    """Draw the published figures of the catalog's models, each panel in its own order.

    Parameters
    ----------
    catalog : pandas.DataFrame
        One row a model: `model`, `parameters_millions`, `gpu_ms_per_step`, `top5_acc`
        (share); models without a figure are missing from its panel.

    Returns
    -------
    matplotlib.figure.Figure
        Three panels, the best model at the top; the first two on logarithmic axes.
    """
    figure, panels = plt.subplots(
        1, len(CATALOG_PANELS), figsize=(WIDTH, 5.6), layout="constrained"
    )
    models = catalog.set_index("model")
    for (column, label), axes in zip(CATALOG_PANELS.items(), panels, strict=True):
        share = column == "top5_acc"
        figures = models[column].dropna() * (100 if share else 1)
        _draw_dots(axes, figures.sort_values(ascending=share))
        axes.set_xlabel(label)
        if not share:
            axes.set_xscale("log")
            axes.xaxis.set_major_locator(LogLocator(subs=LOGARITHMIC_TICKS[column]))
            axes.xaxis.set_major_formatter("{x:g}")
            axes.xaxis.set_minor_formatter(NullFormatter())
    figure.set_label(_finding_of_catalog(models))
    offer_data(figure, catalog[["model", *CATALOG_PANELS]])
    plt.close(figure)
    return figure


def _finding_of_catalog(models: pd.DataFrame) -> str:
    """Return the most accurate, the smallest and the fastest model; empty without figures."""
    if models[list(CATALOG_PANELS)].isna().all().any():
        return ""
    accurate = models["top5_acc"].idxmax()
    small, fast = (models[of].idxmin() for of in ("parameters_millions", "gpu_ms_per_step"))
    best, time = models.loc[accurate], models.loc[fast, "gpu_ms_per_step"]
    return (
        f"{accurate} is the most accurate of {len(models)}, {percent(best['top5_acc'])} top-5 with "
        f"{best['parameters_millions']:g} million parameters; {small} is the smallest with "
        f"{models.loc[small, 'parameters_millions']:g} million, and {fast} the fastest with "
        f"{milliseconds(time)} a step."
    )


def _draw_dots(axes: Axes, figures: pd.Series) -> None:
    places = np.arange(len(figures))
    axes.plot(figures.to_numpy(), places, "o", color=sns.color_palette()[0], markersize=5)
    axes.set_yticks(places, figures.index, fontsize=8)
    axes.margins(x=0.1)
    axes.set_ylim(-0.7, len(figures) - 0.3)
    axes.tick_params(axis="x", labelsize=8)


def plot_gradient_norms(gradients: pd.DataFrame, histories: pd.DataFrame) -> Figure:
    """Draw the gradient norm of each convolution and dense layer over the first steps.

    Parameters
    ----------
    gradients : pandas.DataFrame
        One row a layer and step (`emnist_lab.evidence.gradients.trial_gradients`).
    histories : pandas.DataFrame
        One row an epoch of every trial, for the validation accuracy in the titles.

    Returns
    -------
    matplotlib.figure.Figure
        A panel a variant, a line a step, from light to dark; the input is on the left.
    """
    if gradients.empty:
        return nothing_trained()
    features = feature_gradients(gradients)
    variants = list(dict.fromkeys(features["variant"]))
    rows = -(-len(variants) // PANELS_IN_ROW)
    figure, panels = plt.subplots(
        rows,
        PANELS_IN_ROW,
        figsize=(WIDTH, 2.0 * rows + 0.6),
        sharex=True,
        sharey=True,
        layout="constrained",
        squeeze=False,
    )
    for variant, axes in zip(variants, panels.flat, strict=False):
        _draw_steps(axes, features[features["variant"] == variant])
        axes.set_title(
            f"{labeled(variant)}\nbest validation {_best(histories, variant)}", loc="left"
        )
    for axes in panels.flat[len(variants) :]:
        axes.set_visible(False)
    panels[0, 0].set_yscale("log")
    for axes in panels[:, 0]:
        axes.set_ylabel("gradient norm")
    for axes in panels[-1]:
        axes.set_xlabel("layer, input to output")
        axes.xaxis.set_major_formatter(PercentFormatter(1))
    legend_below(figure, columns=8)
    figure.set_label(_finding_of_gradients(features))
    offer_data(figure, features)
    plt.close(figure)
    return figure


def plot_first_gradients(gradients: pd.DataFrame) -> Figure:
    """Draw the gradient norms of the first step, a line a variant in one panel, named at its end.

    The output is on the left, so that lines end, and are named, where gradients vanish.

    Parameters
    ----------
    gradients : pandas.DataFrame
        One row a layer and step (`emnist_lab.evidence.gradients.trial_gradients`).
    """
    if gradients.empty:
        return nothing_trained()
    features = feature_gradients(gradients)
    first = features[features["step"] == features["step"].min()]
    figure, axes = plt.subplots(figsize=(WIDTH, 3.1), layout="constrained")
    lines = dict(list(first.groupby("variant", sort=False)))
    colors = sns.color_palette(n_colors=len(lines))
    for line, color in zip(lines.values(), colors, strict=True):
        axes.plot(1 - line["place"], line["norm"], color=color)
    axes.set(yscale="log", ylabel="gradient norm, first step", xlabel="layer, output to input")
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    # The mean of the layers next to the input: a single layer's leaps.
    ends = [np.exp(np.log(line["norm"].head(NEXT_TO_INPUT)).mean()) for line in lines.values()]
    label_ends(axes, zip(ends, map(labeled, lines), colors, strict=True))
    figure.set_label(_finding_of_gradients(features))
    plt.close(figure)
    return figure


def _finding_of_gradients(features: pd.DataFrame) -> str:
    """Return whose gradients are largest and smallest; empty for fewer than two networks."""
    medians = features.groupby("variant", sort=False)["norm"].median()
    if len(medians) < 2:
        return ""
    large, small = (
        f"{labeled(str(name))}, {two_digits(medians[name])}"
        for name in (medians.idxmax(), medians.idxmin())
    )
    return f"The median gradient norm is largest in {large}, and smallest in {small}."


def _draw_steps(axes: Axes, features: pd.DataFrame) -> None:
    steps = sorted(features["step"].unique())
    colors = sns.color_palette("flare", n_colors=len(steps))
    for step, color in zip(steps, colors, strict=True):
        line = features[features["step"] == step]
        axes.plot(line["place"], line["norm"], color=color, linewidth=1, label=f"step {step}")


def _best(histories: pd.DataFrame, variant: str) -> str:
    accuracy = histories.loc[histories["variant"] == variant, "val_accuracy"]
    return f"{100 * accuracy.max():.0f} %" if len(accuracy) else "unknown"
