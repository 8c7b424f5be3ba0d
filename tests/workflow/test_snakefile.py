"""The Snakefile, which clusters use, runs studies in the same order and quotes every part."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from search_project import write_study

pytest.importorskip("snakemake", reason="the extra `cluster` is not installed")

SNAKEFILE = Path(__file__).parents[2] / "Snakefile"
STUDY = """
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.config import Study
STUDY = Study(dataset=EMNIST, name="{name}", title="", question="", needs={needs})
"""
NOTEBOOK = """
# %% tags=["parameters"]
profile = "quick"
data_dir = None

# %%
print(data_dir)
"""


def test_studies_run_in_a_folder_of_any_name(search_project):
    project = search_project("필기 (1) $HOME & kim's")
    shutil.rmtree(project.root / "analysis" / "tiny")
    for name, needs in (("first", ()), ("later", ("first",))):
        write_study(project.root, name, STUDY.format(name=name, needs=needs), NOTEBOOK)
    data = project.data.rename(project.root / "kim's data")
    command = [sys.executable, "-m", "snakemake", "-s", SNAKEFILE, "--cores", "2", "--quiet", "all"]
    answer = subprocess.run(
        [*command, "--config", "profile=tiny", f"data_dir={data}"],
        cwd=project.root,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stderr
    runs = project.root / "runs" / "tiny"
    assert (runs / "later" / "study.log").read_text() == f"{data}\n"
    first, later = (runs / name / "study.json" for name in ("first", "later"))
    assert first.stat().st_mtime < later.stat().st_mtime
