"""Splits as the studies use them: found, read once, and memory-mapped from then on."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from emnist_lab.dataset import DataSet, Drawing, Labels, Part, SplitContent
from emnist_lab.datasets.content import class_batches
from emnist_lab.datasets.kept import read_kept
from emnist_lab.datasets.origin import Origin, find_origin
from emnist_lab.datasets.plausible import check_plausible
from emnist_lab.datasets.registry import DEFAULT
from emnist_lab.datasets.store import map_arrays, read_meta, write_split
from emnist_lab.project import Project


@dataclass(frozen=True)
class Split:
    """One split of a data set, upright and memory-mapped.

    Parameters
    ----------
    name : str
        The split's name in the data set.
    classes : tuple of str
        The name of each class number.
    train_images, test_images : ndarray of uint8, (n, side, side) or (n, side, side, 3)
        Gray values, or red, green and blue.
    train_labels, test_labels : ndarray of uint8, or a larger type for more classes, (n,)
        Class numbers, from 0.
    origin : Origin
        Where the images come from.
    digest : str
        SHA-256 of the content: images, labels and classes.
    warnings : tuple of str
        What readers must know of the content (`emnist_lab.datasets.plausible`).
    dataset : DataSet
        What it is a split of.
    """

    name: str
    classes: tuple[str, ...]
    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    origin: Origin
    digest: str
    warnings: tuple[str, ...] = ()
    dataset: DataSet = DEFAULT


def load_split(name: str, data_dir: str | Path | None = None, dataset: DataSet = DEFAULT) -> Split:
    """Return a split; the first time it is read or drawn, and cached.

    Parameters
    ----------
    name : str
        The split's name in the data set.
    data_dir, dataset
        As for `find_origin`.

    Returns
    -------
    Split
        Upright images with class numbers, memory-mapped.

    Raises
    ------
    DataError
        If the data set or the folder has no such split, or its files are damaged.
    """
    origin = find_origin(data_dir, dataset=dataset)
    if origin.folder is not None and not origin.has_images:
        kept = read_kept(origin.folder, dataset, name)
        return Split(name, **kept, origin=origin, dataset=dataset)
    folder = _cache_folder(dataset, name, origin)
    meta = read_meta(folder) or _fill_cache(folder, dataset, name, origin)
    return Split(
        name,
        tuple(meta["classes"]),
        **map_arrays(folder),
        origin=origin,
        digest=meta["digest"],
        warnings=tuple(meta["warnings"]),
        dataset=dataset,
    )


def load_test_part(
    name: str, data_dir: str | Path | None = None, dataset: DataSet = DEFAULT
) -> Split:
    """Return a split as `load_split`, or the test part alone where the training part is missing.

    Raises
    ------
    DataError
        If the test part is missing or damaged.
    """
    origin = find_origin(data_dir, test_alone=True, dataset=dataset)
    if (
        origin.folder is None
        or not origin.has_images
        or name in dataset.form.splits_in(dataset, origin.folder)
    ):
        return load_split(name, data_dir, dataset)
    content = dataset.form.find_split_files(dataset, origin.folder, name, test_alone=True).read()
    most = dataset.split_facts(name).test_images
    batches = list(class_batches(content.test, content.labels, most))
    images, labels = (np.concatenate(values) for values in zip(*batches, strict=True))
    digest = hashlib.sha256(images.tobytes() + labels.tobytes()).hexdigest()
    classes, none = content.labels.classes, (images[:0], labels[:0])
    return Split(name, classes, *none, images, labels, origin, digest, dataset=dataset)


def load_splits(
    names: Iterable[str], data_dir: str | Path | None = None, dataset: DataSet = DEFAULT
) -> dict[str, Split]:
    """Return several splits by name (see `load_split`)."""
    return {name: load_split(name, data_dir, dataset) for name in names}


def digests_of(splits: dict[str, Split]) -> dict[str, str]:
    """Return the digest of each split by name."""
    return {name: split.digest for name, split in splits.items()}


def split_digest(name: str, data_dir: str | Path | None = None, dataset: DataSet = DEFAULT) -> str:
    """Return the digest of `load_split`, filling the cache if need be."""
    return cached_digest(name, data_dir, dataset) or load_split(name, data_dir, dataset).digest


def cached_digest(
    name: str, data_dir: str | Path | None = None, dataset: DataSet = DEFAULT
) -> str | None:
    """Return the digest of a split if it is in the cache, else None: never reads images."""
    origin = find_origin(data_dir, dataset=dataset)
    if origin.folder is not None and not origin.has_images:
        return read_kept(origin.folder, dataset, name)["digest"]
    meta = read_meta(_cache_folder(dataset, name, origin))
    return meta["digest"] if meta else None


def _cache_folder(dataset: DataSet, name: str, origin: Origin) -> Path:
    dataset.split_facts(name)
    if origin.folder is None:
        identity = _drawing(dataset).synthesis_key()
    else:
        identity = dataset.form.find_split_files(dataset, origin.folder, name).identity()
    key = hashlib.sha256(repr(identity).encode()).hexdigest()[:16]
    return Project.find().cache_dir / f"{origin.kind}-{key}" / name


def _fill_cache(folder: Path, dataset: DataSet, name: str, origin: Origin) -> dict[str, Any]:
    content, published = _content(dataset, name, origin), dataset.split_facts(name)
    train = class_batches(content.train, content.labels, published.train_images)
    test = class_batches(content.test, content.labels, published.test_images)
    classes = content.labels.classes
    places = {"train": content.train.place, "test": content.test.place}
    check = partial(check_plausible, classes=classes, places=places)
    return write_split(folder, train, test, classes, dataset.shape, check)


def _content(dataset: DataSet, name: str, origin: Origin) -> SplitContent:
    if origin.folder is not None:
        return dataset.form.find_split_files(dataset, origin.folder, name).read()
    train_images, train_labels, test_images, test_labels = _drawing(dataset).synthesize_split(name)
    train = Part(origin.description, iter([(train_images, train_labels)]))
    test = Part(origin.description, iter([(test_images, test_labels)]))
    return SplitContent(train, test, Labels(0, dataset.split_facts(name).classes))


def _drawing(dataset: DataSet) -> Drawing:
    if dataset.drawing is None:
        raise ValueError(f"images of {dataset.name} come from files: nothing draws them")
    return dataset.drawing
