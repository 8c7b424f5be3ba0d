"""Imports go one way, through the rooms in the order that pyproject.toml gives."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINT = "from importlinter.cli import lint_imports_command as lint; lint()"


@pytest.fixture
def copy(tmp_path) -> Path:
    shutil.copytree(
        ROOT / "emnist_lab", tmp_path / "emnist_lab", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def import_order(root: Path) -> subprocess.CompletedProcess:
    # In a process of its own, which has not imported the package from elsewhere.
    command = [sys.executable, "-c", LINT, "--no-cache"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def test_no_import_goes_against_the_order_and_none_is_excepted():
    assert "ignore_imports" not in (ROOT / "pyproject.toml").read_text()
    found = import_order(ROOT)
    assert found.returncode == 0, found.stdout


def test_an_import_against_the_order_is_named(copy):
    with (copy / "emnist_lab" / "datasets" / "partition.py").open("a") as module:
        module.write("\nfrom emnist_lab.evidence import statistics\n")
    found = import_order(copy)
    assert found.returncode == 1
    assert "emnist_lab.datasets.partition -> emnist_lab.evidence.statistics" in found.stdout


def test_a_room_without_a_place_in_the_order_is_named(copy):
    (copy / "emnist_lab" / "helpers.py").write_text("")
    found = import_order(copy)
    assert found.returncode == 1
    assert "helpers" in found.stdout
