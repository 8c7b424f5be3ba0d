"""What is kept of splits beside kept results: classes and counts, without a single image.

Results of handwriting that may not be copied can be kept and shown where the images are not: a
folder of kept results takes the place of the folder of the data. Its digests are marked, so that
nothing measured on the images themselves mixes with it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from pydantic import NonNegativeInt, ValidationError, model_validator

from emnist_lab.dataset import DataSet
from emnist_lab.datasets.content import check_count, label_dtype
from emnist_lab.errors import DataError
from emnist_lab.files import read_text, write_whole
from emnist_lab.names import Name, Text
from emnist_lab.profile import Profile
from emnist_lab.project import KEPT_MARKER
from emnist_lab.recipe import StrictModel

if TYPE_CHECKING:
    from emnist_lab.datasets.origin import Origin

SPLITS_FILE = KEPT_MARKER
DIGEST_MARK = "kept:"


class KeptSplit(StrictModel):
    """Classes and counts of a split, and the digest of its content."""

    digest: Name
    classes: tuple[Name, ...]
    train_counts: tuple[NonNegativeInt, ...]
    test_counts: tuple[NonNegativeInt, ...]

    @model_validator(mode="after")
    def _every_class_is_counted(self) -> Self:
        if not len(self.classes) == len(self.train_counts) == len(self.test_counts) > 0:
            raise ValueError("as many counts as classes are needed, and one at least")
        return self


class KeptDataSet(StrictModel):
    """The splits of one data set, and where its images came from."""

    kind: Literal["real", "synthetic"]
    description: Text
    splits: dict[Name, KeptSplit]


class KeptSplits(StrictModel):
    """What `splits.json` holds: the profile that results are of, and its data sets."""

    profile: Name
    datasets: dict[Name, KeptDataSet]


def keep_splits(profile: Profile, splits: Sequence, folder: Path) -> None:
    """Write what is kept of splits, whole or not at all.

    Parameters
    ----------
    splits : sequence of emnist_lab.datasets.load.Split
        Of any data sets, those of one from the same origin.
    """
    datasets: dict[str, dict[str, Any]] = {}
    for split in splits:
        origin, most = split.origin, len(split.classes)
        facts = {"kind": origin.kind, "description": origin.description, "splits": {}}
        datasets.setdefault(split.dataset.name, facts)["splits"][split.name] = {
            "digest": split.digest,
            "classes": split.classes,
            "train_counts": np.bincount(split.train_labels, minlength=most).tolist(),
            "test_counts": np.bincount(split.test_labels, minlength=most).tolist(),
        }
    kept = KeptSplits.model_validate({"profile": profile.name, "datasets": datasets})
    write_whole(folder / SPLITS_FILE, kept.model_dump_json(indent=1))


def is_kept(folder: Path) -> bool:
    """Return whether a folder holds kept results in place of images."""
    return (folder / SPLITS_FILE).is_file()


def kept_profile(folder: Path) -> str:
    """Return the profile that kept results are of, or raise an error if a folder holds none."""
    if not is_kept(folder):
        raise DataError(
            f"holds no kept results: there is no {SPLITS_FILE}",
            folder,
            "name a folder that `emnist-lab keep` wrote, such as docs/results-cpu",
        )
    return read_splits(folder).profile


def need_images(origin: "Origin") -> None:
    """Raise an error if only results are kept of the data, not its images."""
    if not origin.has_images:
        raise DataError(
            "holds kept results, not the images that they are of",
            origin.folder,
            "name a folder of the images' own files with --data-dir",
        )


def kept_origin(folder: Path, dataset: str) -> tuple[Literal["real", "synthetic"], str]:
    """Return the kind of the images, and where they came from and that they are not here."""
    kept = _read_dataset(folder, dataset)
    return kept.kind, f"{kept.description} Only the results are at hand here, not the images."


def kept_splits(folder: Path, dataset: DataSet) -> tuple[str, ...]:
    """Return the names of a data set's splits of which something is kept."""
    kept = _read_dataset(folder, dataset.name).splits
    return tuple(name for name in dataset.split_names if name in kept)


def kept_digest(digest: str) -> str:
    """Return the digest that stands for a split's content where its images are not at hand."""
    return DIGEST_MARK + digest


def stands_for_images(digest: str) -> bool:
    """Return whether a digest is that of a split whose images are not at hand."""
    return digest.startswith(DIGEST_MARK)


def read_kept(folder: Path, dataset: DataSet, name: str) -> dict[str, Any]:
    """Return what is kept of a split, in the form of `emnist_lab.datasets.load.Split`.

    Labels are in the order of the classes, and of the images only the number means something.
    """
    kept = _read_dataset(folder, dataset.name).splits.get(name)
    facts = dataset.split_facts(name)
    if kept is None or len(kept.classes) > len(facts.classes):
        raise DataError(
            f"keeps no results of the split '{name}' with its {len(facts.classes)} classes",
            folder,
            f"use a split that is there: {', '.join(kept_splits(folder, dataset))}",
        )
    content: dict[str, Any] = {"classes": kept.classes, "digest": kept_digest(kept.digest)}
    numbers = np.arange(len(kept.classes), dtype=label_dtype(len(kept.classes)))
    for part, counts, published in (
        ("train", kept.train_counts, facts.train_images),
        ("test", kept.test_counts, facts.test_images),
    ):
        check_count(sum(counts), published, folder / SPLITS_FILE)
        content[f"{part}_labels"] = np.repeat(numbers, counts)
        content[f"{part}_images"] = np.broadcast_to(np.uint8(0), (sum(counts), *dataset.shape))
    return content


def read_splits(folder: Path) -> KeptSplits:
    """Return what is kept of all splits.

    Raises
    ------
    DataError
        If the file is none that this version reads.
    """
    file = folder / SPLITS_FILE
    try:
        return KeptSplits.model_validate_json(read_text(file))
    except ValidationError as error:
        first = error.errors()[0]
        raise DataError(
            f"holds no kept splits: {first['msg']} at {'.'.join(map(str, first['loc']))}",
            file,
            "take the folder whole, with the version of emnist_lab that wrote it",
        ) from error


def _read_dataset(folder: Path, dataset: str) -> KeptDataSet:
    kept = read_splits(folder).datasets
    if dataset not in kept:
        raise DataError(
            f"keeps no results of the data set '{dataset}', but of {', '.join(kept)}",
            folder,
            "name a folder of the images themselves with --data-dir",
        )
    return kept[dataset]
