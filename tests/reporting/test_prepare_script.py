"""What Quarto runs before it reads the documents."""

import os
import subprocess
import sys

import pytest


@pytest.fixture
def run_script(sample):
    """Return a function that runs the script with a stand-in for the project's own Python."""
    python = sample / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$PWD: $@"\nexit 3\n')
    python.chmod(0o755)

    def run(**environment) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "report/prepare.py"],
            cwd=sample,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_it_hands_over_to_the_projects_python_and_passes_failure_on(run_script, sample):
    done = run_script()
    assert done.stdout == f"{sample}: -m emnist_lab prepare\n"
    assert done.returncode == 3


def test_it_does_nothing_where_emnist_lab_render_has_prepared(run_script):
    done = run_script(EMNIST_LAB_PREPARED="1")
    assert (done.returncode, done.stdout) == (0, "")
