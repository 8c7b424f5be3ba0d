"""The network that the source prints is the one that is built here."""

import pandas as pd

from analysis.final.source_structure import blocks_with_transitions, source_structure_table
from analysis.layers.study import STUDY as LAYERS
from emnist_lab.evidence.published import published_figures
from emnist_lab.models.build import build_model
from emnist_lab.training.structure import read_structure, write_structure


def test_layer_4_1_has_the_outputs_and_parameters_that_the_source_prints(tmp_path):
    variant = LAYERS.variant("layer_4_1")
    model = build_model(variant.model, variant.image.shape, 47, **variant.options)
    write_structure(model, tmp_path)
    rows = blocks_with_transitions(read_structure(tmp_path)).reset_index(drop=True)
    printed = published_figures("final/structure")[: len(rows)]
    assert len(rows) == 16
    known = printed["output"].notna()
    assert rows["output"][known].tolist() == printed["output"][known].tolist()
    counted = printed["parameters"].notna()
    assert rows["parameters"][counted].tolist() == printed["parameters"][counted].tolist()
    assert rows["parameters"].sum() == 2_152_667


def test_without_a_trial_the_source_stands_alone():
    table = source_structure_table(published_figures("final/structure"), None)
    assert "| conv1 (Conv2D) | 16\u00d716\u00d764 | \u2013 | 3,136 | \u2013 |" in table


def test_both_stand_side_by_side():
    printed = pd.DataFrame({"layer": ["dense"], "output": ["47"], "parameters": [9]})
    here = pd.DataFrame({"output": ["47"], "parameters": [10]})
    assert source_structure_table(printed, here).endswith("| dense | 47 | 47 | 9 | 10 |")
