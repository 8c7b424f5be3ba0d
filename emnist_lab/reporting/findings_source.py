"""What the records say beside the source's figures, in sentences."""

import numpy as np
import pandas as pd

from emnist_lab.evidence.statistics import SOURCE_TEST_IMAGES, accuracy_difference
from emnist_lab.figures.numbers import count, percent
from emnist_lab.figures.tables import compatibility
from emnist_lab.reporting.sizes import TELLING_TRAIN_IMAGES, sizes_in_words, smallest_images
from emnist_lab.reporting.words import amount, is_or_are, listed, probability, size_of

SOURCE_SCALE = "94,000 real images for up to 100 epochs"


def agreement(
    summary: pd.DataFrame, published: pd.DataFrame, source_images: int = SOURCE_TEST_IMAGES
) -> str:
    """Count the variants whose test accuracy is compatible with the source's.

    Parameters
    ----------
    summary, published : pandas.DataFrame
        Our variants, and the source's figures with `variant` and `test_acc`.
    source_images : int
        Images that the source measured them on (`emnist_lab.evidence.published.source_images`).

    Returns
    -------
    str
        A Markdown sentence.
    """
    source = published.set_index("variant")["test_acc"].dropna()
    readings = [
        compatibility(row, source[name], source_images)
        for name, row in summary.iterrows()
        if name in source and np.isfinite(source[name]) and row["completed"]
    ]
    parts = [
        f"{readings.count(reading)} {is_or_are(readings.count(reading))} {words}"
        for reading, words in (
            ("yes", "within noise of the source's"),
            ("no, lower here", "lower beyond chance"),
            ("no, higher here", "higher beyond chance"),
        )
        if reading in readings
    ]
    if not parts:
        return "No variant with a published test accuracy completed."
    measured = "test accuracy" if len(readings) == 1 else "test accuracies"
    return f"Of {len(readings)} {measured} with a published one beside, {listed(parts)}."


def published_contrast(published: pd.DataFrame, first: str, second: str) -> str:
    """Compare two of the source's test accuracies, with what its 1,024 images allow.

    Parameters
    ----------
    published : pandas.DataFrame
        The source's figures, with `variant` and `test_acc`.
    first, second : str
        The variants; the sentence is about the first.

    Returns
    -------
    str
        A Markdown sentence.
    """
    source = published.set_index("variant")["test_acc"]
    found = accuracy_difference(
        source[first], SOURCE_TEST_IMAGES, source[second], SOURCE_TEST_IMAGES
    )
    return (
        f"In the source `{first}` reads {percent(source[first])}, {amount(found.difference)} "
        f"`{second}`; on {count(SOURCE_TEST_IMAGES)} images such a difference has a standard error "
        f"of {size_of(found.standard_error)} points ({probability(found.p_value)})."
    )


def scale_difference(results: pd.DataFrame, kind: str, who: str = "this study") -> str:
    """Say how far the data and the size of some trials are from the source's.

    Parameters
    ----------
    results : pandas.DataFrame
        One row a trial (`emnist_lab.trials.table.RESULT_COLUMNS`).
    kind : str
        Of the images that they learned from (`emnist_lab.datasets.origin.Origin`).
    who : str
        Whose trials they are.

    Returns
    -------
    str
        A Markdown sentence, empty where no trial was trained.
    """
    trained = results[results["train_images"].notna()]
    if trained.empty:
        return ""
    scales = f"The source trained on {SOURCE_SCALE}, {who} on {sizes_in_words(trained, kind)}"
    if kind == "real" and smallest_images(trained) >= TELLING_TRAIN_IMAGES:
        return f"{scales}."
    return f"{scales}: where they differ, the scale is the first suspect."
