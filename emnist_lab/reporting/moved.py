"""What moved since earlier results: numbers, verdicts and claims, for a page and for marks."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from emnist_lab.errors import EmnistLabError, first_line
from emnist_lab.evidence.difference import compare_records
from emnist_lab.evidence.moves import (
    AccuracyMove,
    Results,
    Trials,
    accuracy_column,
    tested_moves,
    time_verdict,
)
from emnist_lab.evidence.verdict import Comparisons, Verdict
from emnist_lab.profile import Profile
from emnist_lab.reporting.coverage import Coverage
from emnist_lab.reporting.filters import printed
from emnist_lab.reporting.report_values import run_values
from emnist_lab.reporting.values import Figure, read_comparisons, read_values
from emnist_lab.trials.records import load_records, study_records

ACCURACY, LATENCY = "test_acc", "latency_ms"
TIME_UNITS = {"ms", "s", "duration"}
OF_ACCURACY = {
    Verdict.BETTER: "beyond chance",
    Verdict.WORSE: "beyond chance",
    Verdict.WITHIN_NOISE: "within noise",
    Verdict.NOT_COMPARABLE: "",
}
OF_TIME = {
    Verdict.BETTER: "further than times move",
    Verdict.WORSE: "further than times move",
    Verdict.WITHIN_NOISE: "no further than times move",
    Verdict.NOT_COMPARABLE: "not judged",
}
Pair = tuple[tuple[str, ...], Any, Any]
Asked = tuple[str, Trials, Trials]


@dataclass(frozen=True)
class Left:
    """What an earlier notebook left: values, comparisons, and the claims' verdicts by name."""

    values: dict[str, Any]
    comparisons: Comparisons
    claims: dict[str, str]


@dataclass(frozen=True)
class Earlier:
    """Results to compare with: where a person found them, and the profile that has them."""

    place: str
    profile: Profile


def moved_values(
    profile: Profile,
    coverage: Mapping[str, Coverage],
    quoted: Mapping[str, Any],
    earlier: Earlier,
) -> dict[str, Any]:
    """Return what moved since earlier results, and note in each figure what it was.

    Parameters
    ----------
    quoted : mapping of str to object
        What the documents quote, by study, and the `claims` of all; a figure that moved takes its
        `was` and `told`.

    Returns
    -------
    dict
        `place`; `sides`, the runs now and then (`report_values.run_values`) with their `profile`
        and `data`; `tests`, how many there are, and `paired`, how many of them compare images;
        `accuracies`, `times`, `choices`, `verdicts`, `claims` and `numbers` that moved, a dict
        each; `came`, `went`, and `parameters` of trials.

    Raises
    ------
    EmnistLabError
        If what the earlier notebooks left cannot be read.
    """
    shown = [name for name, part in coverage.items() if part.shown]
    own = [r for name in shown for r in study_records(coverage[name].study, profile)]
    then = [r for name in coverage for r in load_records(name, earlier.profile)]
    sides = (Results(profile, own), Results(earlier.profile, then))
    left = {name: _left(name, earlier) for name in shown if _leaves_values(name, earlier)}
    pairs = [pair for study in left for pair in _quoted_pairs(study, quoted, left[study])]
    figures = [
        (path, now, was, _asked(now, was, sides))
        for path, now, was in pairs
        if isinstance(now, Figure) and _moved(now, was)
    ]
    variants = _variants(sides)
    asked = [(ACCURACY, *trials) for trials in variants.values()]
    tested = tested_moves(*sides, [*asked, *(key for *_, key in figures if key)])
    return {
        "place": earlier.place,
        "sides": [_side(profile, sides[0]), _side(earlier.profile, sides[1])],
        "tests": Figure(len(tested), "count"),
        "paired": Figure(sum(move.paired for move in tested.values()), "count"),
        "accuracies": _accuracies(variants, tested),
        "times": _times(variants, sides),
        "spreads": [Figure(side.time_spread, "number") for side in sides],
        "choices": _turned_choices(pairs),
        "verdicts": [row for study in left for row in _turned(study, profile, left[study])],
        "claims": [
            row for study in left for row in _turned_claims(study, quoted[study], left[study])
        ],
        "numbers": _numbers(figures, tested, sides),
        "came": [name for name in sides[0].records if name not in sides[1].records],
        "went": [name for name in sides[1].records if name not in sides[0].records],
        "parameters": _parameters(profile, earlier),
    }


