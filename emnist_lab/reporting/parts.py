"""Fill the parts of the documents from their templates, and the lists that include them.

A part is Quarto's Markdown with Jinja2 in it. Quarto resolves includes before it runs a project's
scripts, so that the parts have to be written by `emnist-lab run` or `emnist-lab render` before.
"""

import shutil
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup

from emnist_lab.files import write_whole
from emnist_lab.project import Project
from emnist_lab.reporting.coverage import Coverage
from emnist_lab.reporting.templates import filled, template_environment

SECTION = "section.qmd"
# The start page stands at the project's root, the other documents in `report/`.
START = "_start.qmd"
# The bodies of the documents, which name their parts in order. Quarto names the file that a
# document includes where it is missing, and says nothing else of it: so its name says what to do.
BODIES = {
    START: "emnist-lab-run-writes-start.qmd",
    "_report.qmd": "emnist-lab-run-writes-report.qmd",
    "_results.qmd": "emnist-lab-run-writes-results.qmd",
    "_slides.qmd": "emnist-lab-run-writes-slides.qmd",
    "_moved.qmd": "emnist-lab-run-writes-moved.qmd",
}
# What templates may name beside the values; no study may have such a name.
OWN_NAMES = {"part", "heading", "claims", "drawing", "moved"}
ABSTRACT, ABSENT = "_abstract.qmd", "_absent.qmd"
HEADER = "# Written from the records by `emnist-lab render`; changes here are lost.\n"


def filled_parts(
    project: Project, context: dict[str, Any], coverage: dict[str, Coverage]
) -> dict[Path, str]:
    """Return every part of the report and the slides, and `_variables.yml` for the front matter.

    Parameters
    ----------
    project : Project
        Holds the templates: in `report/`, and in the folders of the studies.
    coverage : dict of str to Coverage
        What there is of each study. One of which there is nothing to show keeps its heading in the
        report, with the command that trains it, and has no slides. A study without a template has
        no part in that document, and a project without a body not that document.

    Returns
    -------
    dict of Path to str
        Texts by the files that they are written to.

    Raises
    ------
    EmnistLabError
        If a template cannot be filled; the message names its file and line.
    """
    environment = template_environment(project)
    texts: dict[Path, str] = {}

    def part(name: str, study: str = "") -> Markup:
        template = (project.analysis_dir / study if study else project.report_dir) / name
        named = context
        if study and not coverage[study].shown:
            if name != SECTION or not template.is_file():
                return Markup("")
            named = context | {"heading": _heading(template), "part": context[study]}
            template = project.report_dir / ABSENT
        if not template.is_file():
            return Markup("")
        place = f"{study or 'report'}/{name}"
        texts[project.sections_dir / place] = filled(environment, template, named)
        return Markup(f"{{{{< include ../build/sections/{place} >}}}}")

    for body, written in BODIES.items():
        if not (project.report_dir / body).is_file():
            continue
        text = filled(environment, project.report_dir / body, context | {"part": part})
        # Beside `report/`: whether Quarto looks from the document or from the list, it is found.
        texts[project.sections_dir.parent / written] = text
    abstract = filled(environment, project.report_dir / ABSTRACT, context)
    variables = {
        "profile": {"name": context["profile"]["name"]},
        "abstract": " ".join(abstract.splitlines()).strip(),
    }
    text = yaml.safe_dump(variables, allow_unicode=True, sort_keys=False, width=1000)
    return texts | {project.variables_file: HEADER + text}


def document_of(body: str) -> Path:
    """Return the document that includes a body, by its path in the project."""
    return Path("index.qmd") if body == START else Path("report") / body.removeprefix("_")


def write_parts(project: Project, texts: dict[Path, str]) -> None:
    """Write the parts in place of those that were there."""
    shutil.rmtree(project.sections_dir, ignore_errors=True)
    for file, text in texts.items():
        write_whole(file, text)


def _heading(template: Path) -> Markup:
    lines = template.read_text().splitlines()
    return Markup(next(line for line in lines if line.startswith("## ")))
