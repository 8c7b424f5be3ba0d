"""Fill the project's own templates with values, without any notebook."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from emnist_lab.project import Project
from emnist_lab.reporting.templates import template_environment

REPOSITORY = Path(__file__).parents[2]
SENTENCES = "report/_sentences.qmd"


def said(macro: str, *values: Any, file: str = SENTENCES) -> str:
    """Return what a sentence of the project makes of values, variants by their code names."""
    names = [f"value_{place}" for place in range(len(values))]
    template = f'{{% from "{file}" import {macro} %}}{{= {macro}({", ".join(names)}) =}}'
    return by_code(printed(template, **dict(zip(names, values, strict=True))))


def by_code(text: str) -> str:
    """Return a text with the code names of variants in place of their labels."""
    return re.sub(r'<span [^>]*title="([^"]+)">.*?</span>', r"`\1`", text)


def printed(template: str, **values: Any) -> str:
    """Return what a template makes of some values."""
    return _environment().from_string(template).render(values)


@cache
def _environment() -> Environment:
    return template_environment(Project(REPOSITORY))
