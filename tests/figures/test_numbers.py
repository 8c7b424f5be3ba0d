"""Numbers as a reader expects them."""

import math

import pytest

from emnist_lab.figures.numbers import (
    count,
    duration,
    milliseconds,
    percent,
    percent_range,
    points,
    size,
    two_digits,
)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (percent(0.8617), "86.2\u00a0%"),
        (percent_range(0.84, 0.881), "84.0\u201388.1"),
        (points(-0.012), "\u22121.2"),
        (points(0.012), "+1.2"),
        (count(2152667), "2,152,667"),
        (size(2152667), "2.15\u00a0M"),
        (size(65104), "65\u00a0k"),
        (milliseconds(1.418), "1.42\u00a0ms"),
        (milliseconds(23.46), "23.5\u00a0ms"),
        (duration(45.2), "45\u00a0s"),
        (duration(600), "10\u00a0min"),
        (duration(9000), "2.5\u00a0h"),
        (two_digits(0.03456), "0.035"),
        (two_digits(12.3), "12"),
        (two_digits(0.000035), "3.5\u00a0\u00d7\u00a010\u207b\u2075"),
    ],
)
def test_number_reads_as_expected(shown, expected):
    assert shown == expected


@pytest.mark.parametrize(
    "write", [percent, points, count, size, milliseconds, duration, two_digits]
)
@pytest.mark.parametrize("missing", [None, math.nan])
def test_missing_figure_is_a_dash(write, missing):
    assert write(missing) == "\u2013"
