"""Write a whole executed notebook as Markdown, for the page that figures link to."""

import ast
import copy
import re
from pathlib import Path

from nbformat import NotebookNode

from emnist_lab.without_quarto.notebooks import (
    Notebook,
    caption_of,
    cell_label,
    fenced_float,
    shown_outputs,
    source_without_options,
)

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_ABSOLUTE_PATH = re.compile(r"""=\s*(["'])(?:/|~|[A-Za-z]:).*\1""")
_TITLE_LINE = re.compile(r"^#\s+.+$", re.MULTILINE)


def notebook_markdown(notebook: Notebook, content: NotebookNode) -> str:
    """Return a notebook's text, code and outputs as Markdown, its title left to the page.

    Parameters
    ----------
    content : NotebookNode
        What to show of it (`without_machine`).
    """
    lines, titled = [], False
    for cell in content.cells:
        if cell.cell_type == "markdown":
            text = cell.source
            if not titled and _TITLE_LINE.search(text):
                text, titled = _TITLE_LINE.sub("", text, count=1), True
            lines += [*text.splitlines(), ""]
        elif cell.cell_type == "code":
            lines += _code_cell(notebook, cell)
    return "\n".join(lines)


def _code_cell(notebook: Notebook, cell: NotebookNode) -> list[str]:
    """Return a code cell's lines: its source, what it printed, what it shows."""
    label = cell_label(cell, notebook.file)
    lines = _folded(_told_source(cell), cell.get("execution_count"))
    printed = _printed(cell)
    if printed:
        lines += _fenced(printed, ".output")
    folder = notebook.page.parent
    base = notebook.picture_base(label or f"cell-{cell.get('id', 'unnamed')}")
    shown = shown_outputs(cell, base, folder, notebook.file)
    if label and shown:
        return [*lines, *fenced_float(label, "", shown, caption_of(cell, notebook.file)), ""]
    return [*lines, *shown]


def without_machine(notebook: Notebook, root: Path) -> NotebookNode:
    """Return a notebook to hand on, without the folders of the machine that ran it."""
    shown = copy.deepcopy(notebook.content)
    for part in (shown, *shown.cells):
        part.metadata.pop("papermill", None)
    for cell in shown.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.source = _ABSOLUTE_PATH.sub("= None", cell.source)
        for output in cell.get("outputs", []):
            if "text" in output:
                output.text = output.text.replace(str(root), ".")
    return shown


def _told_source(cell: NotebookNode) -> str:
    """Return what a cell does: no parameters, and none of the imports at its top level."""
    if {"parameters", "injected-parameters"} & set(cell.metadata.get("tags", [])):
        return ""
    source = source_without_options(cell)
    try:
        statements = ast.parse(source).body
    except SyntaxError:  # a magic of Jupyter's
        return source
    lines = source.splitlines()
    for statement in statements:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            for number in range(statement.lineno - 1, statement.end_lineno or statement.lineno):
                lines[number] = ""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _folded(source: str, number: int | None) -> list[str]:
    """Return a cell's source, folded under its number."""
    if not source:
        return []
    summary = (
        f"<details class='code'><summary>Code{f' of cell {number}' if number else ''}</summary>"
    )
    return [*_raw(summary), *_fenced(source, ".python"), *_raw("</details>")]


def _raw(markup: str) -> list[str]:
    return ["```{=html}", markup, "```", ""]


def _printed(cell: NotebookNode) -> str:
    """Return the text that a cell printed or ended in, as a terminal would leave it."""
    parts = []
    for output in cell.outputs:
        data = output.get("data", {})
        if output.output_type == "stream":
            parts.append(output.text)
        elif output.output_type == "error":
            parts.append("\n".join(output.traceback) + "\n")
        elif "text/plain" in data and not {"image/png", "text/markdown"} & set(data):
            parts.append(f"{data['text/plain']}\n")
    # A progress bar redraws its line: only what it ended with stays.
    text = re.sub(r"[^\n]*\r(?!\n)", "", _ANSI.sub("", "".join(parts)))
    return text.strip("\n")


def _fenced(text: str, kind: str) -> list[str]:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence} {{{kind}}}", *text.splitlines(), fence, ""]
