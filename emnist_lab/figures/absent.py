"""What stands in place of a figure of images or trials that are not at hand."""

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from emnist_lab.figures.findings import NO_IMAGES, NO_TRIALS
from emnist_lab.figures.theme import WIDTH


def images_elsewhere() -> Figure:
    """Return a figure that says why it shows no images."""
    return _figure_that_says(NO_IMAGES)


def nothing_trained() -> Figure:
    """Return a figure that says that the trials it is about have not completed."""
    return _figure_that_says(NO_TRIALS)


def _figure_that_says(text: str) -> Figure:
    figure, axes = plt.subplots(figsize=(WIDTH, 0.6))
    axes.set_axis_off()
    axes.text(0.5, 0.5, text, ha="center", va="center", color="0.3")
    figure.set_label(text)
    plt.close(figure)
    return figure
