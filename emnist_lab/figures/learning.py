"""Learning curves: how training and validation figures move from epoch to epoch."""

from collections.abc import Iterable
from typing import Any, Literal

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter

from emnist_lab.errors import EmnistLabError
from emnist_lab.figures.absent import nothing_trained
from emnist_lab.figures.csv_data import offer_data
from emnist_lab.figures.direct_labels import label_ends
from emnist_lab.figures.labels import labeled
from emnist_lab.figures.numbers import percent, percent_number, two_decimals
from emnist_lab.figures.theme import WIDTH, legend_below

PANELS_IN_ROW = (3, 4)
CHARACTERS_AN_INCH = 11.5
FEW_EPOCHS = 12
# Losses that lie farther apart are labeled by powers of ten.
MOST_PLAIN_RANGE = 1000
Metric = Literal["accuracy", "loss"]
# What the best and the worst of each is called, and how it is written.
WORDS = {"accuracy": ("highest", "lowest", percent), "loss": ("lowest", "highest", two_decimals)}


def plot_learning_curves(
    histories: Any, results: pd.DataFrame | None = None, metric: Metric = "accuracy"
) -> Figure:
    """Draw a panel a variant: training and validation figures by epoch, a line a seed.

    Parameters
    ----------
    histories : pandas.DataFrame, keras.callbacks.History, or dict
        One row an epoch of every trial: `variant`, `seed`, `epoch` (from 0), `accuracy`,
        `val_accuracy` (shares) or `loss`, `val_loss`. Or what `fit` returned, a `history.csv` as a
        data frame, or several of these by their titles.
    results : pandas.DataFrame, optional
        One row a trial: `variant`, `seed`, `status`; every variant gets a panel, whatever became
        of it. Without it, every history gets one.
    metric : {"accuracy", "loss"}
        What is drawn; losses on a logarithmic axis.

    Returns
    -------
    matplotlib.figure.Figure
        Panels in the order of the results, on common axes.

    Raises
    ------
    EmnistLabError
        If a training did not note the metric.
    """
    if results is None:
        histories = _tidy_histories(histories, metric)
        results = histories[["variant", "seed"]].drop_duplicates().assign(status="completed")
    if results.empty:
        return nothing_trained()
    variants = list(dict.fromkeys(results["variant"]))
    columns = _panels_in_row(variants)
    rows = -(-len(variants) // columns)
    figure, panels = plt.subplots(
        rows,
        columns,
        figsize=(WIDTH, 1.45 * rows + 0.7),
        sharex=True,
        sharey=True,
        layout="constrained",
        squeeze=False,
    )
    for variant, axes in zip(variants, panels.flat, strict=False):
        curves = histories[histories["variant"] == variant] if len(histories) else histories
        trials = results[results["variant"] == variant]
        _draw_curves(axes, curves, metric)
        axes.set_title(_panel_title(variant, trials), loc="left")
    _label_panels(panels, len(variants), metric)
    legend_below(figure, columns=3)
    figure.set_label(_finding(histories, results, metric))
    offer_data(figure, _drawn(histories, [metric]))
    plt.close(figure)
    return figure


def _finding(histories: pd.DataFrame, results: pd.DataFrame, metric: Metric) -> str:
    """Return who validates best and worst, and who fits training best; empty for fewer than two."""
    curves = _that_compare(histories, results, metric)
    if curves.empty or curves["variant"].nunique() < 2:
        return ""
    best, worst, shown = WORDS[metric]
    sign = 1 if metric == "accuracy" else -1
    trials = (sign * curves.set_index(["variant", "seed"])).groupby(level=[0, 1], sort=False)
    reached = trials[f"val_{metric}"].max().groupby(level=0, sort=False).mean()
    order = sign * reached.sort_values(ascending=False, kind="stable")
    last = trials.last().groupby(level=0, sort=False).mean()
    ahead = last[metric] - last[f"val_{metric}"]
    many = len(order) < results["variant"].nunique()
    text = (
        f"{f'Of {len(order)} on the same images, validation' if many else 'Validation'} {metric} "
        f"gets {best} ({shown(order.iloc[0])}) with {labeled(order.index[0])}, and stays {worst} "
        f"({shown(order.iloc[-1])}) with {labeled(order.index[-1])}"
    )
    if ahead.max() > 0:
        whose, most = labeled(ahead.idxmax()), ahead.max()
        far = f"{percent_number(most)} points" if metric == "accuracy" else two_decimals(most)
        text += f"; training ends farthest ahead of it ({far}) with {whose}"
    return f"{text}."


def _that_compare(histories: pd.DataFrame, results: pd.DataFrame, metric: Metric) -> pd.DataFrame:
    """Return the epochs with figures of the variants that most others share images and task with.

    Epochs of a base are left out.
    """
    if histories.empty:
        return histories
    asked = [column for column in ("split", "task") if column in results]
    variants = results.drop_duplicates("variant")
    groups = [of for _, of in variants.groupby(asked)] if asked else [variants]
    alike = max(groups, key=len)["variant"]
    figures = [metric, f"val_{metric}"]
    own = histories["variant"].isin(alike) & np.isfinite(histories[figures]).all(axis=1)
    if "of_base" in histories:
        own &= ~histories["of_base"].astype(bool)
    return histories.loc[own, ["variant", "seed", *figures]]


def _finding_of_kept(histories: pd.DataFrame) -> str:
    """Return what a model reads at the epochs that were kept; empty where it kept none."""
    kept = histories[histories["kept"].astype(bool)] if len(histories) else histories
    if kept.empty:
        return ""
    first, last = kept["epoch"].min() + 1, kept["epoch"].max() + 1
    when = f"epoch {first}" if first == last else f"epochs {first} to {last}"
    means = kept[["accuracy", "val_accuracy", "loss", "val_loss"]].mean()
    return (
        f"At {when} of {histories['epoch'].max() + 1}, whose weights are kept, the model reads "
        f"{percent(means['val_accuracy'])} of the validation images, with a loss of "
        f"{two_decimals(means['val_loss'])}, beside {percent(means['accuracy'])} and "
        f"{two_decimals(means['loss'])} in training."
    )


def _drawn(histories: pd.DataFrame, metrics: Iterable[Metric]) -> pd.DataFrame:
    """Return the points of the curves, one row an epoch."""
    figures = [column for metric in metrics for column in (metric, f"val_{metric}")]
    also = [column for column in ("of_base", "kept") if column in histories]
    return histories.reindex(columns=["variant", "seed", "epoch", *figures, *also])


def plot_validation(histories: pd.DataFrame, results: pd.DataFrame) -> Figure:
    """Draw validation accuracy by epoch, a line a variant in one panel, named where it ends.

    Parameters
    ----------
    histories, results : pandas.DataFrame
        As `plot_learning_curves` takes them; of several seeds the mean is drawn.
    """
    own = histories["variant"].isin(results["variant"]) if len(histories) else []
    if not np.any(own):
        return nothing_trained()
    shown = histories[own]
    curves = shown.pivot_table("val_accuracy", "epoch", "variant", sort=False) * 100
    figure, axes = plt.subplots(figsize=(WIDTH, 3.1), layout="constrained")
    colors = sns.color_palette(n_colors=len(curves.columns))
    for variant, color in zip(curves, colors, strict=True):
        axes.plot(curves.index + 1, curves[variant], "o-", color=color)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True, min_n_ticks=1))
    axes.set_xlabel("epoch")
    axes.set_ylabel("validation accuracy (%)")
    axes.set_ylim(0, max(1.1 * curves.max().max(), 10))
    ends = [curves[variant].dropna().iloc[-1] for variant in curves]
    label_ends(axes, zip(ends, map(labeled, curves), colors, strict=True))
    figure.set_label(_finding(histories, results, "accuracy"))
    plt.close(figure)
    return figure


