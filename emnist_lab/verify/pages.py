"""Find what the rendered pages say and tabulate, and compare it with what notebooks left."""

import re
from pathlib import Path

from bs4 import BeautifulSoup

from emnist_lab.errors import EmnistLabError
from emnist_lab.profile import Profile
from emnist_lab.project import Project
from emnist_lab.reporting.coverage import read_coverage
from emnist_lab.reporting.parts import BODIES, document_of, filled_parts
from emnist_lab.reporting.prepare import context_now, prepared_profile
from emnist_lab.reporting.value_marks import without_marks
from emnist_lab.trials.notebook_outputs import markdown_outputs
from emnist_lab.verify.check import Check, Finding

_INCLUDE = re.compile(r"^\{\{< include \.\./build/(\S+) >\}\}$", re.MULTILINE)
_TABLE = re.compile(r"\{\{<\s*embed\s+(\S+)#(tbl-\S+)\s*>\}\}")
# What a page shows in another form than the text has it: citations, references, shortcodes, math.
_OTHER_FORM = re.compile(r"\[[^\]]*@[^\]]*\]|@[\w-]+|\{\{<.*?>\}\}|\{[#.][^}]*\}|\$[^$]+\$")
_MARK = "\u2042"
_NO_PROSE = (":", "#", "{{<", "![")
_FENCE = re.compile(r"^:::.*$", re.MULTILINE)
_CELL_END = re.compile(r"(?<!\\)\|")
CELLS = ("td", "th")


def check_pages(profile: Profile, data_dir: Path | None) -> Check:
    """Compare the sentences and tables in the rendered pages with what the notebooks left.

    Returns
    -------
    Check
        A finding for each sentence with a number that a page lacks, and each table that differs;
        none where no page was rendered, or one for another profile, which is said. PDF and Office
        files, which a render writes from the same sources, are not opened.
    """
    project, looked_at = profile.project, "rendered pages"
    if not project.variables_file.is_file() or not project.site_dir.is_dir():
        return Check(f"{looked_at}: none were rendered")
    try:
        if (shown := prepared_profile(project)) != profile.name:
            return Check(f"{looked_at}: not looked at, they show profile {shown}")
        coverage = read_coverage(profile)
        context = context_now(profile, data_dir, coverage, stale=[])
        texts = filled_parts(project, context, coverage)
    except EmnistLabError as error:
        finding = Finding(project.site_dir, "documents", "all studies run", error)
        return Check(looked_at, (finding,))
    counts, findings, pages = [0, 0], [], 0
    for body, written in BODIES.items():
        page = (project.site_dir / document_of(body)).with_suffix(".html")
        if page.is_file() and project.sections_dir.parent / written in texts:
            pages += 1
            text = _with_parts(texts, project.sections_dir.parent / written)
            sentences, tables = _sentences(text), _tables(text, project)
            counts = [counts[0] + len(sentences), counts[1] + len(tables)]
            findings += _page_findings(page, sentences, tables)
    numbers = f"{counts[0]} passages and {counts[1]} tables"
    return Check(f"{looked_at}: {numbers} in {pages} of them", tuple(findings))


def _with_parts(texts: dict[Path, str], file: Path) -> str:
    """Return a document's text as it reads, its parts in place of their includes."""
    build = file.parent
    whole = _INCLUDE.sub(lambda found: texts[build / found[1]] + "\n", texts[file])
    return without_marks(whole)


def _sentences(text: str) -> dict[str, str]:
    """Return the paragraphs, items and rows that hold a number, what has another form replaced."""
    unfenced = _FENCE.sub("\n", text)
    blocks = [block.strip() for block in re.split(r"\n\s*\n|\n(?=[|-] ?)", unfenced)]
    # A row as one line of its cells: it is looked for cell by cell.
    blocks = [_CELL_END.sub(f" {_MARK} ", b) if b.startswith("|") else b for b in blocks]
    prose = [block.removeprefix("- ") for block in blocks if not block.startswith(_NO_PROSE)]
    marked = [_OTHER_FORM.sub(f" {_MARK} ", block) for block in prose]
    return {
        f"passage-{number}": block
        for number, block in enumerate(marked)
        if any(letter.isdigit() for letter in block)
    }


def _tables(text: str, project: Project) -> dict[str, str]:
    found = {}
    for path, label in _TABLE.findall(text):
        notebook = project.built_notebooks_dir / Path(path).name
        outputs = markdown_outputs(notebook) if notebook.is_file() else {}
        found[label] = outputs.get(label, "")
    return found


class PageText:
    """What a page shows: its text, and the cells of tables by identifier, words one space apart."""

    def __init__(self, html: str):
        self._page = BeautifulSoup(html, "html.parser")

    def text(self, label: str | None = None) -> str:
        """Return the text of the page or below an identifier."""
        below = self._page if label is None else self._page.find(id=label)
        return "" if below is None else _one_spaced(below.get_text())

    def cells(self, label: str) -> list[str]:
        """Return the texts of the table cells below an identifier, in reading order."""
        below = self._page.find(id=label)
        return [] if below is None else [_one_spaced(cell.get_text()) for cell in below(CELLS)]


def _page_findings(page: Path, sentences: dict[str, str], tables: dict[str, str]) -> list[Finding]:
    shown = PageText(page.read_text(encoding="utf-8"))
    expected = PageText(_as_html(sentences | tables))
    whole, findings = shown.text(), []
    for name in sentences:
        pieces = [piece.strip() for piece in expected.text(name).split(_MARK)]
        lacking = [piece for piece in pieces if piece not in whole]
        findings += [Finding(page, "text", piece, "not on the page") for piece in lacking]
    for label in tables:
        wanted, found = expected.cells(label), shown.cells(label)
        if wanted != found:
            findings.append(Finding(page, label, *_first_difference(wanted, found)))
    return findings


def _as_html(texts: dict[str, str]) -> str:
    """Return texts by identifier, made from Markdown as the pages are."""
    import pypandoc

    blocks = [f"::: {{#{label}}}\n{text}\n:::" for label, text in texts.items()]
    return pypandoc.convert_text("\n\n".join(blocks), "html", format="markdown")


def _first_difference(expected: list[str], found: list[str]) -> tuple[str, str]:
    if len(expected) != len(found):
        return f"{len(expected)} cells", f"{len(found)} cells"
    return next(pair for pair in zip(expected, found, strict=True) if pair[0] != pair[1])


def _one_spaced(text: str) -> str:
    return " ".join(text.split())
