"""A trained model's layers as a table, so that reports need no TensorFlow to show them."""

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from emnist_lab.files import whole_file

if TYPE_CHECKING:
    import keras

STRUCTURE_FILE = "structure.csv"


def write_structure(model: "keras.Model", folder: Path) -> None:
    """Write a functional model's layers in their order, whole or not at all.

    `structure.csv` has `layer` (name), `kind` (class), `output` (shape of one image's output, such
    as 16x16x64) and `parameters`.
    """
    rows = [
        {
            "layer": layer.name,
            "kind": type(layer).__name__,
            "output": "x".join(map(str, layer.output.shape[1:])),
            "parameters": layer.count_params(),
        }
        for layer in model.layers
    ]
    with whole_file(folder / STRUCTURE_FILE) as temporary:
        pd.DataFrame(rows).to_csv(temporary, index=False)


def read_structure(folder: Path) -> pd.DataFrame:
    """Return one row a layer, with the columns that `write_structure` names."""
    return pd.read_csv(folder / STRUCTURE_FILE, dtype={"output": str})