def _panels_in_row(variants: list[str]) -> int:
    """Return how many panels stand side by side: few left empty, and no name over the next one."""
    longest = max((len(labeled(variant)) for variant in variants), default=0)
    wide_enough = [
        columns for columns in PANELS_IN_ROW if longest <= CHARACTERS_AN_INCH * WIDTH / columns
    ]
    if not wide_enough or len(variants) == 4:
        return 2
    return min(wide_enough, key=lambda columns: -len(variants) % columns)


def plot_model_curves(histories: pd.DataFrame) -> Figure:
    """Draw accuracy and loss of one model by epoch, training and validation, a line a seed.

    Parameters
    ----------
    histories : pandas.DataFrame
        One row an epoch of every seed, with the columns that `plot_learning_curves` names and
        `kept`, true for the epoch whose weights the model has.

    Returns
    -------
    matplotlib.figure.Figure
        Left accuracy, right loss on a logarithmic axis; a dot marks the epoch whose weights each
        seed kept.
    """
    figure, panels = plt.subplots(1, 2, figsize=(WIDTH, 2.8), layout="constrained")
    metrics: tuple[Metric, ...] = ("accuracy", "loss")
    for axes, metric in zip(panels, metrics, strict=True):
        _draw_curves(axes, histories, metric)
        _mark_kept_epochs(axes, histories, metric)
        _label_panels(np.array([[axes]]), 1, metric)
    legend_below(figure, columns=3)
    figure.set_label(_finding_of_kept(histories))
    offer_data(figure, _drawn(histories, metrics))
    plt.close(figure)
    return figure


