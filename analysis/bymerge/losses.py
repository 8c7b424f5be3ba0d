"""The losses that the report of 2020 printed while it trained, beside ours."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emnist_lab.figures.csv_data import offer_data
from emnist_lab.figures.numbers import two_decimals
from emnist_lab.figures.theme import WIDTH, legend_below

BATCH = 128
STEPS_AN_EPOCH = 5453
# So many single batches average out what one says by chance.
LAST = 5
# The variant that repeats each of the report's two trainings.
REPEATED = {"digit_or_letter": "convnet_digit_letter", "characters": "convnet_47"}


def plot_printed_losses(
    printed: pd.DataFrame, histories: pd.DataFrame, results: pd.DataFrame
) -> Figure:
    """Draw training loss against the images seen, a panel a task: the report's and ours.

    Parameters
    ----------
    printed : pandas.DataFrame
        The report's losses, each of one batch: `task`, `epoch` and `step` (from 1), `loss`.
    histories : pandas.DataFrame
        One row an epoch: `variant`, `seed`, `epoch` (from 0), `loss`, the mean over the epoch.
    results : pandas.DataFrame
        One row a trial: `variant`, `seed`, `train_images`.

    Returns
    -------
    matplotlib.figure.Figure
        Both axes logarithmic; without a trial of ours, the report's losses alone.
    """
    figure, panels = plt.subplots(
        1, len(REPEATED), figsize=(WIDTH, 2.9), sharex=True, sharey=True, layout="constrained"
    )
    blue, orange = sns.color_palette()[:2]
    for axes, (task, variant) in zip(panels, REPEATED.items(), strict=True):
        theirs = printed[printed["task"] == task]
        axes.plot(_seen(theirs), theirs["loss"], ".", color=orange, label="the report, one batch")
        _draw_ours(axes, histories, results[results["variant"] == variant], blue)
        axes.set_title(task.replace("_", " "), loc="left")
        axes.set_xlabel("images seen")
    panels[0].set(xscale="log", yscale="log", ylabel="training loss (nats)")
    panels[0].yaxis.set_major_formatter("{x:g}")
    legend_below(figure, columns=2)
    figure.set_label(_finding(printed, histories, results))
    offer_data(figure, _both(printed, histories, results))
    plt.close(figure)
    return figure


def _finding(printed: pd.DataFrame, histories: pd.DataFrame, results: pd.DataFrame) -> str:
    """Return where the losses of both end, by task; empty where no trial of ours has an epoch."""
    said = []
    for task, variant in REPEATED.items():
        asked = results["variant"] == variant
        if len(histories) == 0 or not (asked.any() and (histories["variant"] == variant).any()):
            continue
        ours = histories[histories["variant"] == variant].groupby("seed")["loss"].last().mean()
        theirs = printed.loc[printed["task"] == task, "loss"]
        said.append(
            f"{two_decimals(ours)} nats here beside {two_decimals(theirs.tail(LAST).mean())} in "
            f"the report for {task.replace('_', ' ')}"
        )
    if not said:
        return ""
    ends = "; ".join(said)
    return f"Training loss ends at {ends} (here the last epoch's, there the last {LAST} printed)."


def _both(printed: pd.DataFrame, histories: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    """Return the losses that are drawn, the report's and ours, one row a point."""
    theirs = printed.assign(of="the report", images_seen=_seen(printed))
    ours = histories.merge(results[["variant", "seed", "train_images"]]) if len(histories) else None
    if ours is None:
        return theirs
    tasks = {variant: task for task, variant in REPEATED.items()}
    ours = ours[ours["variant"].isin(tasks)]
    ours = ours.assign(
        of="here",
        task=ours["variant"].map(tasks),
        images_seen=(ours["epoch"] + 1) * ours["train_images"],
    )
    columns = ["of", "task", "variant", "seed", "epoch", "step", "images_seen", "loss"]
    return pd.concat([theirs, ours]).reindex(columns=columns)


def _seen(printed: pd.DataFrame) -> pd.Series:
    return BATCH * (STEPS_AN_EPOCH * (printed["epoch"] - 1) + printed["step"])


def _draw_ours(
    axes: Axes, histories: pd.DataFrame, trials: pd.DataFrame, color: tuple[float, ...]
) -> None:
    for number, trial in enumerate(trials.itertuples()):
        own = (histories["variant"] == trial.variant) & (histories["seed"] == trial.seed)
        epochs = histories[own]
        label = "here, mean of an epoch" if number == 0 else "_here"
        seen = (epochs["epoch"] + 1) * trial.train_images
        axes.plot(seen, epochs["loss"], "o-", color=color, markersize=4, label=label)
