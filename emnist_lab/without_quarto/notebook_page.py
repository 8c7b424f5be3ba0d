"""Write a whole executed notebook as Markdown, for the page that figures link to."""

import re

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
_TITLE_LINE = re.compile(r"^#\s+.+$", re.MULTILINE)


def notebook_markdown(notebook: Notebook) -> str:
    """Return the notebook's text, code and outputs as Markdown, its title left to the page."""
    lines, titled = [], False
    for cell in notebook.content.cells:
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
    source = source_without_options(cell)
    label = cell_label(cell, notebook.file)
    lines = _fenced(source, ".python") if source else []
    printed = _printed(cell)
    if printed:
        lines += _fenced(printed, ".output")
    folder = notebook.page.parent
    base = notebook.picture_base(label or f"cell-{cell.get('id', 'unnamed')}")
    shown = shown_outputs(cell, base, folder, notebook.file)
    if label and shown:
        return [*lines, *fenced_float(label, "", shown, caption_of(cell, notebook.file)), ""]
    return [*lines, *shown]


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
