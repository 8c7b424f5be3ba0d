"""The profile `quick` as a whole: every variant of every study, its documents, and their proof."""

import os
import subprocess
import sys

import pytest
from study_records import STUDIES

from emnist_lab.profile import load_profile
from emnist_lab.project import Project
from emnist_lab.trials.records import study_records

DOCUMENTS = ("report.html", "report.pdf", "report.docx", "slides.html", "slides.pptx")


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_quick_trains_every_variant_and_all_that_it_shows_holds(
    copy_project, tmp_path, monkeypatch, shortened
):
    if shortened:
        pytest.skip("half an hour: left to make test-slow")
    project = copy_project(tmp_path / "project")
    for step in ("run", "render", "verify"):
        subprocess.run(
            [sys.executable, "-m", "emnist_lab", step, "--profile", "quick"],
            cwd=project,
            env={**os.environ, "EMNIST_LAB_ROOT": str(project)},
            stdin=subprocess.DEVNULL,
            check=True,
        )
    monkeypatch.setenv("EMNIST_LAB_ROOT", str(project))
    for study in STUDIES.values():
        records = study_records(study, load_profile(Project.find(), "quick"))
        # A search trains those that it drew besides.
        assert {r.variant for r in records} >= {variant.name for variant in study.variants}
        assert "failed" not in {r.status for r in records}
    for name in DOCUMENTS:
        assert (project / "_site" / "report" / name).stat().st_size > 20_000, name
