"""Fill the documents' templates with the values that notebooks left, and say which line fails."""

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from emnist_lab.errors import EmnistLabError
from emnist_lab.figures.numbers import NO_BREAK
from emnist_lab.project import Project
from emnist_lab.reporting.filters import FILTERS, shown

# A number and its sign stay on one line.
_PERCENT = re.compile(r"(?<=\d) %")


def template_environment(project: Project) -> Environment:
    """Return the environment of the project's templates, which are named by their path.

    What Quarto has of its own, `{{< embed x >}}` and `{#label}`, stays as it is.
    """
    environment = Environment(
        loader=FileSystemLoader(project.root),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # With it a macro's text counts as escaped already; `shown` escapes for Markdown, not HTML.
        autoescape=True,
        finalize=shown,
        variable_start_string="{=",
        variable_end_string="=}",
        comment_start_string="{##",
        comment_end_string="##}",
    )
    environment.filters.update(FILTERS)
    return environment


def filled(environment: Environment, template: Path, context: dict[str, Any]) -> str:
    """Return a template's text.

    Raises
    ------
    EmnistLabError
        If it cannot be filled; the message names the file and the line.
    """
    root = Path(environment.loader.searchpath[0])  # type: ignore[union-attr]
    try:
        text = environment.get_template(template.relative_to(root).as_posix()).render(context)
        return _PERCENT.sub(f"{NO_BREAK}%", text)
    except EmnistLabError:
        raise
    except Exception as error:
        raise EmnistLabError(
            f"cannot be filled: {error}",
            where=_place(error, template),
            fix="correct the template, or run the study that leaves what it names",
        ) from error


def _place(error: Exception, template: Path) -> str:
    """Return file and line at which an error arose: Jinja2 writes them into the traceback."""
    if isinstance(error, TemplateError) and (line := getattr(error, "lineno", None)) is not None:
        return f"{getattr(error, 'filename', None) or template}:{line}"
    trace, places = error.__traceback__, [f"{template}:1"]
    while trace is not None:
        if (file := trace.tb_frame.f_code.co_filename).endswith(template.suffix):
            places.append(f"{file}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-1]
