"""One palette that shows on white paper and on a dark page, and pictures drawn for slides."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from emnist_lab.figures.direct_labels import label_points
from emnist_lab.figures.theme import OTHERS, PALETTE, SLIDE_SIZE, set_theme, slide_style

LIGHT, DARK = "#ffffff", "#1e1e1e"
LEAST_CONTRAST = 3
# What a slide of 1280 pixels leaves a picture between its margins.
SLIDE_PIXELS = 1160


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


def test_letters_of_a_slide_are_18_pixels_and_more():
    set_theme()
    with slide_style():
        sizes = [plt.rcParams[name] for name in ("font.size", "axes.labelsize")]
    assert min(sizes) / 72 * SLIDE_PIXELS / SLIDE_SIZE[0] >= 18
    assert plt.rcParams["font.size"] < min(sizes), "only figures for slides are drawn so"


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
