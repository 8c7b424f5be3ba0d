"""The engine names no study: what there is of them, it finds by listing."""

import ast
from pathlib import Path

import pandas as pd
import pytest
from study_records import STUDIES

ROOT = Path(__file__).parents[1]
ENGINE = ROOT / "emnist_lab"
# Those whose results are kept: another may be called by a word that stands in the engine anyway.
KEPT = set(pd.read_csv(ROOT / "docs" / "results-cpu" / "trials.csv", usecols=["study"])["study"])
# Words that stand for something else where the engine quotes them: a record's `hyperparameters`,
# a network's `layers`.
PLAIN_WORDS = {"hyperparameters", "layers"}


def modules() -> list[Path]:
    # A data set names its own splits, and a study may be named after one.
    return [file for file in sorted(ENGINE.rglob("*.py")) if "emnist" not in file.parts]


@pytest.mark.parametrize("file", modules(), ids=lambda file: str(file.relative_to(ENGINE)))
def test_no_module_imports_or_quotes_a_study(file):
    quoted = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            quoted.add(node.value)
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").partition(".")[0] != "analysis"
        elif isinstance(node, ast.Import):
            assert not [a.name for a in node.names if a.name.partition(".")[0] == "analysis"]
    assert not quoted & (KEPT - PLAIN_WORDS)
    assert not [text for text in quoted for name in STUDIES if text.startswith(f"analysis.{name}")]


def test_no_module_is_named_after_a_study():
    assert not {file.stem.removeprefix("findings_") for file in modules()} & KEPT
