"""What each change of a variant adds or costs, beside what chance would."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from emnist_lab.evidence.comparison import beyond_chance
from emnist_lab.figures.absent import nothing_trained
from emnist_lab.figures.theme import MARKERS, WIDTH, legend_below

CERTAINTIES = {"beyond chance": True, "within noise": False}


def plot_differences(compared: pd.DataFrame, reference: str) -> Figure:
    """Draw the difference in test accuracy of variants to one of them, with its interval.

    Parameters
    ----------
    compared : pandas.DataFrame
        Tested pairs whose second is the reference
        (`emnist_lab.evidence.comparison.chosen_pairs`); those that were not tested are left out.
    reference : str
        What the others are compared with.

    Returns
    -------
    matplotlib.figure.Figure
        A row a variant: the difference in points with its 95 % interval, filled where it is beyond
        chance after Holm's correction.
    """
    tested = compared[compared["images"] > 0]
    if tested.empty:
        return nothing_trained()
    variants = list(tested.index.get_level_values("first"))
    figure, axes = plt.subplots(figsize=(WIDTH, 0.3 * len(variants) + 1.3), layout="constrained")
    colors = sns.color_palette()
    certain = tested.apply(beyond_chance, axis=1)
    for number, (label, wanted) in enumerate(CERTAINTIES.items()):
        columns = ["low", "difference", "high"]
        low, middle, high = 100 * tested.loc[certain == wanted, columns].to_numpy(float).T
        axes.errorbar(
            middle,
            np.flatnonzero(certain == wanted),
            xerr=[middle - low, high - middle],
            marker=MARKERS[number],
            color=colors[number],
            markerfacecolor=colors[number] if wanted else "white",
            markersize=7,
            elinewidth=1.2,
            linestyle="none",
            label=label,
        )
    axes.axvline(0, color="0.4", linewidth=1)
    axes.set_yticks(range(len(variants)), variants)
    axes.invert_yaxis()
    axes.set_xlabel(f"test accuracy less that of {reference} (points)")
    legend_below(figure, *axes.get_legend_handles_labels(), columns=len(CERTAINTIES))
    plt.close(figure)
    return figure
