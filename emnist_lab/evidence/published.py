"""A source's published figures, to compare with; never printed as ours.

They lie in the folder of the study that compares with them, a CSV a table.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from emnist_lab.config import Section, Study, Variant
from emnist_lab.errors import EmnistLabError
from emnist_lab.evidence.statistics import Difference, accuracy_difference
from emnist_lab.studies import imported_dir

# Shares are printed with four digits; a little more, since these are no binary numbers.
HALF_A_DIGIT = 0.50001e-4


def published_figures(name: str) -> pd.DataFrame:
    """Return one table of published figures.

    Parameters
    ----------
    name : str
        `<study>/<table>`: the file is `analysis/<study>/published/<table>.csv`.

    Returns
    -------
    pandas.DataFrame
        Accuracies as shares in 0..1, `test_acc` with the `test_images` that it was measured on;
        times in seconds where a column name does not say else. Where variants have stages, the row
        of a base is named `<variant>_base`, as the studies name it. `named` is `variant` again.

    Raises
    ------
    EmnistLabError
        If there is no such table, or it does not say what its accuracies were measured on.
    """
    study, _, table = name.partition("/")
    file = imported_dir() / study / "published" / f"{table}.csv"
    if not file.is_file():
        raise EmnistLabError(
            f"no published figures {name!r}", file, "write the table, or fix the `reference`"
        )
    published = pd.read_csv(file)
    if "test_acc" in published and "test_images" not in published:
        raise EmnistLabError(
            "does not say on how many images its accuracies were measured",
            file,
            "add the column `test_images`",
        )
    if "stage" in published:
        is_base = published["stage"] == "base"
        published["variant"] = published["variant"].where(~is_base, published["variant"] + "_base")
    return published.assign(named=published["variant"]) if "variant" in published else published


def published_together(names: Iterable[str]) -> pd.DataFrame:
    """Return several tables of published figures below each other, NaN where one lacks a column."""
    return pd.concat([published_figures(name) for name in names], ignore_index=True)


def source_figures(studies: Iterable[Study]) -> pd.DataFrame:
    """Return all figures that studies compare with, indexed by what the source calls each row.

    Of a row that several tables have, the first counts.
    """
    names = [name for study in studies for name in study.references]
    if not names:
        return pd.DataFrame()
    published = published_together(names)
    return published.drop_duplicates("named").set_index("named")


def fits_images(share: float, images: float) -> bool:
    """Return whether a share, as printed with four digits, is a whole number of some images.

    One share in ten fits 1,024 images by chance; one printed with fewer digits than four shows
    nothing, and fits by chance alone.
    """
    if not np.isfinite([share, images]).all():
        return False
    return bool(abs(round(share * images) / images - share) < HALF_A_DIGIT)


def published_beside(section: Section) -> pd.DataFrame:
    """Return the published figures of a section, each row as the `variant` that stands beside it.

    That is the variant which says that it repeats the row, else the row's namesake; `named` is what
    the source calls it.
    """
    return standing_beside(published_together(section.references), section.variants)


def standing_beside(published: pd.DataFrame, variants: Iterable[Variant]) -> pd.DataFrame:
    """Return published figures, each row as that of some variants which says that it repeats it."""
    repeats = {variant.repeats: variant.name for variant in variants if variant.repeats}
    return published.assign(variant=published["named"].replace(repeats))


def beside_trained(published: pd.DataFrame, trained: pd.Index) -> pd.DataFrame:
    """Return published figures beside namesakes where what repeats them was not trained.

    Parameters
    ----------
    published : pandas.DataFrame
        From `published_beside`.
    trained : pandas.Index
        The variants that were.
    """
    namesake = ~published["variant"].isin(trained) & published["named"].isin(trained)
    return published.assign(variant=published["variant"].mask(namesake, published["named"]))


def agreement_with_published(row: pd.Series, published: float, images: float) -> str | None:
    """Return whether a variant's test accuracy can be told from the published one.

    Parameters
    ----------
    row : pandas.Series
        A row of `emnist_lab.evidence.summary.variant_summary`.
    published, images : float
        The source's accuracy, and the images that it was measured on; NaN where it gives none.

    Returns
    -------
    str or None
        `within_noise`, or `higher` or `lower` here beyond chance (p below 0.05); None where either
        accuracy is missing.
    """
    return told_from_published(less_published(row, published, images))


def told_from_published(found: Difference | None) -> str | None:
    """Return what a difference to a published accuracy says, as `agreement_with_published`."""
    if found is None:
        return None
    if not found.beyond_noise:
        return "within_noise"
    return "higher" if found.difference > 0 else "lower"


def less_published(row: pd.Series, published: float, images: float) -> Difference | None:
    """Return a variant's test accuracy less the published one; parameters as above."""
    if not row["completed"] or not np.isfinite(published):
        return None
    return accuracy_difference(row["test_acc"], int(row["test_images"]), published, int(images))
