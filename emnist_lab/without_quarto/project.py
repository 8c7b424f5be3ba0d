"""What a Quarto project asks for: its documents, their formats and each one's options."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from emnist_lab.errors import EmnistLabError
from emnist_lab.files import plain_yaml

SUFFIXES = {
    "html": ".html",
    "typst": ".pdf",
    "docx": ".docx",
    "revealjs": ".html",
    "pptx": ".pptx",
}
# Read from the project file by this route itself, or of use to Quarto alone.
_NOT_METADATA = ("project", "website", "format", "filters")
_FIRST = "pre-ast"
FILE_OPTIONS = (
    "bibliography",
    "csl",
    "css",
    "font-paths",
    "include-after-body",
    "include-in-header",
    "reference-doc",
)


@dataclass(frozen=True)
class Project:
    """A Quarto website project.

    Attributes
    ----------
    root : Path
        The folder that holds `_quarto.yml`.
    documents : tuple of Path
        Sources to render, relative to the root.
    title : str
        The site's title.
    navigation : tuple of (str, str)
        Text and target, relative to the root, of each entry of the navigation bar.
    footer : tuple of (str, str)
        The same of each entry below every page; the repository's address last, where it is given.
    resources : tuple of Path
        Files that the site holds as they are, or patterns of such, relative to the root.
    metadata : dict
        Options of every document and format.
    formats : dict
        Options by format.
    first_filters, filters : tuple of Path
        Lua filters that both routes run first, and last, relative to the root.
    """

    root: Path
    documents: tuple[Path, ...]
    title: str
    navigation: tuple[tuple[str, str], ...]
    footer: tuple[tuple[str, str], ...]
    resources: tuple[Path, ...]
    metadata: dict[str, Any]
    formats: dict[str, dict[str, Any]]
    first_filters: tuple[Path, ...]
    filters: tuple[Path, ...]

    def options(self, front_matter: dict[str, Any], format_name: str) -> dict[str, Any]:
        """Return a document's options in one format: the project's, then the document's own."""
        own = _without(front_matter, _NOT_METADATA)
        shared = {**self.metadata, **self.formats.get(format_name, {})}
        specific = _named_formats(front_matter.get("format")).get(format_name, {})
        return {**shared, **own, **specific}


def read_project(root: Path) -> Project:
    """Return the project described by `_quarto.yml` in the folder `root`.

    Raises
    ------
    EmnistLabError
        If the file is not YAML, or names no documents to render.
    """
    file = root / "_quarto.yml"
    settings = read_yaml(file.read_text(encoding="utf-8"), where=file)
    documents = settings.get("project", {}).get("render", [])
    if not documents:
        raise EmnistLabError(
            "no documents to render", where=file, fix="list them under project: render:"
        )
    website = settings.get("website", {})
    footer = _entries(website.get("page-footer", {}))
    if address := website.get("repo-url"):
        footer = (*footer, ("Repository", address))
    filters = _filters(settings.get("filters", []))
    formats = {
        name: absolute_files(options, root)
        for name, options in _named_formats(settings.get("format")).items()
    }
    return Project(
        root=root,
        documents=tuple(Path(name) for name in documents),
        title=website.get("title", root.name),
        navigation=_entries(website.get("navbar", {})),
        footer=footer,
        resources=tuple(
            Path(name.lstrip("/")) for name in settings["project"].get("resources", [])
        ),
        metadata=absolute_files(_without(settings, _NOT_METADATA), root),
        formats=formats,
        first_filters=tuple(path for path, place in filters if place == _FIRST),
        filters=tuple(path for path, place in filters if place != _FIRST),
    )


def _filters(listed: list[Any]) -> list[tuple[Path, str]]:
    """Return filters, each with the place among Quarto's own that it is to run at."""
    entries = [entry if isinstance(entry, dict) else {"path": entry} for entry in listed]
    return [(Path(entry["path"]), entry.get("at", "")) for entry in entries]


def _entries(bar: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((entry["text"], entry["href"]) for entry in bar.get("left", []))


def formats_of(front_matter: dict[str, Any], where: Path) -> tuple[str, ...]:
    """Return the names of the formats that a document asks for.

    Raises
    ------
    EmnistLabError
        If one of them is not among `SUFFIXES`.
    """
    names = tuple(_named_formats(front_matter.get("format", "html")))
    unknown = [name for name in names if name not in SUFFIXES]
    if unknown:
        raise EmnistLabError(
            f"format {unknown[0]!r} is not known", where, f"choose from {', '.join(SUFFIXES)}"
        )
    return names


def read_yaml(text: str, where: Path | str) -> dict[str, Any]:
    """Return the mapping that a YAML text holds, or an empty one.

    Raises
    ------
    EmnistLabError
        If the text is not YAML, or not a mapping.
    """
    try:
        content = plain_yaml(text) or {}
    except yaml.YAMLError as error:
        raise EmnistLabError(f"not YAML: {error}", where, "fix the YAML") from error
    if not isinstance(content, dict):
        raise EmnistLabError("not a YAML mapping", where, "write it as `key: value` lines")
    return content


def _named_formats(formats: Any) -> dict[str, dict[str, Any]]:
    """Return format options by name from any of the ways Quarto lets one write them."""
    if formats is None:
        return {}
    if isinstance(formats, str):
        return {formats: {}}
    return {name: options if isinstance(options, dict) else {} for name, options in formats.items()}


def absolute_files(options: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return options with every file they name as a list of absolute paths."""
    found = {
        key: [str(folder / file) for file in ([value] if isinstance(value, str) else value)]
        for key, value in options.items()
        if key in FILE_OPTIONS
    }
    return {**options, **found}


def _without(settings: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in settings.items() if key not in keys}
