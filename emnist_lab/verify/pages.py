"""Find the numbers and tables that the rendered pages show, and compare them with the sources."""

import re
from html.parser import HTMLParser
from pathlib import Path

import yaml

from emnist_lab.project import Project
from emnist_lab.verify.check import Check, Finding
from emnist_lab.verify.documents import flat
from emnist_lab.verify.notebooks import markdown_outputs
from emnist_lab.without_quarto.project import read_project
from emnist_lab.without_quarto.sources import outside_code, read_source

_VARIABLE = re.compile(r"\{\{<\s*var\s+(\S+)\s*>\}\}")
_TABLE = re.compile(r"\{\{<\s*embed\s+(\S+)#(tbl-\S+)\s*>\}\}")
_VOID = {"img", "br", "hr", "meta", "link", "input", "col", "source", "wbr"}


def check_pages(project: Project) -> Check:
    """Compare the variables and tables in the rendered pages with those laid out for them.

    Parameters
    ----------
    project : Project
        The project.

    Parameters
    ----------
    project : Project
        The project.

    Returns
    -------
    Check
        A finding for each variable whose text a page lacks, and each table that differs. PDF and
        Office files, which a render writes from the same sources, are not opened.
    """
    root = project.root
    looked_at = "rendered pages"
    if not project.variables_file.is_file() or not project.site_dir.is_dir():
        return Check(f"{looked_at}: none were rendered")
    variables = flat(yaml.safe_load(project.variables_file.read_text()))
    counts, findings, pages = [0, 0], [], 0
    for document in read_project(root).documents:
        page = (project.site_dir / document).with_suffix(".html")
        if page.is_file():
            pages += 1
            names, tables = quoted(root / document)
            shown = {name: str(variables[name]) for name in names if variables.get(name)}
            expected = {label: _table_source(file, label) for label, file in tables.items()}
            counts = [counts[0] + len(shown), counts[1] + len(expected)]
            findings += _page_findings(page, shown, expected)
    numbers = f"{counts[0]} quoted variables and {counts[1]} tables"
    return Check(f"{looked_at}: {numbers} in {pages} of them", tuple(findings))


def quoted(document: Path) -> tuple[list[str], dict[str, Path]]:
    """Return the variables that a document's text quotes, and its tables' notebooks by label."""
    lines = outside_code(read_source(document).lines)
    text = "\n".join(line.text for line in lines)
    names = list(dict.fromkeys(_VARIABLE.findall(text)))
    tables = {label: (document.parent / path).resolve() for path, label in _TABLE.findall(text)}
    return names, tables


class PageText(HTMLParser):
    """The text of a page, all and by identifier, and the cells of tables by identifier."""

    def __init__(self, html: str):
        super().__init__()
        self.open: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.words_below: dict[str, list[str]] = {}
        self.cells_below: dict[str, list[str]] = {}
        self.feed(html)

    def text(self, label: str | None = None) -> str:
        """Return the text of the page or below an identifier, words one space apart."""
        words = self.words if label is None else self.words_below.get(label, [])
        return _one_spaced("".join(words))

    def cells(self, label: str) -> list[str]:
        """Return the texts of the table cells below an identifier, in reading order."""
        return [_one_spaced(cell) for cell in self.cells_below.get(label, [])]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element, and begin a cell."""
        if tag in _VOID:
            return
        self.open.append((tag, dict(attrs).get("id")))
        if tag in ("td", "th"):
            for label in self._labels():
                self.cells_below.setdefault(label, []).append("")

    def handle_endtag(self, tag: str) -> None:
        """Leave the element, with those inside that were never closed."""
        names = [name for name, _ in self.open]
        if tag in names:
            del self.open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        """Take the text."""
        names = {name for name, _ in self.open}
        if names & {"script", "style"}:
            return
        self.words.append(data)
        for label in self._labels():
            self.words_below.setdefault(label, []).append(data)
            if names & {"td", "th"}:
                self.cells_below[label][-1] += data

    def _labels(self) -> list[str]:
        return [label for _, label in self.open if label]


def _page_findings(page: Path, variables: dict[str, str], tables: dict[str, str]) -> list[Finding]:
    shown = PageText(page.read_text(encoding="utf-8"))
    expected = PageText(_as_html(variables, tables))
    whole = shown.text()
    findings = []
    for name in variables:
        text = expected.text(f"var-{name}")
        if text not in whole:
            findings.append(Finding(page, name, text, "not on the page"))
    for label in tables:
        wanted, found = expected.cells(label), shown.cells(label)
        if wanted != found:
            findings.append(Finding(page, label, *_first_difference(wanted, found)))
    return findings


def _table_source(notebook: Path, label: str) -> str:
    return markdown_outputs(notebook).get(label, "") if notebook.is_file() else ""


def _as_html(variables: dict[str, str], tables: dict[str, str]) -> str:
    """Return variables and tables by identifier, made from Markdown as the pages are."""
    import pypandoc

    texts = {**{f"var-{name}": text for name, text in variables.items()}, **tables}
    blocks = [f"::: {{#{label}}}\n{text}\n:::" for label, text in texts.items()]
    return pypandoc.convert_text("\n\n".join(blocks), "html", format="markdown")


def _first_difference(expected: list[str], found: list[str]) -> tuple[str, str]:
    if len(expected) != len(found):
        return f"{len(expected)} cells", f"{len(found)} cells"
    return next(pair for pair in zip(expected, found, strict=True) if pair[0] != pair[1])


def _one_spaced(text: str) -> str:
    return " ".join(text.split())
