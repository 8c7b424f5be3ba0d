"""Numbers as a reader expects them: rounded, with their unit, and a dash for what is missing."""

import math
from typing import Any

EN_DASH = "\u2013"
MISSING = EN_DASH
# Between number and unit, so that they stay on one line.
NO_BREAK = "\u00a0"
_MINUS = "\u2212"
_SUPERSCRIPT = str.maketrans(
    "-0123456789", "\u207b\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
)


class Shown(str):
    """What a reader sees of a value, which tables offer unrounded as CSV.

    `value` is a number, a pair of numbers, or the code name of what is shown by its label; a share
    is in percent, as it is shown, and `unit` what neither it nor a heading says.
    """

    value: Any
    unit: str

    def __new__(cls, text: str, value: Any = None, unit: str = "") -> "Shown":
        """Return a text that remembers its value."""
        shown = super().__new__(cls, text)
        shown.value, shown.unit = value, unit
        return shown

    def marked(self, mark: str) -> "Shown":
        """Return the same with a mark behind it."""
        return Shown(f"{self}{mark}", self.value, self.unit)


def _shown(value: float | None, form: str, unit: str = "") -> Shown:
    if value is None or not math.isfinite(value):
        return Shown(MISSING, None)
    text = format(value, form).removesuffix("%")
    # What rounds to nothing has no sign.
    text = text.lstrip("+-") if not text.strip("+-0.,") else text.replace("-", _MINUS)
    whole = f"{text}{NO_BREAK}{unit}" if unit else text
    return Shown(whole, 100 * value if form.endswith("%") else value)


def percent(share: float | None) -> str:
    """Return a share in 0..1 such as `86.2 %`."""
    return _shown(share, ".1%", "%")


def percent_number(share: float | None) -> Shown:
    """Return a share in 0..1 in percent without the sign, for a column headed with it."""
    return _shown(share, ".1%")


def percent_range(low: float | None, high: float | None) -> str:
    """Return two shares in 0..1 as a range in percent, without the sign."""
    return _range(percent_number(low), EN_DASH, percent_number(high))


def points(difference: float | None) -> Shown:
    """Return a difference of shares in percentage points, with its sign."""
    return _shown(difference, "+.1%")


def points_range(low: float | None, high: float | None) -> str:
    """Return two differences of shares as a range in percentage points, with their signs."""
    return _range(points(low), " to ", points(high))


def p_value(probability: float | None) -> str:
    """Return a p value with the digits that count, such as `0.03`, `< 0.001` or `> 0.99`."""
    if probability is not None and probability < 0.001:
        return Shown(f"<{NO_BREAK}0.001", probability)
    if probability is not None and probability > 0.99:
        return Shown(f">{NO_BREAK}0.99", probability)
    return _shown(probability, ".3f" if probability is not None and probability < 0.01 else ".2f")


def two_decimals(number: float | None) -> str:
    """Return a loss or a ratio with two digits behind the point."""
    return _shown(number, ",.2f")


def count(number: float | None) -> str:
    """Return a whole number with commas between thousands."""
    return _shown(number, ",.0f")


def size(parameters: float | None) -> str:
    """Return a number of parameters such as `2.15 M` or `65 k`."""
    if parameters is not None and parameters < 1e6:
        shown = _shown(parameters / 1e3, ".0f", "k")
    else:
        shown = _shown(parameters and parameters / 1e6, ".2f", "M")
    return Shown(shown, shown.value and parameters)


def milliseconds(duration_ms: float | None) -> str:
    """Return milliseconds such as `1.42 ms`, with two or three digits that count."""
    shown = _shown(duration_ms, _form_of(duration_ms), "ms")
    return Shown(shown, shown.value, "ms")


def milliseconds_number(duration_ms: float | None) -> str:
    """Return milliseconds without the unit, for a column headed with it."""
    return _shown(duration_ms, _form_of(duration_ms))


def duration(seconds: float | None) -> str:
    """Return a time such as `45 s`, `12 min` or `3.2 h`."""
    if seconds is not None and seconds >= 2 * 3600:
        shown = _shown(seconds / 3600, ".1f", "h")
    elif seconds is not None and seconds >= 120:
        shown = _shown(seconds / 60, ".0f", "min")
    else:
        shown = _shown(seconds, ".0f", "s")
    return Shown(shown, shown.value and seconds, "s")


def two_digits(value: float | None) -> str:
    """Return a number with two digits that count, such as `0.035`, or with a power of ten."""
    if value is None or not math.isfinite(value) or value == 0 or 0.001 <= abs(value) < 1000:
        return _shown(value, ".2g" if value is not None and abs(value) < 10 else ".0f")
    mantissa, exponent = f"{value:.1e}".split("e")
    power = str(int(exponent)).translate(_SUPERSCRIPT)
    text = f"{_shown(float(mantissa), '.1f')}{NO_BREAK}\u00d7{NO_BREAK}10{power}"
    return Shown(text, value)


def seconds(duration_s: float | None) -> str:
    """Return a time such as `5.9 s`, below ten seconds with a digit behind the point."""
    form = ".1f" if duration_s is not None and duration_s < 10 else ",.0f"
    shown = _shown(duration_s, form, "s")
    return Shown(shown, shown.value, "s")


def times(ratio: float) -> str:
    """Return a ratio in words: `3.4 times`, or `14 times` from ten on."""
    return f"{_shown(ratio, '.1f' if ratio < 10 else ',.0f')} times"


def _range(low: Shown, between: str, high: Shown) -> Shown:
    text = MISSING if MISSING in (low, high) else f"{low}{between}{high}"
    return Shown(text, (low.value, high.value))


def _form_of(duration_ms: float | None) -> str:
    return ".2f" if duration_ms is not None and duration_ms < 10 else ".1f"
