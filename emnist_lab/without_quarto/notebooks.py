"""Take labeled cells out of executed notebooks, as Markdown and picture files."""

import base64
import difflib
import io
import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from PIL import Image

from emnist_lab.errors import EmnistLabError, first_line
from emnist_lab.files import inside
from emnist_lab.without_quarto.project import read_yaml
from emnist_lab.without_quarto.sources import shown_path

_LABEL = re.compile(r"[\w-]+")
_OPTION = re.compile(r"^#\|\s?(.*)$")
_HEADING = re.compile(r"^#\s+(.+?)\s*(?:\{.*\})?$", re.MULTILINE)
_TITLE = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)
_NO_NOTEBOOK = (nbformat.reader.NotJSONError, nbformat.ValidationError, RecursionError, LookupError)
_UNTAGGED_DPI = 96.0
_TALLEST_INCHES = 8.0  # what a page of the PDF holds above a caption


@dataclass(frozen=True)
class Notebook:
    """An executed notebook and the page that shows it.

    Attributes
    ----------
    file : Path
        The .ipynb file.
    page : Path
        The HTML page made from it; its pictures lie in a folder beside it.
    """

    file: Path
    page: Path

    @cached_property
    def content(self) -> NotebookNode:
        """The notebook as nbformat reads it."""
        try:
            notebook = nbformat.read(self.file, as_version=4)
            nbformat.validate(notebook)
            return notebook
        except (*_NO_NOTEBOOK, OSError, ValueError, TypeError, AttributeError) as error:
            raise EmnistLabError(
                f"cannot be read as a notebook ({first_line(error)[:100]})",
                shown_path(self.file),
                "run its study again",
            ) from error

    @cached_property
    def title(self) -> str:
        """The notebook's title, its first heading, or else its name."""
        for cell in self.content.cells:
            pattern = {"raw": _TITLE, "markdown": _HEADING}.get(cell.cell_type)
            found = pattern and pattern.search(cell.source)
            if found:
                return found.group(1)
        return self.file.stem

    @cached_property
    def labeled_cells(self) -> dict[str, NotebookNode]:
        """The code cells by the label that a document may embed them with."""
        cells = {}
        for cell in self.content.cells:
            if cell.cell_type == "code":
                cells[cell_label(cell, self.file) or str(cell.get("id"))] = cell
        return cells

    def embedded(self, label: str, place: str, from_folder: Path) -> list[str]:
        """Return the Markdown lines that show a labeled cell in a document.

        Parameters
        ----------
        label : str
            The cell's label, such as `fig-counts`.
        place : str
            File and line that ask for it, to name in errors.
        from_folder : Path
            The folder of the document, which links are relative to.

        Raises
        ------
        EmnistLabError
            If no cell has the label, or it shows neither a picture nor a table.
        """
        if label not in self.labeled_cells:
            known = [name for name in self.labeled_cells if name.startswith(("fig-", "tbl-"))]
            near = difflib.get_close_matches(label, known, n=1) or known
            raise EmnistLabError(
                f"{{{{< embed … >}}}}: {shown_path(self.file)} has no cell labeled {label!r}",
                place,
                f"it has {', '.join(near) or 'no labeled cells'}",
            )
        cell = self.labeled_cells[label]
        shown = shown_outputs(cell, self.picture_base(label), from_folder, self.file)
        if not shown:
            raise EmnistLabError(
                f"{{{{< embed … >}}}}: the cell {label!r} of {shown_path(self.file)} "
                "shows neither a picture nor a table",
                place,
                "let it end in a figure or in IPython.display.Markdown, and run its study again",
            )
        link = f"{os.path.relpath(self.page, from_folder)}#{label}"
        attributes = f'notebook="{link}" notebook-title="{_quoted(self.title)}"'
        return fenced_float(label, attributes, shown, caption_of(cell, self.file))

    def picture_base(self, name: str) -> Path:
        """Return the path, without number and suffix, of the pictures that a cell shows."""
        return inside(self.page.with_name(f"{self.page.stem}_files"), name)


