"""Files that were changed at random are read or refused, in bounded memory and time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from mutated_files import READERS

SCRIPT = Path(__file__).with_name("mutated_files.py")
# Threads of libraries reserve memory each.
LITTLE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}


@pytest.mark.parametrize("reader", READERS)
def test_changed_files_end_in_an_answer_or_one_message(reader):
    read_changed(reader, 40)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("reader", READERS)
def test_a_thousand_changed_files_end_in_an_answer_or_one_message(reader, shortened):
    read_changed(reader, 200 if shortened else 1000)


def read_changed(reader: str, count: int) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(SCRIPT), reader, "0", str(count)],
        env=os.environ | LITTLE | {"PYTHONPATH": str(SCRIPT.parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
