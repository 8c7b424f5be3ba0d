"""Check before rendering that every cross reference, citation and picture leads somewhere."""

import difflib
import re
from collections.abc import Iterable
from pathlib import Path

from emnist_lab.errors import EmnistLabError
from emnist_lab.without_quarto.sources import Line, outside_code

_CITED = re.compile(r"(?<![\w@./\\])-?@\{?([A-Za-z0-9_](?:[\w:.#$%&+?<>~/-]*[\w/])?)")
_LABEL = re.compile(r"\{[^{}]*?#([A-Za-z][\w:.-]*)")
_ENTRY = re.compile(r"^\s*@(?!comment|string|preamble)\w+\s*\{\s*([^,\s]+)\s*,", re.I | re.M)
_PICTURE = re.compile(r"!\[[^\]]*\]\(<?([^)\s>]+)")
_KINDS = ("fig", "tbl", "sec")
_OTHER_KINDS = ("eq", "lst", "thm", "lem", "cor", "prp", "exm", "exr", "def")


def check_references(lines: list[Line], bibliographies: Iterable[Path], folder: Path) -> None:
    """Raise for the first reference, citation or picture that leads nowhere.

    Parameters
    ----------
    lines : list of Line
        A document, shortcodes resolved.
    bibliographies : iterable of Path
        The BibTeX files that it cites from.
    folder : Path
        The folder that its pictures' paths are relative to.

    Raises
    ------
    EmnistLabError
        Naming file, line and the reference.
    """
    prose = outside_code(lines)
    labels = {label for line in prose for label in _LABEL.findall(line.text)}
    entries = _entries(bibliographies)
    for line in prose:
        for name in _CITED.findall(line.text):
            _check_cited(name, labels, entries, line.place)
        for target in _PICTURE.findall(line.text):
            if "://" not in target and not (folder / target).is_file():
                raise EmnistLabError(
                    f"shows the picture {target}, which is not there",
                    line.place,
                    "put it under report/, or embed it from a notebook",
                )


def _check_cited(name: str, labels: set[str], entries: set[str], place: str) -> None:
    kind = name.split("-")[0] if "-" in name else ""
    if kind in _KINDS:
        if name not in labels:
            alike = [label for label in labels if label.startswith(f"{kind}-")]
            _raise_unknown(f"@{name} refers to nothing in this document", name, alike, place)
    elif kind in _OTHER_KINDS:
        raise EmnistLabError(
            f"@{name} refers to a {kind}, which only Quarto can number",
            place,
            f"refer to {', '.join(f'@{known}-…' for known in _KINDS)}",
        )
    elif name not in entries:
        _raise_unknown(f"@{name} cites nothing in the bibliography", name, entries, place)


def _raise_unknown(problem: str, name: str, known: Iterable[str], place: str) -> None:
    near = difflib.get_close_matches(name, sorted(known), n=1)
    fix = f"did you mean @{near[0]}?" if near else "fix the name, or add what it names"
    raise EmnistLabError(problem, place, fix)


def _entries(bibliographies: Iterable[Path]) -> set[str]:
    entries = set()
    for file in bibliographies:
        try:
            entries |= set(_ENTRY.findall(file.read_text(encoding="utf-8")))
        except OSError as error:
            raise EmnistLabError(
                "the bibliography is not there", file, "write it or fix `bibliography:`"
            ) from error
    return entries
