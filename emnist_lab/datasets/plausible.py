"""Whether what was read can be a split of its data set: looked at once, when it enters the cache.

Files that are whole and well-formed can still be wrong: a table whose label stands last, one file
under two names, a folder of blank images. Figures from them would look like any others.
"""

from collections.abc import Mapping

import numpy as np

from emnist_lab.datasets.content import image_hashes
from emnist_lab.errors import DataError

# Of the test images; EMNIST's own splits share fewer.
WORTH_A_WARNING = 0.01
PARTS = {"train": "training", "test": "test"}
MOST_NAMED = 8


def check_plausible(
    arrays: Mapping[str, np.ndarray], classes: tuple[str, ...], places: Mapping[str, object]
) -> list[str]:
    """Look at images and labels as a whole.

    Parameters
    ----------
    arrays : mapping of str to ndarray
        `train_images` and `test_images`, (n, ...); `train_labels` and `test_labels`, (n,).
    places : mapping of str to object
        The file of each part, `train` and `test`, for errors.

    Returns
    -------
    list of str
        What documents have to say of it, a clause each: classes that never occur, images that are
        all alike, test images that are training images.

    Raises
    ------
    DataError
        If all labels of a part are the same: then it is no label that was read.
    """
    warnings = []
    for part, name in PARTS.items():
        images, labels = arrays[f"{part}_images"], arrays[f"{part}_labels"]
        counts = np.bincount(labels, minlength=len(classes))
        if len(labels) > 1 and counts.max() == len(labels) and len(classes) > 1:
            raise DataError(
                f"all {len(labels):,} {name} images have the same label, that of "
                f"{classes[labels[0]]}",
                places[part],
                "check where the label stands (first in each line of a CSV file, before the "
                "pixels)",
            )
        if len(labels) > 1 and not np.ptp(images, axis=0).any():
            warnings.append(f"all {len(labels):,} {name} images are alike.")
        if absent := [c for c, count in zip(classes, counts, strict=True) if not count]:
            named = ", ".join(absent[:MOST_NAMED]) + (" and more" if absent[MOST_NAMED:] else "")
            warnings.append(
                f"{len(absent)} of {len(classes)} classes never occur among the {name} images: "
                f"{named}."
            )
    trained_on, tested_on = (image_hashes(arrays[f"{part}_images"]) for part in PARTS)
    shared, tested = np.isin(tested_on, trained_on).sum(), len(tested_on)
    if shared >= WORTH_A_WARNING * tested:
        warnings.append(
            f"{shared:,} of {tested:,} test images are training images too, so that accuracies on "
            "them come out too high."
        )
    return warnings
