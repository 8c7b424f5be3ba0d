"""Learning rate by optimizer: what validation reads for each pair, here and in the source."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from emnist_lab.figures.absent import nothing_trained
from emnist_lab.figures.csv_data import offer_data
from emnist_lab.figures.labels import labeled
from emnist_lab.figures.numbers import percent
from emnist_lab.figures.theme import MARKERS, WIDTH

PANELS_IN_ROW = 4
LINES = ("-", "--")


def mean_over_rates(
    summary: pd.DataFrame, published: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return times by optimizer and batch size, ours and the source's, as means over the rates.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a variant (`emnist_lab.evidence.summary.variant_summary`).
    published : pandas.DataFrame
        The source's figures: `variant`, `batch_size`, `optimizer`, `train_time_s`.

    Returns
    -------
    tuple of pandas.DataFrame
        As `emnist_lab.figures.source_tables.source_times_table` takes them: `adam, 2048` and so on.
    """
    named = published["optimizer"] + ", " + published["batch_size"].astype(str)
    theirs = published.groupby(named, sort=False)["train_time_s"].mean()
    group = summary.index.map(dict(zip(published["variant"], named, strict=True)))
    grouped = summary.groupby(group, sort=False)
    ours = grouped[["train_time_s", "epochs"]].mean().assign(device=grouped["device"].first())
    theirs = theirs.rename_axis("variant").reset_index()
    return ours, theirs.assign(named=theirs["variant"])


def plot_rate_grid(results: pd.DataFrame, published: pd.DataFrame) -> Figure:
    """Draw validation accuracy by optimizer and learning rate, a column of panels a batch size.

    Parameters
    ----------
    results : pandas.DataFrame
        One row a trial: `optimizer`, `learning_rate`, `variant`, `val_acc` (a share).
    published : pandas.DataFrame
        The source's figures: `variant`, `batch_size`, `learning_rate`, `optimizer`, `val_acc`.

    Returns
    -------
    matplotlib.figure.Figure
        Heat maps in percent, ours above the source's, all on one scale; a blank where a trial did
        not complete or the source has none. Ours hold the optimizers that were trained at that
        batch size.
    """
    ours = _own_rates(results, published)
    if ours.empty:
        return nothing_trained()
    batches = list(dict.fromkeys(published["batch_size"]))
    rates = [published["learning_rate"][published["batch_size"] == b].nunique() for b in batches]
    heights = [
        frame.groupby("batch_size")["optimizer"].nunique().max() for frame in (ours, published)
    ]
    figure, panels = plt.subplots(
        2,
        len(batches),
        figsize=(WIDTH, 0.32 * sum(heights) + 1.5),
        width_ratios=rates,
        height_ratios=heights,
        layout="constrained",
        squeeze=False,
    )
    both = pd.concat([ours["val_acc"], published["val_acc"]])
    limits = 100 * both.min(), 100 * both.max()
    for row, (frame, whose) in enumerate(((ours, "here"), (published, "in the source"))):
        for column, batch in enumerate(batches):
            axes = panels[row, column]
            of_batch = frame[frame["batch_size"] == batch]
            if of_batch.empty:
                axes.set_axis_off()
                axes.text(0.5, 0.5, "no trial here", ha="center", va="center", color="0.3")
                continue
            columns = published.loc[published["batch_size"] == batch, "learning_rate"]
            _heat_map(axes, of_batch, sorted(columns.unique(), reverse=True), limits)
            axes.set_title(f"{whose}, batch {batch:,}", loc="left")
            axes.set_ylabel("")
            axes.set_xlabel("learning rate" if row else "")
    figure.set_label(_finding_of_grid(ours, published))
    rows = pd.concat([ours.assign(of="here"), published.assign(of="the source")])
    offer_data(figure, rows[["of", *ours.columns]])
    plt.close(figure)
    return figure


def plot_own_rates(results: pd.DataFrame, published: pd.DataFrame) -> Figure:
    """Draw this run's validation accuracy, a row an optimizer, a column a batch and learning rate.

    Parameters
    ----------
    results, published : pandas.DataFrame
        As `plot_rate_grid` takes them.
    """
    ours = _own_rates(results, published)
    if ours.empty:
        return nothing_trained()
    grid = 100 * ours.pivot_table("val_acc", "optimizer", ["batch_size", "learning_rate"])
    grid = grid.reindex(dict.fromkeys(ours["optimizer"]))
    grid = grid.sort_index(axis="columns", ascending=False)
    names = [f"{rate:g}\nbatch {batch:,}" for batch, rate in grid.columns]
    figure, axes = plt.subplots(figsize=(WIDTH, 3.1), layout="constrained")
    shown = {"annot": True, "fmt": ".1f", "cmap": "cividis", "cbar": False, "linewidths": 1}
    sns.heatmap(grid.set_axis(names, axis="columns"), ax=axes, **shown)
    axes.tick_params(axis="y", rotation=0)
    axes.set(xlabel="learning rate", ylabel="")
    figure.set_label(_finding_of_grid(ours, published))
    plt.close(figure)
    return figure


def _finding_of_grid(ours: pd.DataFrame, published: pd.DataFrame) -> str:
    """Return what validates best here and in the source; empty for fewer than two of either."""
    known = [frame.dropna(subset=["val_acc"]) for frame in (ours, published)]
    if min(map(len, known)) < 2:
        return ""
    here, there = (_best(frame) for frame in known)
    return f"Validation is best with {here} here, and with {there} in the source."


