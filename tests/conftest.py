"""What every test may rely on: no setting of the user's machine, and a project of its own."""

import os
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _no_user_settings(monkeypatch):
    for name in list(os.environ):
        if name.startswith("EMNIST_LAB_"):
            monkeypatch.delenv(name)


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """Return the root of an empty project, which the library takes for its own."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "_quarto.yml").touch()
    monkeypatch.setenv("EMNIST_LAB_ROOT", str(root))
    return root
