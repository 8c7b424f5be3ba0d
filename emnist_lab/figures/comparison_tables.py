"""Tables of paired tests: which differences are beyond chance, and by how much."""

from collections.abc import Iterable

from emnist_lab.evidence.verdict import TOGETHER, Comparison
from emnist_lab.figures.numbers import MISSING, p_value, percent_number, points, points_range
from emnist_lab.figures.tables import INTERVAL, TIMES, named, pipe_table

TRAINED_ON = f"images {TIMES} epochs"


def comparison_table(comparisons: Iterable[Comparison]) -> str:
    """Return paired tests, one row a pair.

    Returns
    -------
    str
        A pipe table: what both sides were trained on where not all had the same, the difference in
        points with its unadjusted 95 % interval, the share of the images that only one of the two
        reads, the p value corrected by Holm, and the verdict.
    """
    compared_all = list(comparisons)
    on = {side for each in compared_all for side in (each.first_trained, each.second_trained)}
    rows = []
    for compared in compared_all:
        trained = dict.fromkeys((compared.first_trained, compared.second_trained))
        images = compared.images or float("nan")
        rows.append(
            {
                "variant": _named(compared, compared.first),
                "compared with": _named(compared, compared.second),
                **(
                    {TRAINED_ON: "; ".join(filter(None, trained)) or MISSING} if len(on) > 1 else {}
                ),
                "difference": points(compared.difference),
                INTERVAL: points_range(compared.low, compared.high),
                "only the first (%)": percent_number(compared.first_only / images),
                "only the second (%)": percent_number(compared.second_only / images),
                "p (Holm)": p_value(compared.p),
                "verdict": str(compared.verdict),
            }
        )
    return pipe_table(rows, left=("compared with", TRAINED_ON, "verdict"))


def _named(compared: Comparison, side: str) -> str:
    return TOGETHER.join(
        named(name, earlier=name in compared.earlier) for name in side.split(TOGETHER)
    )
