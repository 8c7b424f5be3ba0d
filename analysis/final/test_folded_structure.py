"""A model's layers, folded where they repeat."""

import pandas as pd

from analysis.final.folded_structure import folded_structure


def layers(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["layer", "kind", "output", "parameters"])


def test_long_parts_become_a_row_with_their_last_output_and_all_parameters():
    block = [(f"block1_{n}_conv", "Conv2D", "8x8x64", 10) for n in range(4)]
    block += [(f"block1_{n}_bn", "BatchNormalization", "8x8x32", 2) for n in range(4)]
    shown = folded_structure(layers(("stem_conv", "Conv2D", "16x16x64", 3136), *block))
    assert list(shown["layer"]) == ["stem_conv", "block1"]
    assert shown["kinds"][1] == {"Conv2D": 4, "BatchNormalization": 4}
    assert shown[["output", "parameters"]].iloc[1].tolist() == ["8x8x32", 48]


def test_short_parts_keep_a_row_a_layer():
    shown = folded_structure(layers(("c1", "Conv2D", "28x28x6", 456), ("output", "Dense", "47", 9)))
    assert list(shown["layer"]) == ["c1", "output"]
    assert shown["parameters"].sum() == 465
