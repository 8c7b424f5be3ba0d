"""The source's ranking of published models, computed anew from the figures of its catalog."""

import pandas as pd

# What is ranked, and whether more of it is better.
CRITERIA = {
    "top5": ("top5_acc", 1),
    "speed": ("gpu_ms_per_step", -1),
    "size": ("parameters_millions", -1),
}
# The source gives two decimals.
ROUNDING = 0.005
FLOAT_SLACK = 1e-9


def normalized_catalog(catalog: pd.DataFrame) -> pd.DataFrame:
    """Bring each criterion to 0..1, where 1 is the best model and 0 the worst.

    Parameters
    ----------
    catalog : pandas.DataFrame
        One row a model: `model`, `top5_acc` (share), `gpu_ms_per_step`, `parameters_millions`; NaN
        where the source gives none.

    Returns
    -------
    pandas.DataFrame
        Indexed by model: `top5`, `speed` and `size`, each over the models that have the figure.
    """
    figures = catalog.set_index("model")
    normalized = {}
    for criterion, (column, sign) in CRITERIA.items():
        goodness = sign * figures[column]
        worst, best = goodness.min(), goodness.max()
        normalized[criterion] = (goodness - worst) / (best - worst)
    return pd.DataFrame(normalized)


def catalog_ranking(catalog: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """Rank the models that have all three figures, beside the source's own scores.

    Parameters
    ----------
    catalog : pandas.DataFrame
        As for `normalized_catalog`.
    published : pandas.DataFrame
        The source's ranking: `model`, `score_in_source`.

    Returns
    -------
    pandas.DataFrame
        Indexed by model, best first: the normalized criteria, `score` (their sum, at most 3),
        `rank`, `published`, `published_rank` (equals share the best), and `off`, by how much the
        source's score is another.
    """
    normalized = normalized_catalog(catalog).dropna()
    source = published.set_index("model")["score_in_source"]
    ranking = normalized.assign(score=normalized.sum(axis=1), published=source)
    ranking = ranking.sort_values("score", ascending=False)
    return ranking.assign(
        rank=ranking["score"].rank(ascending=False, method="min").astype(int),
        published_rank=ranking["published"].rank(ascending=False, method="min"),
        off=(ranking["score"] - ranking["published"]).abs(),
    )


def contradicted_columns(catalog: pd.DataFrame, columns: pd.DataFrame) -> pd.DataFrame:
    """Return where the source's normalized figures do not follow from its own catalog.

    Parameters
    ----------
    catalog : pandas.DataFrame
        As for `normalized_catalog`.
    columns : pandas.DataFrame
        Normalized figures that the source prints: `model`, `criterion` and `printed`.

    Returns
    -------
    pandas.DataFrame
        One row a contradiction beyond rounding: `model`, `criterion`, `computed`, `printed`, and
        `printed_for`, the model of another contradiction whose computed figure is printed here. A
        figure that is printed although the catalog has none has NaN for `computed`.
    """
    normalized = normalized_catalog(catalog).reset_index()
    computed = normalized.melt("model", var_name="criterion", value_name="computed")
    both = columns.merge(computed, on=["model", "criterion"])
    fits = (both["computed"] - both["printed"]).abs() <= ROUNDING + FLOAT_SLACK
    wrong = both[~fits]
    owners = [
        _owner(row, wrong[wrong["criterion"] == row["criterion"]]) for _, row in wrong.iterrows()
    ]
    return wrong.assign(printed_for=owners).reset_index(drop=True)


def _owner(row: pd.Series, others: pd.DataFrame) -> str | None:
    fits = (others["computed"] - row["printed"]).abs() <= ROUNDING + FLOAT_SLACK
    return next(iter(others.loc[fits, "model"]), None)
