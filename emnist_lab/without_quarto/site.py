"""Render all documents and notebooks of a Quarto project without Quarto."""

import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import nbformat

from emnist_lab.errors import EmnistLabError
from emnist_lab.reporting.finished_site import finish_site
from emnist_lab.reporting.site_folder import new_site
from emnist_lab.without_quarto.libraries import copy_libraries
from emnist_lab.without_quarto.notebook_page import notebook_markdown, without_machine
from emnist_lab.without_quarto.notebooks import Notebook
from emnist_lab.without_quarto.pages import Page, write_page
from emnist_lab.without_quarto.project import (
    SUFFIXES,
    absolute_files,
    formats_of,
    read_project,
    read_yaml,
)
from emnist_lab.without_quarto.references import check_references
from emnist_lab.without_quarto.shortcodes import resolve_metadata, resolve_shortcodes
from emnist_lab.without_quarto.sources import Source, read_source, shown_path

_PICTURE_SUFFIXES = {".png", ".jpg", ".jpeg", ".svg", ".gif", ".webp"}
_FORMAT_TITLES = {"typst": "PDF", "docx": "MS Word", "pptx": "PowerPoint"}


def render_without_quarto(root: Path) -> list[Path]:
    """Render the project's documents and the notebooks they embed into `_site`.

    Parameters
    ----------
    root : Path
        The folder that holds `_quarto.yml`.

    Returns
    -------
    list of Path
        The documents' files: pages first, in the project's order, then the notebooks' pages.

    Raises
    ------
    EmnistLabError
        If a source, shortcode, reference or label cannot be resolved; `_site` stays as it was.
    """
    root = root.resolve()
    with new_site(root) as fresh:
        outputs = _SiteBuild(root, fresh).write()
        finish_site(fresh)
    return [root / "_site" / file.relative_to(fresh) for file in outputs]


def check_documents(root: Path) -> None:
    """Raise for the first shortcode, reference or label of the documents that cannot be resolved.

    Quarto prints a question mark where it finds nothing, and ends well.

    Raises
    ------
    EmnistLabError
        Naming the file, the line and what cannot be resolved.
    """
    with tempfile.TemporaryDirectory() as scratch:
        _SiteBuild(root.resolve(), Path(scratch)).prepare()


def write_notebook_pages(root: Path, site: Path) -> list[Path]:
    """Write the pages of all notebooks that the documents embed from into a site, and return them.

    Parameters
    ----------
    root : Path
        The folder that holds `_quarto.yml`.
    site : Path
        The site's folder, as Quarto leaves it.
    """
    copy_libraries(site)
    pages = _SiteBuild(root.resolve(), site.resolve()).prepare()
    return [write_page(page) for page in pages if page.source.suffix == ".ipynb"]


