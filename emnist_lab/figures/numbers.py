"""Numbers as a reader expects them: rounded, with their unit, and a dash for what is missing."""

import math

EN_DASH = "\u2013"
MISSING = EN_DASH
# Between number and unit, so that they stay on one line.
NO_BREAK = "\u00a0"
_MINUS = "\u2212"
_SUPERSCRIPT = str.maketrans(
    "-0123456789", "\u207b\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
)


def _shown(value: float | None, form: str, unit: str = "") -> str:
    if value is None or not math.isfinite(value):
        return MISSING
    text = format(value, form).removesuffix("%")
    # What rounds to nothing has no sign.
    text = text.lstrip("+-") if not text.strip("+-0.,") else text.replace("-", _MINUS)
    return f"{text}{NO_BREAK}{unit}" if unit else text


def percent(share: float | None) -> str:
    """Return a share in 0..1 such as `86.2 %`."""
    return _shown(share, ".1%", "%")


def percent_number(share: float | None) -> str:
    """Return a share in 0..1 in percent without the sign, for a column headed with it."""
    return _shown(share, ".1%")


def percent_range(low: float | None, high: float | None) -> str:
    """Return two shares in 0..1 as a range in percent, without the sign."""
    return _range(percent_number(low), EN_DASH, percent_number(high))


def points(difference: float | None) -> str:
    """Return a difference of shares in percentage points, with its sign."""
    return _shown(difference, "+.1%")


def points_range(low: float | None, high: float | None) -> str:
    """Return two differences of shares as a range in percentage points, with their signs."""
    return _range(points(low), " to ", points(high))


def p_value(probability: float | None) -> str:
    """Return a p value with the digits that count, such as `0.03`, `< 0.001` or `> 0.99`."""
    if probability is not None and probability < 0.001:
        return f"<{NO_BREAK}0.001"
    if probability is not None and probability > 0.99:
        return f">{NO_BREAK}0.99"
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
        return _shown(parameters / 1e3, ".0f", "k")
    return _shown(parameters and parameters / 1e6, ".2f", "M")


def milliseconds(duration_ms: float | None) -> str:
    """Return milliseconds such as `1.42 ms`, with two or three digits that count."""
    return _shown(duration_ms, _form_of(duration_ms), "ms")


def milliseconds_number(duration_ms: float | None) -> str:
    """Return milliseconds without the unit, for a column headed with it."""
    return _shown(duration_ms, _form_of(duration_ms))


def duration(seconds: float | None) -> str:
    """Return a time such as `45 s`, `12 min` or `3.2 h`."""
    if seconds is not None and seconds >= 2 * 3600:
        return _shown(seconds / 3600, ".1f", "h")
    if seconds is not None and seconds >= 120:
        return _shown(seconds / 60, ".0f", "min")
    return _shown(seconds, ".0f", "s")


def two_digits(value: float | None) -> str:
    """Return a number with two digits that count, such as `0.035`, or with a power of ten."""
    if value is None or not math.isfinite(value) or value == 0 or 0.001 <= abs(value) < 1000:
        return _shown(value, ".2g" if value is not None and abs(value) < 10 else ".0f")
    mantissa, exponent = f"{value:.1e}".split("e")
    power = str(int(exponent)).translate(_SUPERSCRIPT)
    return f"{_shown(float(mantissa), '.1f')}{NO_BREAK}\u00d7{NO_BREAK}10{power}"


def seconds(duration_s: float | None) -> str:
    """Return a time such as `5.9 s`, below ten seconds with a digit behind the point."""
    form = ".1f" if duration_s is not None and duration_s < 10 else ",.0f"
    return _shown(duration_s, form, "s")


def times(ratio: float) -> str:
    """Return a ratio in words: `3.4 times`, or `14 times` from ten on."""
    return f"{_shown(ratio, '.1f' if ratio < 10 else ',.0f')} times"


def _range(low: str, between: str, high: str) -> str:
    return MISSING if MISSING in (low, high) else f"{low}{between}{high}"


def _form_of(duration_ms: float | None) -> str:
    return ".2f" if duration_ms is not None and duration_ms < 10 else ".1f"
