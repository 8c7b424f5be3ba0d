"""The engine names no study: what there is of them, it finds by listing."""

import ast
from pathlib import Path

import pytest
from study_records import STUDIES

ENGINE = Path(__file__).parents[1] / "emnist_lab"
# Words that stand for something else where the engine quotes them: a record's keys `data` and
# `hyperparameters`, a network's `layers`, the `final` activation of one, a split `bymerge`.
PLAIN_WORDS = {"bymerge", "data", "final", "hyperparameters", "layers"}


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
    assert not quoted & (set(STUDIES) - PLAIN_WORDS)
    assert not [text for text in quoted for name in STUDIES if text.startswith(f"analysis.{name}")]


def test_no_module_is_named_after_a_study():
    named = {file.stem.removeprefix("findings_") for file in modules()}
    assert not named & (set(STUDIES) - PLAIN_WORDS)
