"""Every table and figure of a page offers its data, and no slide or paper does."""

import json
import subprocess

import pandas as pd
import pypandoc
import pytest
from real_templates import REPOSITORY

from emnist_lab.reporting.embedded_notebook import without_files
from emnist_lab.reporting.offered_tables import write_offered_tables

PAGE = """::: {#fig-a}
![](a.png)

A figure.
:::

::: {#fig-b}
![](b.png)

One without data.
:::

| a | b |
|---|---|
| 1 | =2 |

: A table {#tbl-c}
"""
LINK = 'href="../build/data/{0}.csv" download="{0}.csv" aria-label="Data (CSV) of {0}"'


def written(folder, name: str, text: str = PAGE, reader: str = "markdown") -> str:
    (folder / "report").mkdir(exist_ok=True)
    (folder / "build" / "data").mkdir(parents=True, exist_ok=True)
    (folder / "build" / "data" / "fig-a.csv").write_text("x\n1\n")
    command = [pypandoc.get_pandoc_path(), "--from", reader, "--to", name, "--wrap=none"]
    command += ["--lua-filter", str(REPOSITORY / "report" / "data-links.lua")]
    return subprocess.run(
        command, input=text, capture_output=True, text=True, cwd=folder / "report", check=True
    ).stdout


def test_a_page_links_what_there_is_and_every_table(tmp_path):
    page = written(tmp_path, "html")
    assert LINK.format("fig-a") in page
    assert LINK.format("tbl-c") in page
    assert "fig-b.csv" not in page


@pytest.mark.parametrize("reader", ["markdown", "markdown-implicit_figures"])
def test_a_picture_that_has_the_label_itself_as_quarto_writes_it_is_linked_too(tmp_path, reader):
    cell = "::: {.cell}\n![A figure.](a.png){#fig-a}\n:::\n\n::: {#tbl-c .cell}\nx\n:::\n"
    page = written(tmp_path, "html", cell, reader)
    assert page.count(LINK.format("fig-a")) == 1
    assert page.count(LINK.format("tbl-c")) == 1


def test_a_label_that_quarto_leaves_in_a_tables_caption_is_found(tmp_path):
    page = written(tmp_path, "html", PAGE, "markdown-table_attributes")
    assert LINK.format("tbl-c") in page


@pytest.mark.parametrize("name", ["revealjs", "typst", "docx", "pptx"])
def test_slides_and_paper_have_no_such_link(tmp_path, name):
    # Formats of archives are written to files: what pandoc was handed tells as much.
    assert "Data (CSV)" not in written(tmp_path, {"docx": "plain", "pptx": "rst"}.get(name, name))


def test_a_table_that_no_notebook_made_is_offered_as_it_stands(tmp_path):
    page = tmp_path / "report" / "report.html"
    text = written(tmp_path, "html")
    page.write_text(text)
    write_offered_tables(page)
    table = pd.read_csv(tmp_path / "build" / "data" / "tbl-c.csv")
    assert table.to_dict("list") == {"a": [1], "b": ["'=2"]}
    assert (tmp_path / "build" / "data" / "fig-a.csv").read_text() == "x\n1\n"


def test_the_data_of_cells_lies_in_files_and_not_in_the_notebook(tmp_path):
    def cell(label, *tables):
        outputs = [{"data": {"text/markdown": "| a |", "text/csv": one}} for one in tables]
        return {"source": [f"#| label: {label}\n", "x"], "outputs": outputs}

    cells = [cell("tbl-a", "a\n1\n"), cell("tbl-two", "b\n", "c\n"), cell("none", "d\n")]
    text = without_files(json.dumps({"cells": cells}), tmp_path)
    assert "text/csv" not in text
    (file,) = (tmp_path / "data").iterdir()
    assert (file.name, file.read_text()) == ("tbl-a.csv", "a\n1\n")
