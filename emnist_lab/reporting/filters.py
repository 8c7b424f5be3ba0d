"""How templates print values: figures by their unit, and all else escaped for Markdown."""

import math
import re
from collections.abc import Callable, Iterable
from typing import Any

from jinja2 import Undefined
from markupsafe import Markup

from emnist_lab.figures import numbers
from emnist_lab.figures.escape import escaped
from emnist_lab.figures.labels import labeled, titled
from emnist_lab.figures.numbers import NO_BREAK
from emnist_lab.reporting.drawing import drawing_field
from emnist_lab.reporting.hover_chart import hover_chart
from emnist_lab.reporting.value_marks import around, marked
from emnist_lab.reporting.values import Figure

LONGEST_LINE = 160
# Smaller differences are none: half of the last digit that is shown.
LEAST_DIFFERENCE = 0.0005
_LINE_ENDS = re.compile(r"[ \t]*\n[ \t\n]*")


def probability(p_value: float) -> str:
    """Return `p = 0.03`, `p < 0.001` or `p > 0.99`."""
    shown = numbers.p_value(p_value)
    return f"p{NO_BREAK}{shown}" if shown[0] in "<>" else f"p{NO_BREAK}={NO_BREAK}{shown}"


UNITS: dict[str, Callable[[float], str]] = {
    "share": numbers.percent,
    "percent": lambda share: f"{numbers.count(100 * share)}{NO_BREAK}%",
    "points": numbers.points,
    "p": probability,
    "count": numbers.count,
    "parameters": numbers.size,
    "ms": numbers.milliseconds,
    "s": numbers.seconds,
    "s as printed": lambda seconds: f"{seconds:,.5g}{NO_BREAK}s",
    "duration": numbers.duration,
    "times": numbers.times,
    "number": numbers.two_digits,
    "loss": lambda loss: f"{loss:.2f}",
    "rate": lambda rate: f"{rate:g}",
    "score": lambda score: f"{score:.3f}",
}


def shown(value: Any) -> Markup:
    """Return a value as a template prints it.

    Parameters
    ----------
    value : Figure, int, str or Markup
        A figure is printed by its unit, a text escaped; what a filter or macro made stays,
        on one line.

    Raises
    ------
    ValueError
        If it is a figure without a number, or of a kind that has no one form in a sentence.
    """
    if isinstance(value, Markup):
        # A macro's sentences are one line wherever they stand, in a list or a table too.
        return Markup(_LINE_ENDS.sub(" ", value).strip(" \n"))
    if isinstance(value, Figure):
        return marked(printed(value), value, was=_before(printed, value))
    if isinstance(value, bool) or not isinstance(value, int | str | Undefined):
        raise ValueError(f"{value!r} has no form in a sentence: use a filter")
    return Markup(numbers.count(value)) if isinstance(value, int) else escaped(str(value))


def printed(figure: Figure) -> str:
    """Return a figure by its unit."""
    return UNITS[figure.unit](_finite(figure))


def _before(form: Callable[..., str], *figures: Figure) -> str | None:
    """Return figures in a form as they were, None where nothing is known of that."""
    was = [getattr(each, "was", None) for each in figures]
    known = all(old is not None and math.isfinite(old) for old in was)
    return form(*was) if known else None


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"a figure in {getattr(value, 'unit', 'no unit')} has no number here")
    return value


def code(name: Any) -> Markup:
    """Return a name, or a list of them, as code."""
    if isinstance(name, list | tuple):
        return listed([code(each) for each in name])
    text = " ".join(str(name).split()).replace("{{", "{ {")
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    padding = " " if text.startswith("`") or text.endswith("`") else ""
    return Markup(f"{fence}{padding}{text}{padding}{fence}")


def named(name: Any) -> Markup:
    """Return what a reader calls a variant, or a list of them; one without a label as code."""
    if isinstance(name, list | tuple):
        words = [named(each) for each in name]
        # A label with a comma in it is one in a list all the same.
        if len(words) > 1 and any("," in labeled(each) for each in name):
            return Markup("; ").join([*words[:-1], Markup("and ") + words[-1]])
        return listed(words)
    return code(name) if labeled(name) == name else titled(name)


def listed(values: Iterable[Any], last: str = "and") -> Markup:
    """Return values as a list in a sentence: `a, b and c`, or with another word before the last."""
    words = [shown(value) for value in values]
    head = Markup(", ").join(words[:-1])
    return Markup(f" {last} ").join([head, words[-1]] if len(words) > 1 else words)


def interval(ends: list[Figure]) -> Markup:
    """Return an interval as printed: percentages joined by a dash, or differences with signs."""
    low, high = map(_finite, ends)
    between = numbers.points_range if ends[0].unit == "points" else numbers.percent_range
    return marked(between(low, high), ends[0], around(ends[0]), _before(between, *ends))


def unsigned(difference: Figure) -> Markup:
    """Return a difference of shares in points without its sign."""
    return marked(_distance(_finite(difference)), difference, was=_before(_distance, difference))


def _distance(difference: float) -> str:
    return numbers.points(abs(difference)).removeprefix("+")


def than(difference: Figure) -> Markup:
    """Return a difference of shares as `1.2 points more than`, or `as much as`."""
    if abs(_finite(difference)) < LEAST_DIFFERENCE:
        return marked("as much as", difference)
    return Markup(f"{unsigned(difference)} points {'more' if difference > 0 else 'less'} than")


def plural(number: float | list, one: str, several: str) -> Markup:
    """Return the word that goes with a number, or with as many as a list has."""
    count = len(number) if isinstance(number, list | tuple) else number
    return Markup(one if count == 1 else several)


def span(values: list[Figure]) -> Markup:
    """Return numbers that occur, smallest first: `7`, `32 or 64`, or `1,091 to 14,546`."""
    if len(values) > 2:
        return Markup(f"{shown(values[0])} to {shown(values[-1])}")
    return listed(values, "or")


def told(words: str, difference: Figure) -> Markup:
    """Return what a comparison's verdict is called, which leads to the comparison."""
    return marked(escaped(words), difference, around(difference))


def shortened(text: str | None) -> Markup:
    """Return a text on one line of bearable length, escaped."""
    line = " ".join((text or "no reason noted").split())
    return escaped(line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]} …")


FILTERS: dict[str, Callable[..., Markup]] = {
    each.__name__: each
    for each in (
        *(code, named, listed, interval, unsigned, than, plural, span, told, shortened),
        *(drawing_field, hover_chart),
    )
}
