"""Write the documents' parts from their templates: what was trained decides what they say.

A part is Quarto's Markdown with Jinja2's `{% if %}` where a sentence is about variants that may not
have been trained. Quarto resolves includes before it runs a project's scripts, so that the parts
have to be written by `emnist-lab run` or `emnist-lab render` before.
"""

import shutil
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from emnist_lab import paths
from emnist_lab.errors import EmnistLabError
from emnist_lab.files import write_whole
from emnist_lab.reporting.coverage import Coverage

SLIDES = "slides"


def write_sections(coverage: dict[str, Coverage]) -> None:
    """Write every part of the report and of the slides to where the documents include it from.

    A study of which there is nothing to show keeps its heading in the report, with the command
    that trains it, and has no slides.

    Parameters
    ----------
    coverage : dict of str to Coverage
        What there is of each study; templates know it by the study's name.

    Raises
    ------
    EmnistLabError
        If a template cannot be filled; the message names its file and line.
    """
    templates = paths.report_dir()
    environment = Environment(
        loader=FileSystemLoader(templates),
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
    shutil.rmtree(paths.sections_dir(), ignore_errors=True)
    for template in sorted(templates.rglob("_*.qmd")):
        name = template.relative_to(templates).as_posix()
        study = coverage.get(template.stem.removeprefix("_"))
        if study is None or study.shown:
            text = _filled(environment, name, coverage)
        else:
            text = "" if name.startswith(SLIDES) else _heading_alone(template, study)
        write_whole(paths.sections_dir() / name, text)


def _filled(environment: Environment, name: str, coverage: dict[str, Coverage]) -> str:
    try:
        return environment.get_template(name).render(coverage)
    except TemplateError as error:
        raise EmnistLabError(
            f"cannot be filled: {error}",
            where=f"{paths.report_dir() / name}:{_line_of(error)}",
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
