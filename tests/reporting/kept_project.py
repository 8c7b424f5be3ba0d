"""A project of the kept records of docs/results-cpu, or of some, and its documents laid out."""

import shutil
from pathlib import Path

from notebooks_in_process import execute
from study_records import STUDIES

from emnist_lab import studies
from emnist_lab.profile import load_profile
from emnist_lab.project import Project
from emnist_lab.reporting.coverage import read_coverage
from emnist_lab.reporting.prepare import prepare_documents
from emnist_lab.reporting.value_marks import without_marks
from emnist_lab.trials.freshness import write_stamp
from emnist_lab.without_quarto.site import check_documents

KEPT = Path(__file__).parents[2] / "docs" / "results-cpu"
TRAINED = [study.name for study in STUDIES.values() if study.variants]


def keep_only(study: str, variants: set[str] | None = None) -> None:
    """Take away the records of all studies but one, and those of all but some of its variants."""
    for other in TRAINED:
        for folder in load_profile(Project.find(), "cpu").trials_dir(other).glob("*"):
            kept = other == study and (
                variants is None or folder.name.rpartition("-seed")[0] in variants
            )
            if not kept:
                shutil.rmtree(folder)


def lay_out() -> str:
    """Execute the notebooks of what there is, lay out the documents, and return all parts."""
    profile = load_profile(Project.find(), "cpu")
    for name, part in read_coverage(profile).items():
        if part.shown:
            execute(name, "cpu", KEPT)
            write_stamp(studies.find_study(Project.find(), name), profile, KEPT)
    prepare_documents(profile, KEPT)
    # Every reference, number and embedded cell has to be there.
    check_documents(Project.find().root)
    return "\n".join(
        without_marks(file.read_text())
        for file in sorted(Project.find().sections_dir.rglob("*.qmd"))
    )
