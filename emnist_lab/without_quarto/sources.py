"""Read a .qmd file: its front matter, and its text with every include in place."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emnist_lab.errors import EmnistLabError
from emnist_lab.without_quarto.project import read_yaml

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
_INCLUDE = re.compile(r"^\s*\{\{<\s*include\s+(\S+)\s*>\}\}\s*$")
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})(.*)$")
_INLINE_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")


@dataclass(frozen=True)
class Line:
    """One line of Markdown and where it was read."""

    text: str
    file: Path
    number: int

    @property
    def place(self) -> str:
        """The file and line number, as an editor takes them."""
        return f"{shown_path(self.file)}:{self.number}"


@dataclass(frozen=True)
class Source:
    """A document's front matter and lines."""

    file: Path
    front_matter: dict[str, Any]
    lines: list[Line]


def read_source(file: Path) -> Source:
    """Return the front matter and the lines of a .qmd file, with every include in place.

    Raises
    ------
    EmnistLabError
        If the file or an included one is missing, includes itself, or holds code to execute.
    """
    text = _read(file, asked_by="_quarto.yml")
    match = _FRONT_MATTER.match(text)
    front_matter = read_yaml(match.group(1), where=file) if match else {}
    skipped = match.group(0).count("\n") if match else 0
    lines = _with_includes(file, text, skipped, chain=(file,))
    _refuse_code(lines)
    return Source(file, front_matter, lines)


def shown_path(path: Path) -> str:
    """Return a path as a reader at the prompt would type it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def outside_code(lines: list[Line]) -> list[Line]:
    """Return the lines outside code blocks, with inline code blanked."""
    prose, fence = [], None
    for line in lines:
        mark = _FENCE.match(line.text)
        if fence is None and mark:
            fence = mark.group(1)
        elif fence is None:
            prose.append(Line(_INLINE_CODE.sub("", line.text), line.file, line.number))
        elif mark and mark.group(1).startswith(fence) and not mark.group(2).strip():
            fence = None
    return prose


def _with_includes(file: Path, text: str, skipped: int, chain: tuple[Path, ...]) -> list[Line]:
    """Return the lines of a text, each include replaced by the lines of what it names."""
    lines = []
    for number, content in enumerate(text.splitlines()[skipped:], start=skipped + 1):
        include = _INCLUDE.match(content)
        if not include:
            lines.append(Line(content, file, number))
            continue
        inner = (file.parent / include.group(1)).resolve()
        place = Line(content, file, number).place
        if inner in chain:
            raise EmnistLabError(f"{content.strip()} includes itself", place, "remove it")
        lines += _with_includes(inner, _read(inner, asked_by=place), 0, (*chain, inner))
        # An include stands for whole blocks: what follows must not join its last paragraph.
        lines.append(Line("", file, number))
    return lines


def _read(file: Path, asked_by: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise EmnistLabError(
            f"asks for {shown_path(file)}, which is not there",
            asked_by,
            "write the file or fix the path",
        ) from error


def _refuse_code(lines: list[Line]) -> None:
    for line in lines:
        if re.match(r"^\s*`{3,}\{[a-z]+", line.text):
            raise EmnistLabError(
                "documents hold no code to execute",
                line.place,
                "put it into a notebook cell with a label and embed that",
            )
