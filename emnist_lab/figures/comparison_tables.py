"""Tables of paired tests: which differences are beyond chance, and by how much."""

from collections.abc import Iterable

from emnist_lab.evidence.verdict import Comparison
from emnist_lab.figures.numbers import p_value, percent_number, points, points_range
from emnist_lab.figures.tables import INTERVAL, pipe_table


def comparison_table(comparisons: Iterable[Comparison]) -> str:
    """Return paired tests, one row a pair.

    Returns
    -------
    str
        A pipe table: the difference in points with its unadjusted 95 % interval, the share of the
        images that only one of the two reads, the p value corrected by Holm, and the verdict.
    """
    rows = []
    for compared in comparisons:
        images = compared.images or float("nan")
        rows.append(
            {
                "variant": compared.first,
                "compared with": compared.second,
                "difference": points(compared.difference),
                INTERVAL: points_range(compared.low, compared.high),
                "only the first (%)": percent_number(compared.first_only / images),
                "only the second (%)": percent_number(compared.second_only / images),
                "p (Holm)": p_value(compared.p),
                "verdict": str(compared.verdict),
            }
        )
    return pipe_table(rows, left=("compared with", "verdict"))
