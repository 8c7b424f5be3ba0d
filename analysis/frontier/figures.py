"""Accuracy against the time for one image, with the Pareto front of the models that none beats."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.frontier.front import TimedFront
from emnist_lab.config import SearchSpace
from emnist_lab.evidence.data_seen import data_seen
from emnist_lab.figures.comparison_tables import TRAINED_ON
from emnist_lab.figures.labels import labeled
from emnist_lab.figures.numbers import (
    MISSING,
    NO_BREAK,
    milliseconds_number,
    percent_number,
    percent_range,
    size,
)
from emnist_lab.figures.tables import INTERVAL, TEST, WITHIN_NOISE, named, pipe_table
from emnist_lab.figures.theme import MARKERS, WIDTH, legend_below
from emnist_lab.figures.tradeoff import logarithmic_axis

PANELS = {"val_acc": "validation accuracy (%)", "test_acc": "test accuracy (%)"}
LEGEND_COLUMNS = 3
# Percent of the reference model's latency, timed interleaved.
SHARE = "of the reference's (%)"
SHARE_INTERVAL = f"95{NO_BREAK}% of the share"
RIVALS = "within noise of"
NOT_TIMED = "No networks were timed interleaved."
NOT_ON_SLIDES = ("study", TRAINED_ON, "validation (%)", RIVALS)


def plot_front(everything: TimedFront) -> Figure:
    """Draw every model of every study, and the line through those on the Pareto front.

    Returns
    -------
    matplotlib.figure.Figure
        Left validation accuracy, which decides what is on the Pareto front; right test accuracy of
        the same models. Latency on a logarithmic axis. Models whose place is within noise are
        marked so in the legend.
    """
    summary, front = everything.summary, everything.front
    also = filter(None, [everything.reference, *everything.apart])
    shown = summary.dropna(subset=["latency_ms", "val_acc"])
    named = list(dict.fromkeys([*front.index, *also]))
    named = [name for name in named if name in shown.index]
    figure, panels = plt.subplots(1, 2, figsize=(WIDTH, 4.6), sharey=True, layout="constrained")
    for (accuracy, label), axes in zip(PANELS.items(), panels, strict=True):
        _draw_models(axes, shown.drop(index=named), accuracy)
        axes.plot(
            front["latency_ms"], 100 * front[accuracy], color="0.3", linewidth=1.2, label="_front"
        )
        _draw_named(axes, shown.loc[named], accuracy, everything)
        logarithmic_axis(axes, shown["latency_ms"])
        axes.set_xlabel("time for one image (ms)")
        axes.set_title(label, loc="left")
    legend_below(figure, columns=LEGEND_COLUMNS)
    plt.close(figure)
    return figure


def front_table(everything: TimedFront) -> str:
    """Return the models on the Pareto front, fastest first, with what may take their place."""
    return pipe_table(_front_rows(everything), left=("model", "study", RIVALS))


def front_slide_table(everything: TimedFront) -> str:
    """Return the figures of `front_table` that fit on a slide."""
    rows = _front_rows(everything)
    return pipe_table(
        [{key: cell for key, cell in row.items() if key not in NOT_ON_SLIDES} for row in rows]
    )


def interleaved_table(shares: pd.DataFrame, summary: pd.DataFrame) -> str:
    """Return the interleaved times of networks, fastest first, with the models that have them.

    Parameters
    ----------
    shares : pandas.DataFrame
        `emnist_lab.trials.interleaved.shares_of_time` of the reference model.

    Returns
    -------
    str
        A pipe table; a sentence where nothing was timed.
    """
    rows = []
    for _, models in shares.groupby("network", sort=False):
        times = models.iloc[0]
        rows.append(
            {
                "models of the network": ", ".join(map(named, models.index)),
                "size": size(summary.loc[models.index[0], "parameters"]),
                "latency (ms)": milliseconds_number(times["latency_ms"]),
                SHARE: percent_number(times["share"]),
                SHARE_INTERVAL: percent_range(times["low"], times["high"]),
            }
        )
    return pipe_table(rows) if rows else NOT_TIMED


def _front_rows(everything: TimedFront) -> list[dict[str, str]]:
    shares, rivals = everything.shares, everything.rivals
    return [
        {
            "model": _marked(named(str(name)), str(name), everything),
            "study": row["study"],
            TRAINED_ON: data_seen(row) or MISSING,
            "size": size(row["parameters"]),
            "validation (%)": percent_number(row["val_acc"]),
            TEST: percent_number(row["test_acc"]),
            INTERVAL: percent_range(row["test_low"], row["test_high"]),
            "latency (ms)": milliseconds_number(row["latency_ms"]),
            SHARE: percent_number(shares["share"].get(name)),
            RIVALS: ", ".join(map(named, rivals.get(name, ()))) or MISSING,
        }
        for name, row in everything.front.iterrows()
    ]


def space_table(space: SearchSpace) -> str:
    """Return what a search draws from: an option of a family a row, its values by their labels."""
    rows = [
        {
            "family": family.name,
            "architecture": family.model,
            "option": option,
            "values": ", ".join(f"{value} (`{label}`)" for label, value in choices.items()),
        }
        for family in space.families
        for option, choices in family.choices.items()
    ]
    return pipe_table(rows, left=("family", "architecture", "option", "values"))


def _draw_models(axes: Axes, models: pd.DataFrame, accuracy: str) -> None:
    colors = sns.color_palette(n_colors=max(models["study"].nunique(), 1))
    for color, (study, rows) in zip(colors, models.groupby("study", sort=False), strict=False):
        axes.scatter(
            rows["latency_ms"],
            100 * rows[accuracy],
            s=14,
            color=color,
            alpha=0.6,
            linewidths=0,
            label=f"others of {study}",
        )


def _draw_named(axes: Axes, models: pd.DataFrame, accuracy: str, everything: TimedFront) -> None:
    on_front = set(everything.front.index)
    for number, (name, row) in enumerate(models.iterrows()):
        axes.plot(
            row["latency_ms"],
            100 * row[accuracy],
            marker=MARKERS[number % len(MARKERS)],
            color="black" if name in on_front else "firebrick",
            markerfacecolor=sns.color_palette()[number % 10] if name in on_front else "white",
            markersize=8,
            linestyle="none",
            label=_marked(labeled(str(name)), str(name), everything),
        )


def _marked(label: str, name: str, everything: TimedFront) -> str:
    return f"{label} {WITHIN_NOISE}" if everything.rivals.get(name) else label
