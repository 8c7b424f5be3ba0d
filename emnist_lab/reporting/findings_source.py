"""What the records say beside the source's figures, in sentences."""

import numpy as np
import pandas as pd

from emnist_lab.evidence.statistics import accuracy_difference
from emnist_lab.figures.numbers import count, percent
from emnist_lab.figures.tables import compatibility
from emnist_lab.reporting.sizes import FEWEST_IMAGES_TO_RANK, sizes_in_words, smallest_images
from emnist_lab.reporting.words import amount, is_or_are, listed, probability, size_of


def agreement(summary: pd.DataFrame, published: pd.DataFrame) -> str:
    """Count the variants whose test accuracy is compatible with the source's.

    Parameters
    ----------
    summary, published : pandas.DataFrame
        Our variants, and the source's figures with `variant`, `test_acc` and `test_images`.

    Returns
    -------
    str
        A Markdown sentence.
    """
    known = published.set_index("variant").dropna(subset=["test_acc"])
    source, images = known["test_acc"], known["test_images"]
    readings = [
        compatibility(row, source[name], images[name])
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
    """Compare two of the source's test accuracies, with what its test images allow.

    Parameters
    ----------
    published : pandas.DataFrame
        The source's figures, with `variant`, `test_acc` and `test_images`.
    first, second : str
        The variants; the sentence is about the first.

    Returns
    -------
    str
        A Markdown sentence.
    """
    known = published.set_index("variant")
    source, images = known["test_acc"], known["test_images"]
    found = accuracy_difference(
        source[first], int(images[first]), source[second], int(images[second])
    )
    return (
        f"In the source `{first}` reads {percent(source[first])}, {amount(found.difference)} "
        f"`{second}`; on {count(images[first])} images such a difference has a standard error "
        f"of {size_of(found.standard_error)} points ({probability(found.p_value)})."
    )


def scale_difference(
    source_scale: str, results: pd.DataFrame, kind: str, who: str = "this study"
) -> str:
    """Say how far the data and the size of some trials are from the source's.

    Parameters
    ----------
    source_scale : str
        What the source trained on, in words (`emnist_lab.config.Study`).
    results : pandas.DataFrame
        One row a trial (`emnist_lab.trials.table.RESULT_COLUMNS`).
    kind : str
        Of the images that they learned from (`emnist_lab.datasets.origin.Origin`).
    who : str
        Whose trials they are.

    Returns
    -------
    str
        A Markdown sentence, empty where no trial was trained, or there is no source.
    """
    trained = results[results["train_images"].notna()]
    if trained.empty or not source_scale:
        return ""
    scales = f"The source trained on {source_scale}, {who} on {sizes_in_words(trained, kind)}"
    if kind == "real" and smallest_images(trained) >= FEWEST_IMAGES_TO_RANK:
        return f"{scales}."
    return f"{scales}: where they differ, the scale is the first suspect."