def _leaves_values(study: str, earlier: Earlier) -> bool:
    return earlier.profile.values_file(study).is_file()


def _left(study: str, earlier: Earlier) -> Left:
    """Return what the earlier notebook of a study left, which may be of anybody."""
    try:
        values = read_values(study, earlier.profile)
        claims = {str(each["name"]): str(each["verdict"]) for each in values.get("claims", [])}
        return Left(values, read_comparisons(study, earlier.profile), claims)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise EmnistLabError(
            f"what the notebook of {study} left cannot be read: {first_line(error)}",
            earlier.place,
            "name results whose notebooks this version of emnist_lab executed, or kept ones",
        ) from error


def _quoted_pairs(study: str, quoted: Mapping[str, Any], left: Left) -> Iterator[Pair]:
    """Give what documents quote of a study now and then, what they quote twice as well."""
    again = [group["claims"] for group in quoted["claims"] if group["study"] == study]
    for now in (quoted[study], *({"claims": claims} for claims in again)):
        for path, *values in _pairs(now, left.values):
            yield (study, *path), *values


def _pairs(now: Any, was: Any, path: tuple[str, ...] = ()) -> Iterator[Pair]:
    """Give what stands at the same path in both, of figures those in the same unit."""
    if isinstance(now, list) and isinstance(was, list):
        now, was = _by_place(now), _by_place(was)
    if isinstance(now, dict) and isinstance(was, dict):
        for name in now:
            if name in was:
                yield from _pairs(now[name], was[name], (*path, name))
    elif isinstance(now, Figure) and isinstance(was, Figure):
        if now.unit == was.unit:
            yield path, now, was
    elif isinstance(now, str) and isinstance(was, str):
        yield path, now, was


def _by_place(entries: list) -> dict[str, Any]:
    """Return a list's entries by their names where all have one, else by their place."""
    if entries and all(isinstance(e, dict) and isinstance(e.get("name"), str) for e in entries):
        return {entry["name"]: entry for entry in entries}
    return {str(place): entry for place, entry in enumerate(entries)}


def _moved(now: Figure, was: Figure) -> bool:
    return math.isfinite(now) and math.isfinite(was) and not math.isclose(now, was, rel_tol=1e-12)


def _variants(sides: tuple[Results, Results]) -> dict[tuple[str, str], tuple[Trials, Trials]]:
    now, was = (side.completed() for side in sides)
    return {key: (now[key], was[key]) for key in now if key in was}


def _asked(now: Figure, was: Figure, sides: tuple[Results, Results]) -> Asked | None:
    """Return what is to be tested of a share that is an accuracy of its trials."""
    trials = (now.trials, was.trials)
    column = accuracy_column(now, was, trials, sides) if now.unit == "share" else None
    return (column, *trials) if column else None


def _side(profile: Profile, results: Results) -> dict[str, Any]:
    records = list(results.records.values())
    data = sorted({record.provenance.data for record in records})
    return {"profile": profile.name, "data": data, **run_values(records)}


def _accuracies(variants: Mapping, tested: Mapping[Asked, AccuracyMove]) -> list[dict[str, Any]]:
    """Return the variants whose test accuracy moved, the surest first."""
    rows = [
        {
            "study": study,
            "variant": variant,
            "was": Figure(move.was, "share", trials[1]),
            "now": Figure(move.now, "share", trials[0]),
            "difference": Figure(move.difference, "points", trials[0]),
            "interval": [Figure(end, "points", trials[0]) for end in (move.low, move.high)],
            "p": Figure(move.p, "p", trials[0], "moved"),
            "verdict": str(move.verdict),
            "told": OF_ACCURACY[move.verdict],
            "paired": move.paired,
        }
        for (study, variant), trials in variants.items()
        if (move := tested.get((ACCURACY, *trials)))
    ]
    return sorted(rows, key=lambda row: (row["p"], -abs(row["difference"])))


