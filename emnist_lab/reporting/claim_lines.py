"""Claims as a terminal shows them, and held against what a project expects."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from emnist_lab.errors import EmnistLabError, first_line
from emnist_lab.evidence.claims import ClaimVerdict
from emnist_lab.figures import numbers
from emnist_lab.files import plain_yaml, read_text
from emnist_lab.reporting.filters import UNITS
from emnist_lab.reporting.values import Figure


def claim_lines(claims: list[dict[str, Any]]) -> list[str]:
    """Return what became of claims (`read_claims`), two or three lines a claim."""
    return [line for claim in claims for line in _lines_of(claim)]


def plain_claims(value: Any) -> Any:
    """Return claims as plain values for JSON: of a figure its number, None where there is none."""
    if isinstance(value, Figure):
        return None if value != value else float(value)
    if isinstance(value, dict):
        return {name: plain_claims(each) for name, each in value.items()}
    return [plain_claims(each) for each in value] if isinstance(value, list) else value


def unexpected_verdicts(claims: list[dict[str, Any]], file: Path) -> list[str]:
    """Return a line for each claim whose verdict is another than a file of YAML or JSON expects.

    Raises
    ------
    EmnistLabError
        If the file does not map names of claims to verdicts.
    """
    try:
        expected = plain_yaml(read_text(file))
    except yaml.YAMLError as error:
        raise EmnistLabError(f"is no YAML: {first_line(error)}", file, "correct it") from error
    found = {claim["name"]: claim["verdict"] for claim in claims}
    known = [str(verdict) for verdict in ClaimVerdict]
    if not isinstance(expected, dict):
        raise EmnistLabError(
            "no verdicts by claim", file, f"write lines such as `activation-choice: {known[0]}`"
        )
    for name, verdict in expected.items():
        if name not in found:
            raise EmnistLabError(
                f"no study states the claim {name!r}", file, f"choose from: {', '.join(found)}"
            )
        if verdict not in known:
            raise EmnistLabError(
                f"{verdict!r} is no verdict on {name}", file, f"choose from: {', '.join(known)}"
            )
    return [
        f"{name}: {verdict} was expected, found: {found[name]}"
        for name, verdict in expected.items()
        if found[name] != verdict
    ]


def _lines_of(claim: dict[str, Any]) -> Iterator[str]:
    yield f"{claim['verdict']:<13} {claim['name']}: {claim['says']} ({claim['where']})"
    if claim["untestable"]:
        yield f"{'':<13}   {claim['untestable']}"
    for by, words in (("by_run", "this run"), ("by_figures", "its own figures")):
        if claim[by] is not None:
            yield f"{'':<13}   {words}: {claim[by]['verdict']}{_because(claim[by])}"


def _because(judgment: dict[str, Any]) -> str:
    said = [judgment["reason"]] if judgment["reason"] else []
    if (contest := judgment["contest"]) is not None:
        ends = numbers.points_range(*contest["interval"])
        difference = numbers.points(contest["difference"])
        p_value = numbers.p_value(contest["p"])
        said.append(
            f"{contest['first']} against {contest['second']}: {difference} points"
            f" ({ends}), p {p_value}, family {contest['family']}"
        )
    if (ratio := judgment["ratio"]) is not None:
        first, second = (UNITS[figure.unit](figure) for figure in ratio["values"])
        of = f"gain in {ratio['column']}, points:" if ratio["gains"] else ratio["column"]
        said.append(f"{of} {first} of {ratio['first']}, {second} of {ratio['second']}")
    if judgment["images"] is not None:
        said.append(f"about {numbers.count(judgment['images'])} test images would tell")
    if judgment["seeds"] is not None:
        said.append(f"at least {numbers.count(judgment['seeds'])} seeds would tell")
    return f"; {'; '.join(said)}" if said else ""
