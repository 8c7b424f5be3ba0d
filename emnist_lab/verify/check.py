"""What a check looked at, and what in it does not hold."""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

LONGEST_VALUE = 100
LEADING = 40


@dataclass(frozen=True)
class Finding:
    """Something that does not hold: the file, what in it, what it should be and what it is."""

    file: Path
    what: str
    expected: object
    found: object

    def __str__(self) -> str:
        expected, found = _shown(self.expected, self.found)
        return f"{_from_here(self.file)}: {self.what}: expected {expected}, found {found}"


@dataclass(frozen=True)
class Check:
    """One kind of check: what it looked at, counts included, and what does not hold."""

    looked_at: str
    findings: tuple[Finding, ...] = ()


def differences(file: Path, expected: dict, found: dict) -> list[Finding]:
    """Return a finding for each name whose value is not the same on both sides."""
    return [
        Finding(file, name, expected.get(name, "none"), found.get(name, "none"))
        for name in expected | found
        if expected.get(name) != found.get(name)
    ]


def differs(expected: object, found: object, tolerance: float = 1e-9) -> bool:
    """Return whether two figures differ by more than a relative tolerance; NaN equals NaN."""
    if not isinstance(expected, int | float) or not isinstance(found, int | float):
        return expected != found
    return not np.isclose(found, expected, rtol=tolerance, atol=0, equal_nan=True)


def _shown(expected: object, found: object) -> list[str]:
    """Return both values on one line each, long ones cut to where they differ."""
    texts = [" ".join(str(value).split()) for value in (expected, found)]
    start = 0
    if max(map(len, texts)) > LONGEST_VALUE:
        alike = os.path.commonprefix(texts)  # noqa: RUF071  # letter by letter is what is wanted
        start = max(0, len(alike) - LEADING)
    return [_cut(text, start) for text in texts]


def _cut(text: str, start: int) -> str:
    before = "… " if start else ""
    after = " …" if len(text) > start + LONGEST_VALUE else ""
    return f"{before}{text[start : start + LONGEST_VALUE]}{after}"


def _from_here(file: Path) -> Path:
    here = Path.cwd()
    return file.relative_to(here) if file.is_relative_to(here) else file
