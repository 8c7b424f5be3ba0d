"""The values that a study's notebook leaves for the documents, and how they lie in a file.

They are nested by name: figures with their unit, the trials that they stand on and the family of
their test; texts; lists; and pairs that were compared. Whoever quotes one derives nothing again.
"""

import json
import math
from typing import Any

from emnist_lab.errors import EmnistLabError
from emnist_lab.evidence.verdict import Comparison, Comparisons, Reason, Verdict
from emnist_lab.files import write_whole
from emnist_lab.profile import Profile

# Keys of a figure in the file.
FIGURE = {"figure", "unit", "trials", "family"}


class Figure(float):
    """A number as documents quote it; NaN where there is none.

    Parameters
    ----------
    value : float or None
        The number, unrounded.
    unit : str
        One of `emnist_lab.reporting.filters.UNITS`.
    trials : sequence of str
        Those that it stands on, as `study/variant-seed0`.
    family : str
        What the p value of a test was corrected in, empty for other figures.
    name : str
        The dotted path by which documents quote it, empty before they do (`with_names`).
    """

    unit: str
    trials: tuple[str, ...]
    family: str
    name: str
    # What it was in the results that a rendering is compared with, and what is to say of that.
    was: "Figure | None" = None
    told: str = ""

    def __new__(
        cls, value: float | None, unit: str, trials: Any = (), family: str = "", name: str = ""
    ) -> "Figure":
        """Return the number with what is known of it."""
        figure = super().__new__(cls, math.nan if value is None else value)
        figure.unit, figure.trials, figure.family = unit, tuple(map(str, trials)), family
        figure.name = name
        return figure


def write_values(
    study: str, profile: Profile, values: dict[str, Any], comparisons: Comparisons
) -> None:
    """Write what a study's documents quote, whole or not at all.

    Parameters
    ----------
    values : dict
        By name: `Figure`, text, truth value, None, or lists and dicts of these.
    """
    compared = [
        {name: number_or_none(value) for name, value in vars(each).items()} for each in comparisons
    ]
    content = {"values": _encoded(values), "comparisons": compared}
    write_whole(profile.values_file(study), json.dumps(content, indent=1, allow_nan=False))


def read_values(study: str, profile: Profile) -> dict[str, Any]:
    """Return what a study's notebook left, as it was given to `write_values`.

    Raises
    ------
    EmnistLabError
        If the notebook was not executed yet.
    """
    return _decoded(_read(study, profile)["values"])


def read_comparisons(study: str, profile: Profile) -> Comparisons:
    """Return the pairs that a study tested, none where its notebook was not executed yet."""
    if not profile.values_file(study).is_file():
        return Comparisons(())
    return Comparisons(_comparison(row) for row in _read(study, profile)["comparisons"])


def difference_values(compared: Comparison, trials: Any = ()) -> dict[str, Any]:
    """Return a tested difference: in points, with its interval, the corrected p and its family."""
    return {
        "difference": Figure(compared.difference, "points", trials),
        "interval": [Figure(end, "points", trials) for end in (compared.low, compared.high)],
        "p": Figure(compared.p, "p", trials, compared.family),
        "family": compared.family,
    }


def flat_values(content: Any, prefix: str = "") -> dict[str, object]:
    """Return what a file of values holds, each by the dotted path to it."""
    if isinstance(content, list):
        content = {str(place): each for place, each in enumerate(content)}
    if not isinstance(content, dict):
        return {prefix: content}
    found: dict[str, object] = {}
    for name, each in content.items():
        found |= flat_values(each, f"{prefix}.{name}".removeprefix("."))
    return found


def with_names(content: Any, name: str = "") -> Any:
    """Return values whose figures know the dotted path to them."""
    if isinstance(content, Figure):
        return Figure(content, content.unit, content.trials, content.family, name)
    if isinstance(content, list):
        return [with_names(each, f"{name}.{place}") for place, each in enumerate(content)]
    if isinstance(content, dict):
        return {
            key: with_names(each, f"{name}.{key}".removeprefix("."))
            for key, each in content.items()
        }
    return content


def _read(study: str, profile: Profile) -> dict[str, Any]:
    file = profile.values_file(study)
    try:
        return json.loads(file.read_text())
    except FileNotFoundError as error:
        raise EmnistLabError(
            f"the notebook of {study} left no values",
            where=file,
            fix=f"emnist-lab run {study} --profile {profile.name}",
        ) from error


def _comparison(row: dict[str, Any]) -> Comparison:
    # What was not measured is left out: a comparison has it as NaN of itself.
    there = {name: value for name, value in row.items() if value is not None}
    there |= {
        "verdict": Verdict(row["verdict"]),
        "lost": tuple(row["lost"]),
        "earlier": tuple(row["earlier"]),
    }
    return Comparison(**there | ({"reason": Reason(row["reason"])} if row["reason"] else {}))


def number_or_none(value: Any) -> Any:
    """Return a value as JSON has it: None for a float that is no finite number."""
    # NaN is no JSON, and equal to nothing when two files are compared.
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _encoded(value: Any) -> Any:
    if isinstance(value, Figure):
        return {
            "figure": number_or_none(float(value)),
            "unit": value.unit,
            "trials": list(value.trials),
            "family": value.family,
        }
    if isinstance(value, dict):
        return {name: _encoded(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_encoded(each) for each in value]
    if value is None or isinstance(value, bool | str):
        return value
    raise TypeError(f"{value!r} is no value that documents can quote: give a number its unit")


def _decoded(value: Any) -> Any:
    if isinstance(value, list):
        return [_decoded(each) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) == FIGURE:
        return Figure(value["figure"], value["unit"], value["trials"], value["family"])
    return {name: _decoded(each) for name, each in value.items()}
