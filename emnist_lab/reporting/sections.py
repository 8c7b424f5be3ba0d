"""Write the documents' parts from their templates: what was trained decides what they say.

A part is Quarto's Markdown with Jinja2's `{% if %}` where a sentence is about variants that may not
have been trained. Quarto resolves includes before it runs a project's scripts, so that the parts
have to be written by `emnist-lab run` or `emnist-lab render` before.
"""

import shutil
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from emnist_lab.errors import EmnistLabError
from emnist_lab.files import write_whole
from emnist_lab.project import Project
from emnist_lab.reporting.coverage import Coverage

# A study's templates, and the folder below the parts that each is written to.
STUDY_PARTS = {"section.qmd": "", "slides.qmd": "slides/"}


def write_sections(project: Project, coverage: dict[str, Coverage]) -> None:
    """Write every part of the report and of the slides to where the documents include it from.

    A study of which there is nothing to show keeps its heading in the report, with the command
    that trains it, and has no slides.

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
        loader=FileSystemLoader(project.root),
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
    for template in sorted(project.report_dir.glob("_*.qmd")):
        write_whole(
            project.sections_dir / template.name,
            _filled(environment, project.root, template, coverage),
        )
    for name, study in coverage.items():
        for part, folder in STUDY_PARTS.items():
            template = project.analysis_dir / name / part
            if study.shown and template.is_file():
                text = _filled(environment, project.root, template, coverage)
            elif not folder and template.is_file():
                text = _heading_alone(template, study)
            else:
                text = ""
            write_whole(project.sections_dir / f"{folder}_{name}.qmd", text)


def _filled(
    environment: Environment, root: Path, template: Path, coverage: dict[str, Coverage]
) -> str:
    name = template.relative_to(root).as_posix()
    try:
        return environment.get_template(name).render(coverage)
    except TemplateError as error:
        raise EmnistLabError(
            f"cannot be filled: {error}",
            where=f"{template}:{_line_of(error)}",
            mend="correct the template",
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
