"""Accuracy against the time for one image, with the Pareto front of the models that none beats."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.frontier.front import TimedFront
from emnist_lab.config import SearchSpace
from emnist_lab.evidence.data_seen import data_seen
from emnist_lab.figures.comparison_tables import TRAINED_ON
from emnist_lab.figures.csv_data import offer_data
from emnist_lab.figures.direct_labels import label_points
from emnist_lab.figures.labels import labeled
from emnist_lab.figures.numbers import (
    MISSING,
    NO_BREAK,
    milliseconds,
    milliseconds_number,
    percent,
    percent_number,
    percent_range,
    size,
    times,
)
from emnist_lab.figures.tables import INTERVAL, TEST, WITHIN_NOISE, named, pipe_table
from emnist_lab.figures.theme import ACCENT, OTHERS, RIVAL, SLIDE_SIZE, WIDTH, slide_style
from emnist_lab.figures.tradeoff import accuracy_axis, logarithmic_axis

PANELS = {"val_acc": "validation accuracy (%)", "test_acc": "test accuracy (%)"}
# Percent of the reference model's latency, timed interleaved.
SHARE = "of the reference's (%)"
SHARE_INTERVAL = f"95{NO_BREAK}% of the share"
RIVALS = "within noise of"
NOT_TIMED = "No networks were timed interleaved."
NOT_ON_SLIDES = ("study", TRAINED_ON, "validation (%)", RIVALS)


def plot_front(everything: TimedFront, slide: bool = False) -> Figure:
    """Draw every model of every study, and the line through those on the Pareto front.

    Parameters
    ----------
    slide : bool
        Whether to draw it for a slide: test accuracy alone, in larger letters.

    Returns
    -------
    matplotlib.figure.Figure
        Left validation accuracy, which decides what is on the Pareto front; right test accuracy of
        the same models. Latency on a logarithmic axis. Named are those on the front, ≈ where their
        place is within noise, and hollow the reference and those trained on other images; models
        that read far less than the best are triangles at the lower edge.
    """
    if slide:
        with slide_style():
            figure, axes = plt.subplots(figsize=SLIDE_SIZE, layout="constrained")
            axes.set_ylabel(PANELS["test_acc"])
            _draw_panel(axes, everything, "test_acc")
            _name_points(axes, everything, "test_acc")
    else:
        figure, panels = plt.subplots(1, 2, figsize=(WIDTH, 4.0), sharey=True, layout="constrained")
        for accuracy, axes in zip(PANELS, panels, strict=True):
            _draw_panel(axes, everything, accuracy)
            axes.set_title(PANELS[accuracy], loc="left")
        for accuracy, axes in zip(PANELS, panels, strict=True):
            _name_points(axes, everything, accuracy)
    figure.set_label(_finding(everything))
    offer_data(figure, _drawn(everything))
    plt.close(figure)
    return figure


def _finding(everything: TimedFront) -> str:
    """Return what the front reaches at its slow and fast ends, beside the reference."""
    front, all_shown = everything.front, _shown(everything)[0]
    if front.empty:
        return ""
    best, fastest = front["val_acc"].idxmax(), front["latency_ms"].idxmin()
    text = (
        f"{len(front)} of {len(all_shown)} models are on the Pareto front: "
        f"{_reads(best, all_shown)}, the most accurate on validation"
        f"{', a place within noise' if everything.rivals.get(best) else ''}"
    )
    if fastest != best:
        text += f"; {_reads(fastest, all_shown)}, the fastest"
    share = everything.shares["share"].get(best)
    reference = everything.reference
    if share and reference in all_shown.index and reference != best:
        accuracy = percent(all_shown.loc[reference, "test_acc"])
        needed = f"{times(1 / share)} as long as the first"
        text += f"; {labeled(reference)}, the source's, needs {needed} for {accuracy}"
    return f"{text}."


def _reads(name: str, shown: pd.DataFrame) -> str:
    row = shown.loc[name]
    accuracy, time = percent(row["test_acc"]), milliseconds(row["latency_ms"])
    return f"{labeled(str(name))} reads {accuracy} of the test images at {time}"


def _draw_panel(axes: Axes, everything: TimedFront, accuracy: str) -> None:
    shown, named = _shown(everything)
    logarithmic_axis(axes, shown["latency_ms"])
    accuracy_axis(axes, shown, accuracy)
    axes.set_xlabel("time for one image (ms)")
    bottom = axes.get_ylim()[0]
    others = shown.drop(index=named)
    low = 100 * others[accuracy] < bottom
    axes.plot(others["latency_ms"][~low], 100 * others[accuracy][~low], "o", color=OTHERS, ms=4)
    edge = {"mfc": "white", "mec": OTHERS, "ms": 4, "clip_on": True}
    axes.plot(others["latency_ms"][low], np.full(low.sum(), bottom), "v", **edge)
    front = everything.front
    axes.plot(front["latency_ms"], 100 * front[accuracy], "-", color=ACCENT, lw=1.2)
    for name in named:
        on_front = name in front.index
        edge = {"mfc": ACCENT if on_front else "white", "mec": ACCENT if on_front else RIVAL}
        place = max(100 * shown.loc[name, accuracy], bottom)
        time = shown.loc[name, "latency_ms"]
        axes.plot(time, place, "o", ms=8, mew=1.5, zorder=3, **edge)


def _shown(everything: TimedFront) -> tuple[pd.DataFrame, list[str]]:
    """Return the models that have a place, and the names of those on the front or set apart."""
    shown = everything.summary.dropna(subset=["latency_ms", "val_acc"])
    also = filter(None, [everything.reference, *everything.apart])
    named = dict.fromkeys([*everything.front.index, *also])
    return shown, [name for name in named if name in shown.index]


def _drawn(everything: TimedFront) -> pd.DataFrame:
    """Return the figures of the models that are drawn, and which of them are on the front."""
    shown = _shown(everything)[0]
    columns = ["study", "val_acc", "test_acc", "test_low", "test_high", "latency_ms"]
    front = pd.Series(shown.index.isin(everything.front.index), shown.index)
    apart = pd.Series(shown.index.isin(everything.apart), shown.index)
    drawn = shown[columns].assign(on_front=front, other_images=apart)
    return drawn.rename_axis("variant").reset_index()


def _name_points(axes: Axes, everything: TimedFront, accuracy: str) -> None:
    shown, named = _shown(everything)
    places = (100 * shown[accuracy]).clip(lower=axes.get_ylim()[0])
    time = shown["latency_ms"]
    points = [
        (time[name], places[name], _marked(labeled(str(name)), str(name), everything))
        for name in named
    ]
    others = shown.index.drop(named)
    free = zip(time[others], places[others], strict=True)
    label_points(axes, points, first=len(everything.front), others=free)


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


def _marked(label: str, name: str, everything: TimedFront) -> str:
    return f"{label} {WITHIN_NOISE}" if everything.rivals.get(name) else label