class _SiteBuild:
    """The rendering of one project into one empty folder."""

    def __init__(self, root: Path, site: Path):
        self.project = read_project(root)
        self.site = site
        self.variables = _read_variables(root / "_variables.yml")
        self.notebooks: dict[Path, Notebook] = {}

    def prepare(self) -> list[Page]:
        """Return every page, all it refers to checked and its pictures in place."""
        self._copy_pictures()
        self._copy_resources()
        pages = [page for source in self.project.documents for page in self._pages_of(source)]
        return pages + [self._notebook_page(notebook) for notebook in self.notebooks.values()]

    def write(self) -> list[Path]:
        """Write every page, several at once, and return them in order."""
        copy_libraries(self.site)
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as workers:
            return list(workers.map(write_page, self.prepare()))

    def _pages_of(self, document: Path) -> list[Page]:
        """Return the pages of a document, one a format, after checking all it refers to."""
        source = read_source(self.project.root / document)
        folder = (self.site / document).parent
        folder.mkdir(parents=True, exist_ok=True)

        def embed(target: str, place: str) -> list[str]:
            path, _, label = target.partition("#")
            notebook = self._notebook(source.file.parent / path, place, target)
            return notebook.embedded(label, place, folder)

        lines = resolve_shortcodes(source.lines, self.variables, embed)
        names = formats_of(source.front_matter, source.file)
        options = {name: self._options(source, name) for name in names}
        bibliographies = {Path(file) for name in names for file in options[name]["bibliography"]}
        check_references(lines, sorted(bibliographies), folder)
        markdown = "\n".join(line.text for line in lines) + "\n"
        return [
            Page(
                source=source.file,
                markdown=markdown,
                format_name=name,
                output=self.site / document.with_suffix(SUFFIXES[name]),
                site=self.site,
                options=options[name],
                variables=self._around(folder, document, names),
                first_filters=self._absolute(self.project.first_filters),
                filters=self._absolute(self.project.filters),
            )
            for name in names
        ]

    def _notebook(self, file: Path, place: str, target: str) -> Notebook:
        """Return the notebook that a document embeds from."""
        file = file.resolve()
        if not file.is_file() or "#" not in target:
            raise EmnistLabError(
                f"{{{{< embed {target} >}}}} leads to no cell: "
                + ("there is no such notebook" if "#" in target else "it names no label"),
                place,
                "run the study that yields the notebook, or write `notebook.ipynb#label`",
            )
        if file not in self.notebooks:
            page = self.site / file.relative_to(self.project.root.resolve()).with_suffix(".html")
            self.notebooks[file] = Notebook(file, page)
        return self.notebooks[file]

    def _notebook_page(self, notebook: Notebook) -> Page:
        """Return the page that shows a whole notebook, and lay the notebook itself beside it."""
        notebook.page.parent.mkdir(parents=True, exist_ok=True)
        told = without_machine(notebook, self.project.root)
        nbformat.write(told, notebook.page.with_suffix(".ipynb"))
        relative = notebook.page.relative_to(self.site)
        shared = self.project.options({}, "html")
        own = {"title": notebook.title, "toc": True, "number-sections": False}
        return Page(
            source=notebook.file,
            markdown=notebook_markdown(notebook, told),
            format_name="html",
            output=notebook.page,
            site=self.site,
            options={**shared, **own, "notebook-page": True},
            variables={
                **self._around(notebook.page.parent, relative, ()),
                "other-formats": [{"text": "Notebook (.ipynb)", "href": f"{relative.stem}.ipynb"}],
            },
            filters=self._absolute(self.project.filters),
            strict=False,
        )

    def _options(self, source: Source, format_name: str) -> dict[str, Any]:
        """Return a document's options in one format, paths absolute and shortcodes resolved."""
        options = self.project.options(source.front_matter, format_name)
        options = resolve_metadata(options, self.variables, source.file)
        if "title" not in options:
            raise EmnistLabError("has no title", shown_path(source.file), "add `title:` on top")
        options = {"bibliography": [], **absolute_files(options, source.file.parent)}
        if "date" in options:
            options["date"] = _written_date(options["date"])
        if "author" in options:
            options["author"] = _author_names(options["author"])
        return options

    def _around(self, folder: Path, document: Path, names: tuple[str, ...]) -> dict[str, Any]:
        """Return what a page of the site shows around its text."""
        to_root = os.path.relpath(self.site, folder)

        def entry(text: str, href: str) -> dict[str, str]:
            outside = "://" in href
            page = href.removesuffix(".qmd") + ".html" if href.endswith(".qmd") else href
            return {"text": text, "href": href if outside else f"{to_root}/{page}"}

        return {
            "site-title": self.project.title,
            "site-root": to_root,
            "is-start-page": document == Path("index.qmd"),
            "navigation": [entry(*one) for one in self.project.navigation],
            "footer": [entry(*one) for one in self.project.footer],
            "other-formats": [
                {"text": _FORMAT_TITLES[name], "href": document.with_suffix(SUFFIXES[name]).name}
                for name in names
                if name in _FORMAT_TITLES
            ],
        }

    def _absolute(self, files: tuple[Path, ...]) -> tuple[Path, ...]:
        return tuple(self.project.root / file for file in files)

    def _copy_resources(self) -> None:
        """Copy the files that the project names as resources, patterns among them, to the site."""
        for pattern in self.project.resources:
            files = [file for file in self.project.root.glob(str(pattern)) if file.is_file()]
            # What a pattern names, some renderings have and others not.
            if not files and "*" not in str(pattern):
                raise EmnistLabError(
                    f"the resource {pattern} is not there",
                    "_quarto.yml",
                    "write the file, or take it from `resources:`",
                )
            for file in files:
                copy = self.site / file.relative_to(self.project.root)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, copy)

    def _copy_pictures(self) -> None:
        """Copy the pictures that lie beside the documents to where their pages look for them."""
        for folder in {document.parent for document in self.project.documents} - {Path()}:
            for file in sorted((self.project.root / folder).rglob("*")):
                if file.suffix.lower() in _PICTURE_SUFFIXES:
                    copy = self.site / file.relative_to(self.project.root)
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(file, copy)


def _read_variables(file: Path) -> dict[str, Any]:
    return read_yaml(file.read_text(encoding="utf-8"), where=file) if file.is_file() else {}


def _written_date(value: Any) -> str:
    """Return a date as Quarto writes it in English, such as November 21, 2026."""
    day = date.today() if value in ("today", "now", "last-modified") else value
    try:
        day = date.fromisoformat(str(day))
    except ValueError:
        return str(value)
    return f"{day:%B} {day.day}, {day.year}"


def _author_names(authors: Any) -> list[str]:
    """Return the names among the many ways in which Quarto lets one write authors."""
    listed = authors if isinstance(authors, list) else [authors]
    return [author["name"] if isinstance(author, dict) else author for author in listed]
