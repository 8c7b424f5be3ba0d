"""What every study's notebook holds, and that the documents embed nothing it lacks."""

import os
import re
from pathlib import Path

import jupytext
import pytest
import yaml
from study_records import STUDIES

from emnist_lab.reporting.parts import BODIES, SECTION, document_of

ROOT = Path(__file__).parents[2]
EMBED = re.compile(r"\{\{< embed \.\./build/notebooks/(\w+)\.ipynb#([\w-]+) >\}\}")


def code_cells(study: str) -> list:
    notebook = jupytext.read(ROOT / "analysis" / study / "notebook.py")
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def labeled_options(study: str) -> list[dict]:
    options = []
    for cell in code_cells(study):
        lines = [line[3:] for line in cell.source.splitlines() if line.startswith("#| ")]
        options += [yaml.safe_load("\n".join(lines))] if lines else []
    return options


@pytest.mark.parametrize("study", STUDIES)
def test_notebook_opens_with_command_time_and_the_sources_result(study):
    opening = jupytext.read(ROOT / "analysis" / study / "notebook.py").cells[0].source
    assert f"emnist-lab run {study}" in opening
    assert "**Time on two cores.**" in opening
    assert "**The source's result.**" in opening


@pytest.mark.parametrize("study", STUDIES)
def test_parameters_cell_takes_profile_and_data(study):
    tagged = [c for c in code_cells(study) if "parameters" in c.metadata.get("tags", [])]
    assert [cell.source for cell in tagged] == ['profile = "tour"\ndata_dir = None']


@pytest.mark.parametrize("study", STUDIES)
def test_every_labeled_output_has_a_caption_and_pictures_have_alt_text(study):
    options = labeled_options(study)
    assert options
    for option in options:
        kind = option["label"].split("-")[0]
        assert option[f"{kind}-cap"]
        assert kind == "tbl" or option["fig-alt"]


@pytest.mark.parametrize("study", STUDIES)
def test_what_data_says_of_itself_is_shown_as_text(study):
    """A folder of results may come from anybody: its description is no Markdown."""
    source = (ROOT / "analysis" / study / "notebook.py").read_text()
    assert "escaped(run.split.origin.description)" in source
    assert source.count("origin.description") == 1


@pytest.mark.parametrize("study", STUDIES)
def test_captions_stay_on_one_line_which_quarto_needs(study):
    source = (ROOT / "analysis" / study / "notebook.py").read_text()
    assert not re.search(r"^#\| [\w-]+: [>|]", source, re.MULTILINE)


@pytest.mark.parametrize("part", [SECTION, "slides.qmd"])
def test_documents_embed_labels_that_notebooks_have_each_once(part):
    general = sorted((ROOT / "report").glob("_*.qmd")) if part == SECTION else []
    names = [SECTION, "curves.qmd"] if part == SECTION else [part]
    parts = [ROOT / "analysis" / study / name for study in STUDIES for name in names]
    files = [ROOT / "report" / "_slides.qmd", *general, *(file for file in parts if file.is_file())]
    text = "".join(file.read_text() for file in dict.fromkeys(files))
    embedded = EMBED.findall(text)
    known = {(study, option["label"]) for study in STUDIES for option in labeled_options(study)}
    assert set(embedded) <= known
    assert len(embedded) == len(set(embedded)) == text.count("{{< embed")


def test_documents_include_the_bodies_that_a_run_writes():
    for body, written in BODIES.items():
        document = ROOT / document_of(body)
        built = os.path.relpath(ROOT / "build" / written, document.parent)
        assert f"{{{{< include {built} >}}}}" in document.read_text()


@pytest.mark.parametrize("study", STUDIES)
def test_the_last_code_of_a_notebook_leaves_what_the_documents_quote(study):
    leaves = STUDIES[study].leaves_values
    assert ("_values(" in code_cells(study)[-1].source) is leaves


@pytest.mark.parametrize("study", STUDIES)
def test_words_below_a_slides_table_are_not_for_powerpoint(study):
    """Pandoc puts what follows a table on a PowerPoint slide of its own, without a title."""
    source = (ROOT / "analysis" / study / "slides.qmd").read_text()
    harmless = re.compile(r'::: \{\.(content-visible unless-format="pptx"|notes)\}|\{%|$')
    for slide in source.split("\n## "):
        for below in re.split(r"#tbl-[\w-]+ >\}\}\s*", slide)[1:]:
            assert harmless.match(below)
