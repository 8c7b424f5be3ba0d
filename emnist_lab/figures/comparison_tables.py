"""Tables of paired tests: which differences are beyond chance, and by how much."""

import pandas as pd

from emnist_lab.evidence.comparison import beyond_chance
from emnist_lab.figures.numbers import p_value, percent_number, points, points_range
from emnist_lab.figures.tables import INTERVAL, pipe_table


def comparison_table(comparison: pd.DataFrame) -> str:
    """Return the paired tests of a study, one row a pair.

    Parameters
    ----------
    comparison : pandas.DataFrame
        The tested pairs (`emnist_lab.evidence.comparison.compare_pairs`).

    Returns
    -------
    str
        A pipe table: the difference in points with its 95 % interval, the share of the images that
        only one of the two reads, McNemar's p value corrected by Holm, and what follows in words.
    """
    rows = []
    for (first, second), compared in comparison.iterrows():
        images = compared["images"] or float("nan")
        rows.append(
            {
                "variant": first,
                "compared with": second,
                "difference": points(compared["difference"]),
                INTERVAL: points_range(compared["low"], compared["high"]),
                "only the first (%)": percent_number(compared["first_only"] / images),
                "only the second (%)": percent_number(compared["second_only"] / images),
                "p (Holm)": p_value(compared["p_holm"]),
                "verdict": _verdict(compared),
            }
        )
    return pipe_table(rows, left=("compared with", "verdict"))


def _verdict(compared: pd.Series) -> str:
    if not compared["images"]:
        return "not compared"
    if not beyond_chance(compared):
        return "within noise"
    return "better" if compared["difference"] > 0 else "worse"