def _times(variants: Mapping, sides: tuple[Results, Results]) -> list[dict[str, Any]]:
    rows = []
    for (study, variant), trials in variants.items():
        means = [side.mean(own, LATENCY) for side, own in zip(sides, trials, strict=True)]
        now, was = (Figure(m, "ms", own) for m, own in zip(means, trials, strict=True))
        if _moved(now, was) and was > 0:
            told = OF_TIME[time_verdict(now, was, trials, sides)]
            row = {"study": study, "variant": variant, "was": was, "now": now, "told": told}
            rows.append(row | {"share": Figure(now / was, "number")})
    return sorted(rows, key=lambda row: row["share"])


def _turned_choices(pairs: list[Pair]) -> list[dict[str, Any]]:
    """Return what validation chooses now where it chose another then."""
    return [
        {"of": "/".join(path[:-2]), "was": was, "now": now}
        for path, now, was in pairs
        if path[-2:] == ("choice", "name") and now != was
    ]


def _turned(study: str, profile: Profile, left: Left) -> list[dict[str, Any]]:
    """Return the pairs that both tested and of which the verdict is another now."""
    rows = []
    for now in read_comparisons(study, profile):
        was = left.comparisons.of(now.first, now.second)
        if was.family and now.family and was.verdict != now.verdict:
            points = [Figure(each.difference, "points") for each in (was, now)]
            row = {"study": study, "first": now.first, "second": now.second, "points": points}
            rows.append(row | {"was": str(was.verdict), "now": str(now.verdict)})
    return rows


def _turned_claims(study: str, values: dict[str, Any], left: Left) -> list[dict[str, Any]]:
    return [
        {
            "study": study,
            "says": claim["says"],
            "was": left.claims.get(claim["name"], "not stated"),
            "now": claim["verdict"],
            "reason": (claim["by_run"] or {}).get("reason"),
        }
        for claim in values.get("claims", [])
        if left.claims.get(claim["name"]) != claim["verdict"]
    ]


def _numbers(
    figures: list[tuple], tested: Mapping[Asked, AccuracyMove], sides: tuple[Results, Results]
) -> dict[str, list[dict[str, Any]]]:
    """Return the figures that moved, by study, each once; what they were is noted in them."""
    found: dict[tuple, dict[str, Any]] = {}
    for (study, *path), now, was, key in figures:
        now.was, now.told = was, OF_ACCURACY[tested[key].verdict] if key in tested else ""
        if now.unit in TIME_UNITS and now.trials:
            now.told = OF_TIME[time_verdict(now, was, (now.trials, was.trials), sides)]
        texts = (printed(now), printed(was))
        if texts[0] != texts[1]:
            row = {"name": ".".join(path), "was": texts[1], "now": texts[0], "told": now.told}
            found.setdefault((study, *texts, now.trials), row)
    studies: dict[str, list[dict[str, Any]]] = {}
    for (study, *_), row in found.items():
        studies.setdefault(study, []).append(row)
    return studies


def _parameters(profile: Profile, earlier: Earlier) -> list[dict[str, Any]]:
    """Return what was chosen otherwise for trials that both have, first what is of all of them."""
    found = compare_records(str(earlier.profile.runs_dir), str(profile.runs_dir))
    named = [("every trial", found.in_every_trial)]
    named += [(name, changes.parameters) for name, changes in found.by_trial.items()]
    return [
        {"trial": name, "parameter": each.name, "was": each.before, "now": each.after}
        for name, changes in named
        for each in changes
    ]
