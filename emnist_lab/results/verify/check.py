"""What a check looked at, and what in it does not hold."""

import math
from dataclasses import dataclass
from pathlib import Path

from emnist_lab import paths

LONGEST_VALUE = 160


@dataclass(frozen=True)
class Finding:
    """Something that does not hold: the file, what in it, what it should be and what it is."""

    file: Path
    what: str
    expected: object
    found: object

    def __str__(self) -> str:
        values = f"expected {_shown(self.expected)}, found {_shown(self.found)}"
        return f"{_from_root(self.file)}: {self.what}: {values}"


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


def differs(expected, found, tolerance: float = 1e-9) -> bool:
    """Return whether two figures differ by more than a relative tolerance; NaN equals NaN."""
    numbers = (int, float)
    if not isinstance(expected, numbers) or not isinstance(found, numbers):
        return expected != found
    if math.isnan(expected) or math.isnan(found):
        return math.isnan(expected) != math.isnan(found)
    return not math.isclose(expected, found, rel_tol=tolerance)


def _shown(value) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]} …"


def _from_root(file: Path) -> Path:
    root = paths.project_root()
    return file.relative_to(root) if file.is_relative_to(root) else file
