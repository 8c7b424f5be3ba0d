"""Hand Markdown to pandoc, and what it makes for the PDF to typst."""

import json
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pypandoc
import typst

from emnist_lab.errors import EmnistLabError
from emnist_lab.without_quarto.libraries import copy_beside, reveal_folder
from emnist_lab.without_quarto.policy import content_policy, scripts_in
from emnist_lab.without_quarto.project import FILE_OPTIONS
from emnist_lab.without_quarto.sources import shown_path

_HERE = Path(__file__).parent
_FILTERS = ("visible", "callouts", "crossref", "links")
_INCLUDED = ("include-in-header", "include-after-body")
_TEMPLATES = {"html": "page.html", "revealjs": "slides.html", "typst": "report.typ"}
_HEADING = re.compile(r"^(#{1,6})\s")


@dataclass(frozen=True)
class Page:
    """One file to make: Markdown, and all that decides how it looks.

    Attributes
    ----------
    source : Path
        What a reader would fix if it fails.
    markdown : str
        Text with every shortcode resolved.
    format_name : str
        A key of `project.SUFFIXES`.
    output : Path
        The file to write, inside the site.
    site : Path
        The site's folder.
    options : dict
        Front matter and the project's options for this format, merged.
    variables : dict
        What the template shows around the text (site title, navigation, other formats).
    first_filters, filters : tuple of Path
        Lua filters of the project itself, run first and last.
    strict : bool
        Whether a warning of pandoc's is a failure.
    """

    source: Path
    markdown: str
    format_name: str
    output: Path
    site: Path
    options: dict[str, Any]
    variables: dict[str, Any]
    first_filters: tuple[Path, ...] = ()
    filters: tuple[Path, ...] = ()
    strict: bool = True


def write_page(page: Page) -> Path:
    """Write the page's file and return its path.

    Raises
    ------
    EmnistLabError
        With pandoc's or typst's own words, if one of them fails.
    """
    page.output.parent.mkdir(parents=True, exist_ok=True)
    if page.format_name != "typst":
        _run_pandoc(page, page.output)
        return page.output
    between = page.output.with_suffix(".typ")
    _run_pandoc(page, between)
    try:
        typst.compile(
            between,
            output=page.output,
            root=page.site,
            font_paths=page.options.get("font-paths", []),
            pdf_standards=page.options.get("pdf-standard", []),
        )
    except typst.TypstError as error:
        raise EmnistLabError(
            f"typst could not set the PDF: {error}", shown_path(page.source), "fix the source"
        ) from error
    between.unlink()
    return page.output


def _run_pandoc(page: Page, output: Path) -> None:
    """Run pandoc in the output's folder, which the text's links are relative to."""
    with tempfile.TemporaryDirectory() as scratch:
        metadata = Path(scratch) / "metadata.json"
        metadata.write_text(json.dumps(_metadata(page.options), default=str), encoding="utf-8")
        command = [
            pypandoc.get_pandoc_path(),
            *("--from", "markdown", "--to", page.format_name, "--standalone"),
            *("--metadata-file", str(metadata), "--output", str(output)),
            *_format_arguments(page),
        ]
        done = subprocess.run(
            command, input=page.markdown, text=True, encoding="utf-8",
            capture_output=True, cwd=output.parent, check=False,
        )  # fmt: skip
    if done.returncode != 0:
        raise EmnistLabError(
            f"pandoc could not write {page.output.name}: {done.stderr.strip()}",
            shown_path(page.source),
            "fix the source",
        )


def _format_arguments(page: Page) -> list[str]:
    options, name = page.options, page.format_name
    arguments = ["--fail-if-warnings"] if page.strict else []
    if name in _TEMPLATES:
        arguments += ["--template", str(_HERE / "theme" / _TEMPLATES[name])]
    if name == "typst":
        names = [json.dumps(name, ensure_ascii=False) for name in options.get("author", [])]
        arguments += _variables({"author-names": names})
    if name in ("html", "revealjs"):
        arguments += ["--mathml", "--email-obfuscation", "none"]
        for file in options.get("css", []):
            copy = copy_beside(Path(file), page.site)
            arguments += ["--css", os.path.relpath(copy, page.output.parent)]
        shown = {"lang": options.get("lang", "en"), "content-policy": _policy(page)}
        arguments += _variables({**page.variables, **shown})
    if name in ("revealjs", "pptx"):
        arguments += ["--slide-level", str(options.get("slide-level", 2))]
    else:
        # On a page the title is the one heading of the first level.
        highest = 2 if name == "html" else 1
        arguments += [f"--shift-heading-level-by={highest - _shallowest_heading(page.markdown)}"]
        arguments += ["--toc", f"--toc-depth={options.get('toc-depth', 3)}"] * bool(
            options.get("toc")
        )
        arguments += ["--number-sections"] * bool(options.get("number-sections"))
    for key in ("bibliography", "csl", "include-in-header", "include-after-body", "reference-doc"):
        for file in options.get(key, []):
            arguments += [f"--{key}", file]
    own = [_HERE / "filters" / f"{filter_name}.lua" for filter_name in _FILTERS]
    for file in (*page.first_filters, *own):
        arguments += ["--lua-filter", str(file)]
    if options.get("bibliography"):
        arguments += ["--citeproc"]
    for file in page.filters:
        arguments += ["--lua-filter", str(file)]
    return arguments


def _policy(page: Page) -> str:
    """Return what a browser may load for a page, which runs what its project includes."""
    included = [Path(file) for key in _INCLUDED for file in page.options.get(key, [])]
    # The window with the speaker's notes is written by its script, and under the page's policy.
    notes = [reveal_folder() / "plugin" / "notes.js"] if page.format_name == "revealjs" else []
    return content_policy([script for file in included + notes for script in scripts_in(file)])


def _metadata(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options that pandoc is to know as metadata: files, no text to it, go apart."""
    return {key: value for key, value in options.items() if key not in FILE_OPTIONS}


def _variables(values: dict[str, Any]) -> list[str]:
    """Return template variables as pandoc takes them, untouched by its Markdown reader."""
    return [
        argument
        for key, value in values.items()
        for argument in ("--variable-json", f"{key}:{json.dumps(value)}")
    ]


@cache
def _shallowest_heading(markdown: str) -> int:
    """Return the level that numbering starts from: Quarto's documents may open with `##`."""
    levels, in_code = [], False
    for line in markdown.splitlines():
        if line.lstrip().startswith(("```", "~~~")):
            in_code = not in_code
        heading = _HEADING.match(line)
        if heading and not in_code:
            levels.append(len(heading.group(1)))
    return min(levels, default=1)
