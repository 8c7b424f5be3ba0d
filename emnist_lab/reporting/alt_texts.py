"""Alt texts of executed notebooks: what a figure shows, then what is drawn."""

import json
from typing import Any

import yaml

from emnist_lab.figures.findings import ALT, NO_IMAGES, NO_TRIALS, PNG

_MARK = "#|"


def with_findings(notebook: str) -> str:
    """Return a notebook's text whose cells' `fig-alt` begins with what their figure shows.

    A cell without one keeps what its source says. Quarto and the route without it read it there.
    What is no notebook stays as it is; who shows it says so.

    Parameters
    ----------
    notebook : str
        An executed notebook; `emnist_lab.figures.findings` notes the findings in its outputs.
    """
    try:
        content = json.loads(notebook)
    except ValueError:
        return notebook
    for cell in content["cells"]:
        finding = _finding(cell)
        if finding:
            cell["source"] = _told("".join(cell["source"]), finding)
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _finding(cell: dict[str, Any]) -> str:
    shown = (output.get("metadata", {}).get(PNG, {}) for output in cell.get("outputs", []))
    return next((str(of[ALT]) for of in shown if ALT in of), "")


def _told(source: str, finding: str) -> str:
    """Return a cell's source with a finding before what its options say is drawn."""
    lines = source.split("\n")
    count = next((n for n, line in enumerate(lines) if not line.startswith(_MARK)), len(lines))
    try:
        options = yaml.safe_load("\n".join(line.removeprefix(_MARK) for line in lines[:count]))
    except yaml.YAMLError:
        return source
    options = options if isinstance(options, dict) else {}
    drawn = "" if finding in (NO_IMAGES, NO_TRIALS) else options.get("fig-alt", "")
    options["fig-alt"] = f"{finding} {drawn}".strip()
    said = yaml.safe_dump(options, allow_unicode=True, sort_keys=False, width=float("inf"))
    return "\n".join([*(f"{_MARK} {line}" for line in said.splitlines()), *lines[count:]])
