"""docs/record.md says what a record holds: exactly what its type does."""

import re
from pathlib import Path

import pytest

from emnist_lab.trials.figures import figure_facts
from emnist_lab.trials.record import SCHEMA_VERSION, Hyperparameters, Provenance, TrialRecord

DOCUMENT = (Path(__file__).parents[2] / "docs" / "record.md").read_text()


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table below a heading, without its own heading."""
    section = DOCUMENT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("What it holds", TrialRecord),
        ("Hyperparameters", Hyperparameters),
        ("Provenance", Provenance),
    ],
)
def test_every_key_is_described_in_its_order(heading, model):
    assert [row[0] for row in rows(heading)] == list(model.model_fields)


def test_every_figure_is_described_with_its_unit_and_kind():
    expected = [[name, fact.unit, fact.kind, fact.meaning] for name, fact in figure_facts().items()]
    assert rows("Figures") == expected


def test_the_schema_is_the_one_that_is_written():
    assert f"schema **{SCHEMA_VERSION}**" in DOCUMENT
    assert re.findall(r"^\| (\d+) \|", DOCUMENT, re.M)[-1] == str(SCHEMA_VERSION)
