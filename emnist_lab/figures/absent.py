"""What stands in place of a figure of images that are not at hand."""

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from emnist_lab.figures.theme import WIDTH

SAYS = "The images are not at hand where this was rendered: only the results of the study are."


def images_elsewhere() -> Figure:
    """Return a figure that says why it shows no images."""
    figure, axes = plt.subplots(figsize=(WIDTH, 0.6))
    axes.set_axis_off()
    axes.text(0.5, 0.5, SAYS, ha="center", va="center", color="0.3")
    plt.close(figure)
    return figure
