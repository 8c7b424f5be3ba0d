"""Tables of the data: what the splits hold, and which part of one a trial uses."""

import numpy as np
import pandas as pd

from emnist_lab.datasets.load import Split
from emnist_lab.datasets.partition import Partition
from emnist_lab.figures.numbers import count, percent_number
from emnist_lab.figures.tables import pipe_table


def split_table(splits: list) -> str:
    """Return a table of splits: classes, images at hand, and those of the official files.

    Returns
    -------
    str
        A pipe table; `rarest : commonest` compares training images per class. What official files
        hold is left out where no data set says.
    """
    rows = []
    published = [split.dataset.split_facts(split.name) for split in splits]
    is_published = any(facts.train_images is not None for facts in published)
    for split, facts in zip(splits, published, strict=True):
        official = {
            "official training": count(facts.train_images),
            "official test": count(facts.test_images),
        }
        per_class = _images_per_class(split.train_labels, split)
        rows.append(
            {
                "split": split.name,
                "classes": str(len(split.classes)),
                "training": count(len(split.train_labels)),
                "test": count(len(split.test_labels)),
                **(official if is_published else {}),
                "rarest : commonest": f"1 : {per_class.max() / max(per_class.min(), 1):.1f}",
            }
        )
    return pipe_table(rows)


def partition_table(partition: Partition, split: Split) -> str:
    """Return a table of the parts that a trial uses, and what of the split stays unused."""
    parts = {
        "training": (partition.train, "training"),
        "validation": (partition.validation, "training"),
        "test": (partition.test, "test"),
    }
    rows = []
    for name, (part, drawn_from) in parts.items():
        per_class = _images_per_class(part.all_labels(), split)
        fewest, most = count(per_class.min()), count(per_class.max())
        rows.append(
            {
                "part": name,
                "drawn from": f"{drawn_from} images",
                "images": count(len(part)),
                "per class": fewest if fewest == most else f"{fewest} to {most}",
            }
        )
    return pipe_table(rows, left=("drawn from",))


def overlap_table(overlaps: pd.DataFrame) -> str:
    """Return a table of what bases left out, and of test images that they were trained on.

    Parameters
    ----------
    overlaps : pandas.DataFrame
        From `emnist_lab.datasets.overlap.base_overlaps`.
    """
    rows = [
        {
            "base's split": row["split"],
            "left out": count(row["left_out"]),
            "trained on": count(row["train_images"]),
            "test images": count(row["test_images"]),
            "in both": count(row["in_both"]),
            "share (%)": percent_number(row["in_both"] / row["test_images"]),
        }
        for _, row in overlaps.iterrows()
    ]
    return pipe_table(rows)


def _images_per_class(labels: np.ndarray, split: Split) -> np.ndarray:
    return np.bincount(labels, minlength=len(split.classes))
