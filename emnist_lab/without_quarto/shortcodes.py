"""Resolve `{{< var >}}` and `{{< embed >}}` as Quarto does, or say which one cannot be and why."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from emnist_lab.errors import EmnistLabError
from emnist_lab.without_quarto.sources import Line

_SHORTCODE = re.compile(r"(\{?)\{\{<\s*(.*?)\s*>\}\}(\}?)")
_WHOLE_LINE = re.compile(r"^(\s*)\{\{<\s*embed\s+(\S+)\s*>\}\}\s*$")

Embed = Callable[[str, str], list[str]]


def resolve_shortcodes(lines: list[Line], variables: dict[str, Any], embed: Embed) -> list[Line]:
    """Return the lines with every shortcode replaced by what it stands for.

    Parameters
    ----------
    lines : list of Line
        Markdown, includes already in place.
    variables : dict
        What `_variables.yml` holds.
    embed : callable
        From `notebook.ipynb#label` and the place that asks to the Markdown lines of that cell.

    Raises
    ------
    EmnistLabError
        If a shortcode is unknown, or names a variable that is not there.
    """
    resolved = []
    for line in lines:
        alone = _WHOLE_LINE.match(line.text)
        if alone:
            indent, target = alone.groups()
            block = ["", *embed(target, line.place), ""]
            resolved += [Line((indent + text).rstrip(), line.file, line.number) for text in block]
        else:
            text = resolve_text(line.text, variables, line.place)
            resolved.append(Line(text, line.file, line.number))
    return resolved


def resolve_text(text: str, variables: dict[str, Any], place: str) -> str:
    """Return a text with its `{{< var >}}` shortcodes replaced; `{{{< >}}}` stays as `{{< >}}`."""

    def replacement(match: re.Match) -> str:
        if match.group(1) and match.group(3):
            return match.group(0)[1:-1]
        return match.group(1) + _value(match.group(2), variables, place) + match.group(3)

    return _SHORTCODE.sub(replacement, text)


def resolve_metadata(metadata: Any, variables: dict[str, Any], file: Path) -> Any:
    """Return front matter with the shortcodes in all its texts replaced."""
    if isinstance(metadata, str):
        return resolve_text(metadata, variables, str(file))
    if isinstance(metadata, list):
        return [resolve_metadata(value, variables, file) for value in metadata]
    if isinstance(metadata, dict):
        return {key: resolve_metadata(value, variables, file) for key, value in metadata.items()}
    return metadata


def _value(call: str, variables: dict[str, Any], place: str) -> str:
    name, *arguments = call.split()
    shown = f"{{{{< {call} >}}}}"
    if name == "var" and len(arguments) == 1:
        return _variable(arguments[0], variables, shown, place)
    if name in ("embed", "include"):
        raise EmnistLabError(
            f"{shown} cannot be resolved here",
            place,
            f"write it on a line of its own with one argument: {{{{< {name} FILE >}}}}",
        )
    raise EmnistLabError(
        f"{shown} is not a shortcode of this project",
        place,
        "use `var key`, `embed notebook.ipynb#label` or `include file`",
    )


def _variable(name: str, variables: dict[str, Any], shown: str, place: str) -> str:
    value: Any = variables
    for part in name.split("."):
        if not isinstance(value, dict) or part not in value:
            raise EmnistLabError(
                f"{shown} names nothing in _variables.yml",
                place,
                f"there is {_choices(value)}; run the study that yields it, or fix the name",
            )
        value = value[part]
    if isinstance(value, dict | list):
        raise EmnistLabError(f"{shown} names a group", place, f"there is {_choices(value)}")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _choices(group: Any) -> str:
    return ", ".join(map(str, group)) if isinstance(group, dict) and group else "nothing below it"
