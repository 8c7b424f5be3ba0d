"""The engine names no data set: what it has to know of one stands in the registry's entry."""

import ast
import re
from pathlib import Path

import pytest

from emnist_lab.datasets.emnist.catalog import SPLITS
from emnist_lab.datasets.emnist.entry import EMNIST

ENGINE = Path(__file__).parents[1] / "emnist_lab"
# EMNIST's own files, the one that lists it, and those that offer users its name.
OWN = ("datasets/emnist/", "datasets/registry.py", "__init__.py", "public_names.py")
# Sizes of EMNIST and of its images, and figures of the source that went with them.
SIZES = {28, 28**2, 94_000, 112_800, 18_800, 697_932, 116_323}
NAMES = {*SPLITS, *(task.name for task in EMNIST.tasks)}
# The package's own name and that of its settings stand for no data.
NAMES_EMNIST = re.compile(r"emnist(?!_lab|-lab)", re.IGNORECASE)


def modules() -> list[Path]:
    return [file for file in sorted(ENGINE.rglob("*.py")) if not is_own(file)]


def is_own(file: Path) -> bool:
    return str(file.relative_to(ENGINE)).startswith(OWN)


def constants(tree: ast.Module) -> list:
    """Return all that a module quotes and counts, its docstrings left out."""
    prose = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    quoted = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return [node.value for node in quoted if id(node) not in prose]


@pytest.mark.parametrize("file", modules(), ids=lambda file: str(file.relative_to(ENGINE)))
def test_no_module_names_a_data_set_or_its_sizes(file):
    tree = ast.parse(file.read_text())
    found = constants(tree)
    texts = [value for value in found if isinstance(value, str)]
    assert not NAMES & set(texts)
    assert not [text for text in texts if NAMES_EMNIST.search(text) or "layer_4_1" in text]
    assert not SIZES & {value for value in found if isinstance(value, int)}


@pytest.mark.parametrize("file", modules(), ids=lambda file: str(file.relative_to(ENGINE)))
def test_no_module_reaches_past_the_registry(file):
    imported = {
        node.module or ""
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ImportFrom)
    }
    assert not [name for name in imported if name.startswith("emnist_lab.datasets.emnist")]


def test_a_planted_name_is_found():
    planted = ast.parse('"""EMNIST."""\nSPLIT = "balanced"\nSIDE = 28\n')
    assert NAMES & set(constants(planted))
    assert SIZES & set(constants(planted))
    assert "EMNIST." not in constants(planted)
