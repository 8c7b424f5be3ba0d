"""Write the studies' parts of the documents from their templates, and the lists that include them.

A study's part is Quarto's Markdown with Jinja2's `{% if %}` where a sentence is about variants that
may not have been trained. Quarto resolves includes before it runs a project's scripts, so that the
parts have to be written by `emnist-lab run` or `emnist-lab render` before.
"""

import shutil
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from emnist_lab.errors import EmnistLabError
from emnist_lab.files import write_whole
from emnist_lab.project import Project
from emnist_lab.reporting.coverage import Coverage

SECTION, SLIDES = "section.qmd", "slides.qmd"
# What a document includes to have the parts of all studies. Quarto names the file where it is
# missing, and says nothing else of it: so its name has to say what to do.
LISTS = {
    SECTION: "emnist-lab-run-writes-sections.qmd",
    SLIDES: "emnist-lab-run-writes-slides.qmd",
}


def write_sections(project: Project, coverage: dict[str, Coverage]) -> None:
    """Write every study's section and slides, and the lists of them, in the order of the studies.

    A study of which there is nothing to show keeps its heading in the report, with the command
    that trains it, and has no slides. A study without a template has no part in that document.

    Parameters
    ----------
    project : Project
        Holds the parts, as templates.
    coverage : dict of str to Coverage
        What there is of each study; templates know it by the study's name.

    Raises
    ------
    EmnistLabError
        If a template cannot be filled; the message names its file and line.
    """
    environment = Environment(
        loader=FileSystemLoader(project.analysis_dir),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        # Quarto's own: `{{< var x >}}` and `{#label}` stay as they are.
        variable_start_string="{=",
        variable_end_string="=}",
        comment_start_string="{##",
        comment_end_string="##}",
    )
    shutil.rmtree(project.sections_dir, ignore_errors=True)
    for part, listed in LISTS.items():
        included = []
        for name, study in coverage.items():
            template = project.analysis_dir / name / part
            if template.is_file() and (study.shown or part == SECTION):
                text = (
                    _filled(environment, template, coverage)
                    if study.shown
                    else _heading_alone(template, study)
                )
                write_whole(project.sections_dir / name / part, text)
                included.append(f"{{{{< include ../build/sections/{name}/{part} >}}}}\n")
        # Beside `report/`: whether Quarto looks from the document or from the list, it is found.
        write_whole(project.sections_dir.parent / listed, "\n".join(included))


def _filled(environment: Environment, template: Path, coverage: dict[str, Coverage]) -> str:
    # `<study>/<part>`, as the environment finds it.
    name = "/".join(template.parts[-2:])
    try:
        return environment.get_template(name).render(coverage)
    except TemplateError as error:
        raise EmnistLabError(
            f"cannot be filled: {error}",
            where=f"{template}:{_line_of(error)}",
            fix="correct the template",
        ) from error


def _line_of(error: TemplateError) -> int:
    """Return the line of the template at which an error arose."""
    if (line := getattr(error, "lineno", None)) is not None:
        return line
    trace = error.__traceback__
    lines = []
    while trace is not None:
        # Jinja2 writes the template's own lines into the traceback.
        if trace.tb_frame.f_code.co_filename.endswith(".qmd"):
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    return lines[-1] if lines else 1


def _heading_alone(template: Path, study: Coverage) -> str:
    heading = next(line for line in template.read_text().splitlines() if line.startswith("## "))
    return f"{heading}\n\n{study.absence}\n"
