"""The start page's picture has the models near the best, where their figures put them."""

import xml.etree.ElementTree as ET

from emnist_lab.reporting.hover_chart import hover_chart
from emnist_lab.reporting.values import Figure


def point(name: str, accuracy: float, latency_ms: float, kind: str = "apart") -> dict:
    ends = [Figure(accuracy + step, "share") for step in (-0.01, 0.01)]
    return {
        "name": name,
        "test_acc": Figure(accuracy, "share"),
        "test_interval": ends,
        "latency_ms": Figure(latency_ms, "ms"),
        "kind": kind,
    }


def drawn(*points: dict) -> ET.Element:
    """Return the picture as a browser reads it."""
    svg = str(hover_chart(list(points)))
    assert svg.startswith("`<svg")
    assert svg.endswith("`{=html}")
    assert "\n" not in svg
    return ET.fromstring(svg.removeprefix("`").removesuffix("`{=html}"))


def circles(svg: ET.Element) -> dict[str, tuple[float, float]]:
    return {
        group.get("aria-label", "").split(":")[0]: (
            float(group.find("circle").get("cx")),
            float(group.find("circle").get("cy")),
        )
        for group in svg.iter("g")
    }


def test_faster_models_are_to_the_left_and_better_ones_above():
    places = circles(drawn(point("best", 0.9, 1.0, "chosen"), point("slow", 0.85, 3.0)))
    assert places["best"][0] < places["slow"][0]
    assert places["best"][1] < places["slow"][1]


def test_equal_ratios_of_time_are_equally_far_apart():
    places = circles(drawn(*(point(f"m{time}", 0.9, time) for time in (1, 2, 4))))
    first, second, third = (places[f"m{time}"][0] for time in (1, 2, 4))
    assert abs((second - first) - (third - second)) < 0.2


def test_models_far_below_the_best_are_left_out_and_without_models_there_is_no_picture():
    assert set(circles(drawn(point("a", 0.9, 1.0), point("b", 0.5, 1.0)))) == {"a"}
    assert hover_chart([]) == ""


def test_a_point_tells_its_values_and_hostile_names_stay_text():
    svg = drawn(point('<script>"`alert`', 0.893, 0.99, "chosen"))
    told = [text.text for text in svg.iter("text") if text.get("class") == "told"]
    assert told == ['<script>"`alert`: 89.3\u00a0% (88.3\u201390.3), 0.99\u00a0ms']
    assert [text.text for text in svg.iter("text") if "name" in text.get("class")] == [
        '<script>"`alert`'
    ]


def test_names_that_would_touch_are_left_out():
    close = drawn(point("a", 0.9, 1.0, "chosen"), point("b", 0.901, 1.01, "ranked"))
    assert [t.text for t in close.iter("text") if "name" in t.get("class")] == ["a"]
