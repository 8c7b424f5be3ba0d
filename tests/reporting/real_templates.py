"""Fill the project's own templates with values, without any notebook."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from emnist_lab.project import Project
from emnist_lab.reporting.templates import template_environment

REPOSITORY = Path(__file__).parents[2]
SENTENCES = "report/_sentences.qmd"


def said(macro: str, *values: Any, file: str = SENTENCES) -> str:
    """Return what a macro of the project's sentences makes of some values."""
    names = [f"value_{place}" for place in range(len(values))]
    template = f'{{% from "{file}" import {macro} %}}{{= {macro}({", ".join(names)}) =}}'
    return printed(template, **dict(zip(names, values, strict=True)))


def printed(template: str, **values: Any) -> str:
    """Return what a template makes of some values."""
    return _environment().from_string(template).render(values)


@cache
def _environment() -> Environment:
    return template_environment(Project(REPOSITORY))