def _mark_kept_epochs(axes: Axes, histories: pd.DataFrame, metric: Metric) -> None:
    kept = histories[histories["kept"]]
    scale = 100 if metric == "accuracy" else 1
    values = scale * kept[f"val_{metric}"]
    style: dict[str, Any] = {"color": "black", "markersize": 5, "zorder": 3, "label": "kept"}
    axes.plot(kept["epoch"] + 1, values, "o", **style)


def _draw_curves(axes: Axes, curves: pd.DataFrame, metric: Metric) -> None:
    if curves.empty:
        axes.text(0.5, 0.5, "no epoch finished", ha="center", transform=axes.transAxes)
        return
    blue, orange = sns.color_palette()[:2]
    scale = 100 if metric == "accuracy" else 1
    for number, (_, trial) in enumerate(curves.groupby("seed")):
        epochs = trial["epoch"] + 1
        if "of_base" in trial and trial["of_base"].any():
            label = "end of the base" if number == 0 else "_end"
            axes.axvline(trial["of_base"].sum() + 0.5, color="0.5", ls=":", lw=1, label=label)
        names = ("training", "validation") if number == 0 else ("_training", "_validation")
        style: dict[str, Any] = {"linewidth": 1.2}
        if len(trial) < FEW_EPOCHS:
            style |= {"markersize": 3, "marker": "o"}
        axes.plot(epochs, scale * trial[metric], "--", color=blue, label=names[0], **style)
        axes.plot(epochs, scale * trial[f"val_{metric}"], color=orange, label=names[1], **style)


def _panel_title(variant: str, trials: pd.DataFrame) -> str:
    lost = np.setdiff1d(trials["status"], ["completed"])
    label = labeled(variant)
    return f"{label}\n({', '.join(lost)})" if len(lost) else label


def _label_panels(panels: np.ndarray, used: int, metric: Metric) -> None:
    for axes in panels.flat[used:]:
        axes.set_visible(False)
    for position, axes in enumerate(panels.flat[:used]):
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True, min_n_ticks=1))
        if position // panels.shape[1] == panels.shape[0] - 1:
            axes.set_xlabel("epoch")
        if position % panels.shape[1] == 0:
            axes.set_ylabel("accuracy (%)" if metric == "accuracy" else "loss (nats)")
    if metric == "loss":
        _scale_losses(panels[0, 0])


def _scale_losses(axes: Axes) -> None:
    """Make the axis of losses logarithmic, with powers of ten alone where there are many."""
    axes.set_yscale("log")
    low, high = axes.get_ylim()
    if high < MOST_PLAIN_RANGE * low:
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter("{x:g}")
        axes.yaxis.set_minor_formatter(NullFormatter())


def _tidy_histories(histories: Any, metric: str) -> pd.DataFrame:
    """Return one row an epoch of every history, with the title as `variant`."""
    if isinstance(histories, pd.DataFrame) and "variant" in histories:
        return histories
    if not isinstance(histories, dict) or "loss" in histories:
        histories = {"": histories}
    return pd.concat(
        [_tidy_history(title, history, metric) for title, history in histories.items()]
    )


def _tidy_history(title: str, history: Any, metric: str) -> pd.DataFrame:
    frame = pd.DataFrame(getattr(history, "history", history))
    if metric not in frame:
        raise EmnistLabError(
            f"the history has no {metric}, only {', '.join(map(str, frame.columns)) or 'nothing'}",
            where=title or None,
            fix='compile the model with metrics=["accuracy"], or draw metric="loss"',
        )
    # A training that went on where it had stopped begins there.
    epochs = getattr(history, "epoch", frame.get("epoch", np.arange(len(frame))))
    absent = {} if f"val_{metric}" in frame else {f"val_{metric}": np.nan}
    return frame.assign(variant=title, seed=0, epoch=epochs, **absent)
