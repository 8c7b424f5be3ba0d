"""A source's times, losses and top-5 beside ours: times as ratios, since machines differ."""

import pandas as pd

from emnist_lab.evidence.published import beside_trained
from emnist_lab.figures.numbers import MISSING, NO_BREAK, Shown, percent_number, two_decimals
from emnist_lab.figures.tables import named, pipe_table

# What a table calls a time, by its column; ours for an epoch is the training's by its epochs.
TIMES = {
    "epoch": "seconds_per_epoch",
    "training": "train_time_s",
    "evaluation": "eval_time_s",
    "inference": "inference_time_s",
}
LOSSES = {
    "validation loss": "val_loss",
    "validation (%)": "val_acc",
    "test loss": "test_loss",
    "top-5 (%)": "top5_acc",
}


def source_times_table(summary: pd.DataFrame, published: pd.DataFrame) -> str:
    """Return the times of a source and ours, each in multiples of one row's.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a variant (`emnist_lab.evidence.summary.variant_summary`).
    published : pandas.DataFrame
        The source's figures, in the order of the rows (`emnist_lab.evidence.published`). They stand
        beside what they call by the same name where what repeats them was not trained.

    Returns
    -------
    str
        A pipe table. Of each time that the source gives there are its seconds, with the multiple in
        parentheses, and our multiple. The row that reads 1.00 is what its column is divided by: the
        first that has the time on both sides. Ours on another device than that row's has none.
    """
    source = beside_trained(published, summary.index).set_index("variant")
    ours = summary.reindex(source.index)
    ours = ours.assign(seconds_per_epoch=ours["train_time_s"] / ours["epochs"])
    columns = {}
    for heading, column in TIMES.items():
        if column in source and source[column].notna().any():
            theirs, here = _multiples(source[column], ours[column], ours["device"])
            columns[f"{heading}, source (s)"] = [
                MISSING
                if pd.isna(time)
                else Shown(f"{_seconds(time)}{NO_BREAK}({multiple:.2f})", time)
                for time, multiple in zip(source[column], theirs, strict=True)
            ]
            columns[f"{heading}, here"] = [two_decimals(multiple) for multiple in here]
    return _table_of(source.index, columns)


def source_losses_table(summary: pd.DataFrame, published: pd.DataFrame) -> str:
    """Return the losses, validation and top-5 accuracies of a source beside ours.

    Parameters
    ----------
    summary, published : pandas.DataFrame
        As for `source_times_table`.

    Returns
    -------
    str
        A pipe table, losses in nats; what the source gives of no variant is left out.
    """
    source = beside_trained(published, summary.index).set_index("variant")
    ours = summary.reindex(source.index)
    columns = {}
    for heading, column in LOSSES.items():
        if column in source and source[column].notna().any():
            shown = percent_number if heading.endswith("(%)") else _loss
            columns[f"{heading}, source"] = [shown(figure) for figure in source[column]]
            columns[f"{heading}, here"] = [shown(figure) for figure in ours[column]]
    return _table_of(source.index, columns)


def _multiples(
    theirs: pd.Series, ours: pd.Series, devices: pd.Series
) -> tuple[pd.Series, pd.Series]:
    ours = ours.astype(float)
    both = theirs.index[theirs.notna() & ours.notna()]
    if both.empty:
        return theirs / theirs[theirs.first_valid_index()], ours * float("nan")
    # A stage that the source did not time may have read other images.
    alike = (devices == devices[both[0]]) & theirs.notna()
    return theirs / theirs[both[0]], (ours / ours[both[0]]).where(alike)


def _loss(nats: float) -> str:
    return MISSING if pd.isna(nats) else Shown(f"{nats:.3f}", nats)


def _seconds(time: float) -> str:
    return f"{time:,.0f}" if time >= 100 else f"{time:.1f}"


def _table_of(variants: pd.Index, columns: dict[str, list[str]]) -> str:
    """Return a pipe table without the variants of which no column has a figure."""
    rows = [
        {"variant": named(variant), **dict(zip(columns, figures, strict=True))}
        for variant, *figures in zip(variants, *columns.values(), strict=True)
    ]
    return pipe_table([row for row in rows if set(row.values()) - {row["variant"], MISSING}])
