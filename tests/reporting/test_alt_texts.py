"""Alt texts say what a figure shows before they say what is drawn, whatever signs they hold."""

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_notebook
from sample_project import figure_cell

from emnist_lab.figures.absent import images_elsewhere
from emnist_lab.figures.findings import NO_IMAGES
from emnist_lab.reporting.alt_texts import with_findings
from emnist_lab.without_quarto.notebooks import cell_options

FILE = Path("notebook.ipynb")


def told(finding: str | None, drawn: str = "Two lines.") -> dict:
    """Return the options of a cell whose figure shows something, as documents read them."""
    cell = figure_cell("fig-a", "A: 95&nbsp;% caption", drawn, (20, 20))
    if finding is not None:
        cell.outputs[0].metadata = {"image/png": {"alt": finding}}
    notebook = with_findings(nbformat.writes(new_notebook(cells=[cell])))
    (read,) = nbformat.reads(notebook, as_version=4).cells
    assert read.source.endswith("\nplot()")
    return cell_options(read, FILE)


def test_the_finding_comes_first_and_all_else_stays():
    assert told("A reads 89.3 %.") == {
        "label": "fig-a",
        "fig-cap": "A: 95&nbsp;% caption",
        "fig-alt": "A reads 89.3 %. Two lines.",
    }


def test_a_figure_without_a_finding_says_what_is_drawn():
    assert told(None)["fig-alt"] == "Two lines."


def test_what_is_not_drawn_is_not_described():
    assert images_elsewhere().get_label() == NO_IMAGES
    assert told(NO_IMAGES)["fig-alt"] == NO_IMAGES


@pytest.mark.parametrize(
    "finding",
    [
        '0 is read as " or \\.',
        "a: b # c",
        "'<img src=x>' {= x =}",
        "\u2212 95\u00a0% \u2013 é",
        "- `x`",
    ],
)
def test_signs_of_any_kind_survive(finding):
    assert told(finding)["fig-alt"] == f"{finding} Two lines."


def test_a_cell_without_options_gets_the_finding_and_keeps_its_code():
    cell = figure_cell("fig-a", "", "", (20, 20)) | {"source": "plot()"}
    cell["outputs"][0]["metadata"] = {"image/png": {"alt": "It rises."}}
    (read,) = json.loads(with_findings(json.dumps({"cells": [cell]})))["cells"]
    assert read["source"] == "#| fig-alt: It rises.\nplot()"


def test_what_is_no_notebook_stays_as_it_is():
    assert with_findings("no notebook") == "no notebook"
