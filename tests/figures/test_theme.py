"""One palette that shows on white paper and on a dark page, and pictures drawn for slides."""

import re
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from emnist_lab.figures.direct_labels import label_points, spread_out
from emnist_lab.figures.learning import plot_validation
from emnist_lab.figures.theme import (
    OTHERS,
    PALETTE,
    SLIDE_FONT,
    SLIDE_HEIGHT,
    SLIDE_SIZE,
    for_slide,
    set_theme,
)

REPOSITORY = Path(__file__).parents[2]

LIGHT, DARK = "#ffffff", "#1e1e1e"
LEAST_CONTRAST = 3


@pytest.fixture
def tiny_histories() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the histories and results of three variants, two of which end alike."""
    histories = pd.DataFrame(
        {"variant": name, "seed": 0, "epoch": epoch, "val_accuracy": reached * (epoch + 1) / 3}
        for name, reached in (("a", 0.8), ("b", 0.8), ("c", 0.4))
        for epoch in range(3)
    ).assign(accuracy=0.5)
    return histories, pd.DataFrame({"variant": ["a", "b", "c"], "seed": 0, "status": "completed"})


def luminance(color: str) -> float:
    """Return the relative luminance of WCAG 2."""
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in to_rgb(color)]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("page", [LIGHT, DARK])
@pytest.mark.parametrize("color", [*PALETTE, OTHERS])
def test_every_color_stands_out_from_light_and_dark_pages(color, page):
    assert contrast(color, page) >= LEAST_CONTRAST


def test_letters_of_a_slide_are_18_pixels_and_more(tiny_histories):
    set_theme()
    histories, results = tiny_histories
    figure = for_slide(plot_validation, histories, results)
    figure.draw_without_rendering()
    sizes = [text.get_fontsize() for text in figure.findobj(Text) if text.get_text()]
    pixels_a_point = SLIDE_HEIGHT / 72 / SLIDE_SIZE[1]
    assert min(sizes) * pixels_a_point >= 18
    # A name beside a point is the smallest of what is written.
    assert 0.9 * SLIDE_FONT * pixels_a_point >= 18
    assert SLIDE_SIZE[0] * 72 * pixels_a_point < 1200
    assert plt.rcParams["font.size"] < min(sizes), "only figures for slides are drawn so"


def test_slides_show_pictures_as_large_as_their_letters_are_counted_for():
    css = (REPOSITORY / "report" / "slides.css").read_text()
    assert f"max-width: 100%; max-height: {SLIDE_HEIGHT}px;" in css


def test_every_figure_on_a_slide_is_drawn_for_one():
    slides = [*REPOSITORY.glob("analysis/*/slides.qmd"), REPOSITORY / "report" / "_slides.qmd"]
    embedded = [label for file in slides for label in re.findall(r"#(fig-.+?) >", file.read_text())]
    assert len(embedded) > 9
    assert {label.rpartition("-")[2] for label in embedded} == {"slide"}


def test_a_line_is_named_where_it_ends(tiny_histories):
    histories, results = tiny_histories
    figure = plot_validation(histories, results)
    (axes,) = figure.axes
    named = {text.get_text(): text.get_position()[1] for text in axes.texts}
    heights = sorted(named.values())
    assert set(named) == set(results["variant"])
    assert np.diff(heights).min() > 0.05, "names of lines that end alike lie over each other"


@pytest.mark.parametrize(
    ("places", "moved"),
    [
        ([0.1, 0.5], [0.1, 0.5]),
        ([0.5, 0.5, 0.5], [0.5, 0.6, 0.7]),
        ([0.95, 0.99], [0.9, 1.0]),
        ([], []),
    ],
)
def test_names_move_apart_and_stay_within(places, moved):
    assert spread_out(places, 0.1) == pytest.approx(moved)


def test_names_stand_inside_the_axes_and_never_on_each_other():
    set_theme()
    figure, axes = plt.subplots(figsize=(4, 3), layout="constrained")
    axes.set(xlim=(0, 1), ylim=(0, 1))
    points = [(0.5, 0.5, f"model number {number}") for number in range(5)] + [(0.97, 0.5, "edge")]
    label_points(axes, points)
    boxes = [text.get_window_extent() for text in axes.texts]
    assert len(boxes) == len(points)
    assert all(box.count_overlaps(boxes) == 1 for box in boxes), "each with itself alone"
    frame = axes.get_window_extent()
    assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 for box in boxes)
    plt.close(figure)