def _own_rates(results: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """Return our validation accuracies by optimizer, learning rate and batch size."""
    # The source's batch sizes; a profile may divide those that ours were trained with.
    return published[["variant", "batch_size", "learning_rate", "optimizer"]].merge(
        results.groupby("variant", as_index=False)["val_acc"].mean(), how="inner"
    )


def _best(frame: pd.DataFrame) -> str:
    row = frame.loc[frame["val_acc"].idxmax()]
    return (
        f"{row['optimizer']} at a rate of {row['learning_rate']:g} in batches of "
        f"{row['batch_size']:,} ({percent(row['val_acc'])})"
    )


def plot_rate_curves(histories: pd.DataFrame, published: pd.DataFrame) -> Figure:
    """Draw validation accuracy by epoch, a panel an optimizer, a line a learning rate and batch.

    Parameters
    ----------
    histories : pandas.DataFrame
        One row an epoch of every trial: `variant`, `seed`, `epoch` (from 0), `val_accuracy`.
    published : pandas.DataFrame
        `variant`, `batch_size`, `learning_rate` and `optimizer` of every variant; those without an
        epoch are left out.

    Returns
    -------
    matplotlib.figure.Figure
        Panels on common axes: colors tell learning rates, dashes the smaller batch; points mark
        the last epochs.
    """
    published = published[published["variant"].isin(histories["variant"])]
    if published.empty:
        return nothing_trained()
    optimizers = list(dict.fromkeys(published["optimizer"]))
    rates = sorted(published["learning_rate"].unique(), reverse=True)
    batches = list(dict.fromkeys(published["batch_size"]))
    colors = dict(zip(rates, sns.color_palette(n_colors=len(rates)), strict=True))
    # One panel more than optimizers: the legend's place.
    columns = min(len(optimizers) + 1, PANELS_IN_ROW)
    rows = -(-(len(optimizers) + 1) // columns)
    figure, panels = plt.subplots(
        rows,
        columns,
        figsize=(WIDTH, 2.1 * rows + (0.6 if rows == 1 else 0)),
        sharex=True,
        sharey=True,
        layout="constrained",
    )
    for axes, optimizer in zip(panels.flat, optimizers, strict=False):
        for _, variant in published[published["optimizer"] == optimizer].iterrows():
            place = batches.index(variant["batch_size"])
            curves = histories[histories["variant"] == variant["variant"]]
            color = colors[variant["learning_rate"]]
            _draw_lines(axes, curves, color, LINES[place], MARKERS[place])
        axes.set_title(optimizer, loc="left")
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True, min_n_ticks=1))
    for axes in panels.flat[len(optimizers) :]:
        axes.set_axis_off()
    panels.flat[-1].legend(handles=_legend(colors, batches), loc="center", frameon=False)
    figure.supxlabel("epoch", fontsize=10)
    figure.supylabel("validation accuracy (%)", fontsize=10)
    figure.set_label(_finding_of_curves(histories, published))
    chosen = published[["variant", "optimizer", "learning_rate", "batch_size"]]
    epochs = histories[["variant", "seed", "epoch", "val_accuracy"]]
    offer_data(figure, chosen.merge(epochs))
    plt.close(figure)
    return figure


def _finding_of_curves(histories: pd.DataFrame, published: pd.DataFrame) -> str:
    """Return which trials end highest and lowest; empty for fewer than two."""
    shown = histories[histories["variant"].isin(published["variant"])]
    ends = shown.groupby(["variant", "seed"])["val_accuracy"].last().groupby("variant").mean()
    ends = ends.dropna()
    if len(ends) < 2:
        return ""
    high, low = (
        f"{labeled(name)} ({percent(ends[name])})" for name in (ends.idxmax(), ends.idxmin())
    )
    return f"Of {len(ends)} settings {high} ends highest, and {low} lowest."


def _legend(colors: dict[float, tuple], batches: list[int]) -> list[Line2D]:
    rates = [
        Line2D([], [], color=color, label=f"learning rate {rate:g}")
        for rate, color in colors.items()
    ]
    return rates + [
        Line2D([], [], color="0.3", linestyle=line, marker=marker, label=f"batch {batch:,}")
        for batch, line, marker in zip(batches, LINES, MARKERS, strict=False)
    ]


def _heat_map(
    axes: Axes, frame: pd.DataFrame, rates: list[float], limits: tuple[float, float]
) -> None:
    optimizers = list(dict.fromkeys(frame["optimizer"]))
    grid = 100 * frame.pivot_table("val_acc", "optimizer", "learning_rate").reindex(
        index=optimizers, columns=rates
    )
    grid.columns = [f"{rate:g}" for rate in rates]
    low, high = limits
    sns.heatmap(
        grid,
        ax=axes,
        annot=True,
        fmt=".1f",
        cmap="cividis",
        vmin=low,
        vmax=high,
        cbar=False,
        linewidths=1,
    )
    axes.tick_params(axis="y", rotation=0)


def _draw_lines(axes: Axes, curves: pd.DataFrame, color, line: str, marker: str) -> None:
    for _, trial in curves.groupby("seed"):
        epochs, accuracy = trial["epoch"] + 1, 100 * trial["val_accuracy"]
        axes.plot(epochs, accuracy, line, color=color, linewidth=1.2)
        axes.plot(epochs.iloc[-1], accuracy.iloc[-1], marker, color=color, markersize=5)
