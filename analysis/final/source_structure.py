"""The structure that the source prints of its final model, and the same network as built here."""

import pandas as pd

from emnist_lab.evidence.pool import Pool
from emnist_lab.figures.numbers import MISSING, count
from emnist_lab.figures.tables import TIMES, pipe_table

# Variants of the source's final network, the likest first.
SAME_NETWORK = ("transfer_2_source", "transfer_2", "layer_4_1_source", "layer_4_1")


def source_network(pool: Pool) -> pd.DataFrame | None:
    """Return the layers of the source's final network as it was trained here, None if it was not.

    Returns
    -------
    pandas.DataFrame or None
        One row a layer, each dense block with its transition one row: `output`, `parameters`; then
        the sums that the source prints: all, trainable and not trainable.
    """
    completed = pool.results[pool.results["status"] == "completed"].set_index("variant")
    known = [name for name in SAME_NETWORK if name in completed.index]
    if not known:
        return None
    trial = completed.loc[[known[0]]].iloc[0]
    rows = blocks_with_transitions(pool.structure(trial["label"]))
    sums = [trial["parameters"], trial["trainable"], trial["parameters"] - trial["trainable"]]
    totals = pd.DataFrame({"output": "", "parameters": sums})
    return pd.concat([rows, totals], ignore_index=True)


def blocks_with_transitions(layers: pd.DataFrame) -> pd.DataFrame:
    """Fold each dense block of a DenseNet with the transition behind it into one row.

    Parameters
    ----------
    layers : pandas.DataFrame
        One row a layer (`emnist_lab.training.structure.read_structure`).

    Returns
    -------
    pandas.DataFrame
        `output`, the last of a row's layers, and `parameters`, their sum.
    """
    part = layers["layer"].str.partition("_")[0].str.replace("transition", "block")
    row = part.where(part.str.fullmatch(r"block\d+"), layers["layer"])
    return layers.groupby(row, sort=False).agg({"output": "last", "parameters": "sum"})


def source_structure_table(printed: pd.DataFrame, here: pd.DataFrame | None) -> str:
    """Return the structure that the source prints, with ours beside it, a row a row.

    Parameters
    ----------
    printed : pandas.DataFrame
        The source's rows: `layer`, `output`, `parameters`, NaN where it prints none.
    here : pandas.DataFrame or None
        From `source_network`, as many rows.
    """
    if here is None:
        here = pd.DataFrame({"output": "", "parameters": float("nan")}, index=printed.index)
    return pipe_table(
        [
            {
                "layer": theirs.layer,
                "output, source": _shape(theirs.output),
                "output, here": _shape(ours.output),
                "parameters, source": count(theirs.parameters),
                "parameters, here": count(ours.parameters),
            }
            for theirs, ours in zip(printed.itertuples(), here.itertuples(), strict=True)
        ],
        left=("output, source", "output, here"),
    )


def _shape(output: str | float) -> str:
    return output.replace("x", TIMES) if isinstance(output, str) and output else MISSING
