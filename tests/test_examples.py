"""The examples of the documentation run, in their order, as a reader of the page would run them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from finished_project import write_idx

import emnist_lab

PAGE = Path(__file__).parents[1] / "docs" / "examples.md"
PROFILE = """
description: for tests
validation_fraction: 0.25
max_epochs: 1
seeds: [0]
latency_runs: 20
"""
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE_BLOCK = re.compile(r"# (analysis/\S+\.py)\n")
RUN = """
import os, sys
from pathlib import Path
os.environ["MPLBACKEND"] = "agg"
exec(compile(Path(sys.argv[1]).read_text(), sys.argv[2], "exec"), {"__name__": "__main__"})
"""


def code_of_page(page: str) -> tuple[str, dict[str, str]]:
    """Return the blocks as one script, on the lines of the page, and those that are files."""
    lines = ["" for _ in page.splitlines()]
    files = {}
    for block in BLOCK.finditer(page):
        code = block.group(1)
        if name := FILE_BLOCK.match(code):
            files[name.group(1)] = code
            continue
        first = page[: block.start(1)].count("\n")
        lines[first : first + code.count("\n")] = code.splitlines()
    return "\n".join(lines), files


@pytest.fixture
def example_project(project, tmp_path) -> Path:
    write_idx(tmp_path / "files")
    profile = project / "analysis" / "profiles" / "tour.yaml"
    profile.parent.mkdir(parents=True)
    profile.write_text(PROFILE)
    return project


def test_the_examples_run_in_their_order(example_project, tmp_path):
    script, files = code_of_page(PAGE.read_text())
    for name, code in files.items():
        (example_project / name).parent.mkdir()
        (example_project / name).write_text(code)
    (tmp_path / "examples.py").write_text(script)
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(tmp_path / "examples.py"), str(PAGE)],
        cwd=example_project,
        env={
            **os.environ,
            "EMNIST_LAB_DATA": str(tmp_path / "files"),
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "TF_CPP_MIN_LOG_LEVEL": "2",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    pictures = {file.stem for file in example_project.glob("*.png")}
    assert pictures == {"classes", "counts", "accuracy", "loss", "width"}
    assert "width_4" in done.stdout
    assert "unknown model 'densnet'" in done.stdout


def test_the_page_shows_every_public_name():
    used = set(re.findall(r"\w+", "".join(BLOCK.findall(PAGE.read_text()))))
    assert set(emnist_lab.__all__) <= used