def cell_options(cell: NotebookNode, file: Path) -> dict[str, Any]:
    """Return the options that a code cell opens with, one `#| key: value` a line."""
    text = []
    for line in cell.source.splitlines():
        option = _OPTION.match(line)
        if not option:
            break
        text.append(option.group(1))
    return read_yaml("\n".join(text), where=f"{shown_path(file)}, cell {cell.get('id')}")


def cell_label(cell: NotebookNode, file: Path) -> str | None:
    """Return the label that a code cell's options give, which names its pictures' files too.

    Raises
    ------
    EmnistLabError
        If it holds anything but letters, digits, underscores and hyphens.
    """
    label = cell_options(cell, file).get("label")
    if label is not None and not _LABEL.fullmatch(str(label)):
        raise EmnistLabError(
            f"the label {label!r} is no name of a cell",
            shown_path(file),
            "give it letters, digits, underscores and hyphens, and run its study again",
        )
    return None if label is None else str(label)


def source_without_options(cell: NotebookNode) -> str:
    """Return a code cell's source without the options it opens with."""
    lines = cell.source.splitlines()
    while lines and _OPTION.match(lines[0]):
        lines.pop(0)
    return "\n".join(lines).strip("\n")


def caption_of(cell: NotebookNode, file: Path) -> str:
    """Return the caption that a cell's options give, or an empty text."""
    options = cell_options(cell, file)
    return " ".join(str(options.get("fig-cap") or options.get("tbl-cap") or "").split())


def fenced_float(label: str, attributes: str, shown: list[str], caption: str) -> list[str]:
    """Return a fenced div in Quarto's form: the content, then the caption as last paragraph."""
    body = [*shown, caption, ""] if caption else shown
    return [f"::: {{#{label} {attributes}}}", *body, ":::"]


def shown_outputs(
    cell: NotebookNode, picture_base: Path, from_folder: Path, file: Path
) -> list[str]:
    """Return Markdown lines for the pictures and Markdown that a cell shows, writing the pictures.

    Parameters
    ----------
    cell : NotebookNode
        A code cell.
    picture_base : Path
        Where pictures go, without number and suffix.
    from_folder : Path
        The folder that the Markdown's links are relative to.
    file : Path
        The notebook, to name in errors.
    """
    options = cell_options(cell, file)
    lines, pictures = [], 0
    for output in cell.outputs:
        data = output.get("data", {})
        if "image/png" in data:
            pictures += 1
            number = "" if pictures == 1 else f"-{pictures}"
            picture = picture_base.with_name(f"{picture_base.name}{number}.png")
            try:
                width = _write_picture(picture, data["image/png"], options.get("fig-width"))
            except (ValueError, TypeError, OSError, SyntaxError, Image.DecompressionBombError) as e:
                raise EmnistLabError(
                    f"the cell {picture_base.name} shows no picture that can be read ({e})",
                    shown_path(file),
                    "run its study again",
                ) from e
            alt = _quoted(options.get("fig-alt") or caption_of(cell, file))
            link = os.path.relpath(picture, from_folder)
            lines += [f'![]({link}){{alt="{alt}" width="{width:.2f}in"}}', ""]
        elif "text/markdown" in data:
            lines += [*_joined(data["text/markdown"]).strip("\n").splitlines(), ""]
    return lines


def _write_picture(file: Path, encoded: str, wanted_inches: float | None) -> float:
    """Write a PNG, which it has to be, and return the width to show it at, in inches."""
    content = base64.b64decode(_joined(encoded))
    with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
        dpi = float(image.info.get("dpi", (_UNTAGGED_DPI,))[0]) or _UNTAGGED_DPI
        width = float(wanted_inches or image.width / dpi)
        image.verify()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return min(width, _TALLEST_INCHES * image.width / image.height)


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def _quoted(text: Any) -> str:
    """Return a text fit to stand between double quotes in a Markdown attribute."""
    return " ".join(str(text).split()).replace("\\", "\\\\").replace('"', '\\"')
