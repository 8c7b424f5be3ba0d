"""The results kept in docs/results-cpu: what they say, and enough for report and slides.

What is demanded of them is what was kept, not what a study has since gained.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from loaded_addresses import loaded_addresses
from study_records import STUDIES

REPOSITORY = Path(__file__).parents[1]
KEPT = REPOSITORY / "docs" / "results-cpu"
NOTHING = "Nothing to show yet"
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(e-\d+)?")
DOCUMENTS = ("report.html", "report.pdf", "report.docx", "slides.html", "slides.pptx")


def test_as_many_trials_are_kept_as_the_readme_tells_of():
    trials = pd.read_csv(KEPT / "trials.csv")
    assert f"the {len(trials)} trials took" in (KEPT / "README.md").read_text()
    assert not trials.duplicated(["study", "variant", "seed"]).any()
    assert set(trials["study"]) <= set(STUDIES)


def test_figures_that_the_readme_names_are_those_of_the_records():
    """Accuracies stand in its tables like `0.8897` in "| frontier | `compact` | 0.8897 |"."""
    trials = pd.read_csv(KEPT / "trials.csv").set_index(["study", "variant"])
    rows = re.findall(
        r"^\| (\w+) \| `(\w+)` \| (0\.\d+) \|", (KEPT / "README.md").read_text(), re.M
    )
    assert rows
    for study, variant, shown in rows:
        assert f"{trials.loc[(study, variant), 'test_acc']:.4f}" == shown, variant


def test_the_readme_tells_the_hours_of_the_records_and_the_images_of_the_splits():
    text = (KEPT / "README.md").read_text()
    trials = pd.read_csv(KEPT / "trials.csv")
    seconds = sum(json.loads(provenance)["duration_s"] for provenance in trials["provenance"])
    splits = json.loads((KEPT / "splits.json").read_text())["datasets"]["emnist"]["splits"]
    assert f"took {seconds / 3600:.1f} hours" in text
    for split in ("balanced", "bymerge"):
        assert f"{sum(splits[split]['train_counts']):,}" in text, split
    copies = trials.set_index("variant")["train_images"]["fine_base"]
    assert f"({copies:,.0f} an epoch" in text


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_documents_are_made_from_them_without_training(copy_project, tmp_path):
    project = copy_project(tmp_path / "필기 인식 (1)" / "kim's")
    subprocess.run(
        [sys.executable, "-m", "emnist_lab", "render", "--kept", str(KEPT)],
        cwd=project,
        env={**os.environ, "EMNIST_LAB_ROOT": str(project)},
        check=True,
    )
    for name in DOCUMENTS:
        assert (project / "_site" / "report" / name).stat().st_size > 20_000, name
    report = (project / "_site" / "report" / "report.html").read_text()
    assert "EMNIST handwriting" in report
    assert "fine_transferred" in report
    assert not list((project / "runs").rglob("*.keras"))
    check_offered_data(project / "_site" / "report" / "report.html")
    # What a page loads with the drawing field comes apart.
    page = project / "_site" / "report" / "report.html"
    loaded = [n for n in loaded_addresses(page) if not re.search("^data:|/draw/", n)]
    sizes = {name: (page.parent / name).stat().st_size for name in {page.name, *loaded}}
    assert sum(name.endswith(".svg") for name in sizes) > 20
    assert sum(sizes.values()) < 1.5e6, sorted(sizes.items(), key=lambda one: -one[1])[:9]


def check_offered_data(page: Path) -> None:
    """Assert that each table and figure offers its data, which are what a table shows."""
    soup = BeautifulSoup(page.read_text(), "html.parser")
    labels = {one["id"] for one in soup.select("[id^=fig-], [id^=tbl-]")}
    offered = {link["download"]: page.parent / link["href"] for link in soup.select("a[download]")}
    assert {f"{label}.csv" for label in labels} <= set(offered)
    compared = 0
    for label in labels:
        frame = pd.read_csv(offered[f"{label}.csv"], dtype=str, keep_default_na=False)
        rows = soup.find(id=label).select("tbody tr") if label.startswith("tbl-") else []
        if NOTHING in soup.find(id=label).get_text():
            continue
        assert len(frame) == len(rows) or not rows, label
        for row, values in zip(rows, frame.to_numpy(), strict=False):
            numbers = [float(value) for value in values if NUMBER.fullmatch(value)]
            for cell in row.select("td"):
                text = cell.get_text().replace("\u2212", "-").replace(",", "")
                if NUMBER.fullmatch(text):
                    half = 0.5001 * 10.0 ** -len(text.partition(".")[2])
                    nearest = min(abs(number - float(text)) for number in numbers)
                    assert nearest <= half, (label, text, values)
                    compared += 1
    assert compared > 500
