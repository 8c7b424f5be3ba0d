"""A model's layers, with its repeated parts folded into one row each."""

import pandas as pd

# A part of more layers than this is a block that repeats itself; fewer are worth a row each.
MOST_ROWS_A_PART = 6


def folded_structure(layers: pd.DataFrame) -> pd.DataFrame:
    """Fold the long parts of a model, which its layers' names tell apart.

    Parameters
    ----------
    layers : pandas.DataFrame
        One row a layer (`emnist_lab.training.structure.read_structure`); a layer's part is its
        name up to the first underscore, such as `block1`.

    Returns
    -------
    pandas.DataFrame
        One row a layer or folded part, in order: `layer` (its name, or the part's), `kinds` (counts
        by class of layer), `output` (shape after it) and `parameters` (their sum).
    """
    part = layers["layer"].str.partition("_")[0]
    run = (part != part.shift()).cumsum()
    rows = []
    for _, run_layers in layers.groupby(run, sort=False):
        if len(run_layers) > MOST_ROWS_A_PART:
            rows.append(_folded(run_layers, part[run_layers.index[0]]))
        else:
            rows += [_folded(run_layers.loc[[i]], run_layers["layer"][i]) for i in run_layers.index]
    return pd.DataFrame(rows)


def _folded(layers: pd.DataFrame, name: str) -> dict:
    return {
        "layer": name,
        "kinds": layers["kind"].value_counts(sort=False).to_dict(),
        "output": layers["output"].iloc[-1],
        "parameters": int(layers["parameters"].sum()),
    }
