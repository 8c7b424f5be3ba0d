"""Tables and figures offer the numbers behind what they show, to a reader and to a spreadsheet."""

import io

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from emnist_lab.figures.csv_data import data_of, frame_csv, offer_data, table_csv
from emnist_lab.figures.numbers import (
    NO_BREAK,
    count,
    duration,
    p_value,
    percent_number,
    percent_range,
    points,
    size,
)
from emnist_lab.figures.tables import named, pipe_table

ROW = {
    "variant": named("layer_4_1", best="layer_4_1"),
    "test (%)": percent_number(0.89308),
    f"95{NO_BREAK}% interval": percent_range(0.88668, 0.89917),
    "to choice": points(-0.01574).marked(f"{NO_BREAK}\u2020"),
    "size": size(2_152_667),
    "epochs": count(24),
    "training": duration(7384.5),
    "p (Holm)": p_value(0.0000321),
    "verdict": "worse",
    "source (%)": percent_number(None),
}


def read(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text))


def test_values_are_unrounded_and_in_the_units_of_the_table():
    (row,) = read(table_csv(pipe_table([ROW]))).to_dict("records")
    assert row["test (%)"] == pytest.approx(89.308)
    assert row["95 % interval, low"] == pytest.approx(88.668)
    assert row["95 % interval, high"] == pytest.approx(89.917)
    assert row["to choice"] == pytest.approx(-1.574)
    assert row["size"] == 2_152_667
    assert row["epochs"] == 24
    assert row["training (s)"] == 7384.5
    assert row["p (Holm)"] == 0.0000321
    assert row["verdict"] == "worse"
    assert pd.isna(row["source (%)"])


def test_a_variant_has_its_label_and_its_code_name():
    (row,) = read(table_csv(pipe_table([ROW]))).to_dict("records")
    assert row["variant, code name"] == "layer_4_1"
    assert row["variant"] == "DenseNet 3-6-12-6, gray"


def test_the_table_reads_as_it_did():
    assert str(percent_number(0.893)) == "89.3"
    assert "| 89.3 | 88.7\u201389.9 |" in pipe_table([ROW])


@pytest.mark.parametrize("hostile", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1"])
def test_no_text_is_a_formula_to_a_spreadsheet(hostile):
    text = frame_csv(pd.DataFrame({hostile: [hostile, "-0.5", -0.5]}))
    header, first, second, third = text.replace('"', "").splitlines()
    assert header == first == f"'{hostile}"
    assert second == third == "-0.5"


def test_a_notebook_notes_the_data_beside_a_table_and_a_figure(monkeypatch):
    shell = InteractiveShell()
    monkeypatch.setattr(InteractiveShell, "_instance", shell)
    with plt.rc_context():
        shell.run_cell("from emnist_lab.figures.theme import set_theme\nset_theme()")
        figure = plt.figure()
        offer_data(figure, pd.DataFrame({"variant": ["layer_4_1"], "accuracy": [0.5]}))
        shell.user_ns |= {"figure": figure, "text": pipe_table([ROW])}
        plt.close(figure)
        shown, _ = shell.display_formatter.format(figure)
        table = shell.run_cell("from IPython.display import Markdown\nMarkdown(text)").result
        also, _ = shell.display_formatter.format(table)
    assert read(shown["text/csv"])["label"].tolist() == ["DenseNet 3-6-12-6, gray"]
    assert also["text/csv"] == table_csv(pipe_table([ROW]))
    assert also["text/markdown"] == pipe_table([ROW])


def test_a_figure_without_data_offers_none():
    figure = plt.figure()
    plt.close(figure)
    assert data_of(figure) is None
