"""How cells of executed notebooks become Markdown."""

import base64

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from PIL import Image
from sample_project import figure_cell, picture, table_cell

from emnist_lab.errors import EmnistLabError
from emnist_lab.without_quarto.notebook_page import notebook_markdown
from emnist_lab.without_quarto.notebooks import Notebook


@pytest.fixture
def notebook_of(tmp_path):
    def write(*cells) -> Notebook:
        file = tmp_path / "study.ipynb"
        nbformat.write(new_notebook(cells=list(cells)), file)
        return Notebook(file, tmp_path / "site" / "build" / "study.html")

    return write


def embedded(notebook, label) -> str:
    folder = notebook.page.parents[1] / "report"
    return "\n".join(notebook.embedded(label, "report.qmd:1", folder))


def test_a_figure_becomes_a_picture_file_with_caption_alt_text_and_printed_size(notebook_of):
    notebook = notebook_of(figure_cell("fig-a", "A caption", "An alt text", (400, 200)))
    markdown = embedded(notebook, "fig-a")
    assert '![](../build/study_files/fig-a.png){alt="An alt text" width="2.00in"}' in markdown
    assert markdown.splitlines()[-3:] == ["A caption", "", ":::"]
    with Image.open(notebook.page.parent / "study_files" / "fig-a.png") as image:
        assert image.size == (400, 200)


def test_fig_width_overrides_the_pictures_own_size(notebook_of):
    cell = figure_cell("fig-a", "A caption", "An alt text", (400, 200))
    cell.source = "#| fig-width: 5\n" + cell.source
    assert 'width="5.00in"' in embedded(notebook_of(cell), "fig-a")


def test_a_tall_picture_is_no_taller_than_a_page(notebook_of):
    cell = figure_cell("fig-a", "A caption", "An alt text", (400, 4000))
    assert 'width="0.80in"' in embedded(notebook_of(cell), "fig-a")


def test_a_table_stands_in_the_markdown_with_its_caption_below(notebook_of):
    notebook = notebook_of(table_cell("tbl-a", "A caption", "| a |\n|---|\n| 1 |"))
    lines = embedded(notebook, "tbl-a").splitlines()
    assert lines[1:5] == ["| a |", "|---|", "| 1 |", ""]
    assert lines[5] == "A caption"


def test_quotes_in_an_alt_text_survive(notebook_of):
    cell = figure_cell("fig-a", "A caption", "x", (20, 20))
    cell.source = "#| label: fig-a\n#| fig-alt: 'Says \"A\"'\nplot()"
    assert 'alt="Says \\"A\\""' in embedded(notebook_of(cell), "fig-a")


def test_several_pictures_of_a_cell_are_all_shown(notebook_of):
    cell = figure_cell("fig-a", "A caption", "An alt text", (20, 20))
    cell.outputs.append(new_output("display_data", {"image/png": picture(30, 30)}))
    assert embedded(notebook_of(cell), "fig-a").count("![](") == 2


def test_the_title_is_the_first_heading_or_that_of_the_header_or_the_file_name(notebook_of):
    assert notebook_of(new_markdown_cell("# How much\n\nText")).title == "How much"
    assert notebook_of(new_raw_cell("---\ntitle: How many\n---")).title == "How many"
    assert notebook_of(new_code_cell("1")).title == "study"


def test_options_that_are_not_yaml_name_the_notebook(notebook_of):
    with pytest.raises(EmnistLabError, match="not YAML") as caught:
        embedded(notebook_of(new_code_cell("#| label: [fig-a\nplot()")), "fig-a")
    assert "study.ipynb" in str(caught.value)


def test_a_file_that_is_no_notebook_is_an_error(tmp_path):
    (tmp_path / "study.ipynb").write_text("not a notebook")
    with pytest.raises(EmnistLabError, match="cannot be read as a notebook"):
        embedded(Notebook(tmp_path / "study.ipynb", tmp_path / "site/build/study.html"), "fig-a")


@pytest.mark.parametrize("label", ["../../../x", "/tmp/x", "a b", "<b>", '"x"', "[1, 2]"])
def test_a_label_names_no_file_elsewhere(notebook_of, tmp_path, label):
    cell = figure_cell("fig-a", "A caption", "An alt text", (20, 20))
    cell.source = cell.source.replace("label: fig-a", f"label: '{label}'")
    notebook = notebook_of(cell)
    for show in (
        lambda: embedded(notebook, label),
        lambda: notebook_markdown(notebook, notebook.content),
    ):
        with pytest.raises(EmnistLabError, match="is no name of a cell"):
            show()
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["study.ipynb"]


@pytest.mark.parametrize("content", [b"%!PS-Adobe-3.0 EPSF-3.0\n", b"<svg onload='x'/>", b""])
def test_what_is_no_picture_is_not_written(notebook_of, tmp_path, content):
    cell = figure_cell("fig-a", "A caption", "An alt text", (20, 20))
    cell.outputs[0].data["image/png"] = base64.b64encode(content).decode()
    with pytest.raises(EmnistLabError, match="no picture that can be read"):
        embedded(notebook_of(cell), "fig-a")
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["study.ipynb"]


def test_options_that_unfold_to_gigabytes_are_refused(notebook_of):
    lines = ["a: &a [x, x]", "b: &b [*a, *a]", "c: &c [*b, *b]", "d: [*c, *c]"]
    cell = new_code_cell("\n".join([*(f"#| {line}" for line in lines), "plot()"]))
    with pytest.raises(EmnistLabError, match="alias"):
        embedded(notebook_of(cell), "fig-a")


@pytest.mark.parametrize("text", ['{"cells": 3, "nbformat": 4}', "[" * 100_000, "[]", "{}"])
def test_json_that_is_no_notebook_is_an_error(tmp_path, text):
    (tmp_path / "study.ipynb").write_text(text)
    with pytest.raises(EmnistLabError, match="cannot be read as a notebook"):
        embedded(Notebook(tmp_path / "study.ipynb", tmp_path / "site/build/study.html"), "fig-a")
