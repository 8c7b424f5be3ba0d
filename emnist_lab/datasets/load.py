"""Splits as the studies use them: found, read once, and memory-mapped from then on."""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from emnist_lab.code_digests import code_digests
from emnist_lab.datasets.content import BATCH_IMAGES, Batch, DataFile, class_batches
from emnist_lab.datasets.emnist.catalog import split_facts
from emnist_lab.datasets.emnist.folder import SplitFiles, find_split_files, splits_in
from emnist_lab.datasets.kept import read_kept
from emnist_lab.datasets.origin import Origin, find_origin
from emnist_lab.datasets.plausible import check_plausible
from emnist_lab.datasets.store import map_arrays, read_meta, write_split
from emnist_lab.project import Project

SYNTHESIS_SEED = 2017


@dataclass(frozen=True)
class Split:
    """One split of EMNIST, upright and memory-mapped.

    Parameters
    ----------
    name : str
        One of `SPLITS`.
    classes : tuple of str
        The character of each class number.
    train_images, test_images : ndarray of uint8, (n, 28, 28)
        Grey values, 0 background, 255 ink.
    train_labels, test_labels : ndarray of uint8, (n,)
        Class numbers, from 0.
    origin : Origin
        Where the images come from.
    digest : str
        SHA-256 of the content: images, labels and classes.
    warnings : tuple of str
        What readers must know of the content (`emnist_lab.datasets.plausible`).
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


def load_split(name: str, data_dir: str | Path | None = None) -> Split:
    """Return a split; the first time it is read or drawn, and cached.

    Parameters
    ----------
    name : str
        One of `SPLITS`.
    data_dir : str or Path, optional
        As for `find_origin`.

    Returns
    -------
    Split
        Upright images with class numbers, memory-mapped.

    Raises
    ------
    DataError
        If EMNIST or the folder has no such split, or its files are damaged.
    """
    origin = find_origin(data_dir)
    if not origin.has_images:
        return Split(name, **read_kept(origin.folder, name), origin=origin)
    folder = _cache_folder(name, origin)
    meta = read_meta(folder) or _fill_cache(folder, name, origin)
    return Split(
        name,
        tuple(meta["classes"]),
        **map_arrays(folder),
        origin=origin,
        digest=meta["digest"],
        warnings=tuple(meta.get("warnings", ())),
    )


def load_test_part(name: str, data_dir: str | Path | None = None) -> Split:
    """Return a split for its test part, where the training part may be missing.

    Parameters
    ----------
    name, data_dir
        As for `load_split`.

    Returns
    -------
    Split
        As `load_split`, or without training images, read into memory.

    Raises
    ------
    DataError
        If the test part is missing or damaged.
    """
    origin = find_origin(data_dir, test_alone=True)
    if origin.folder is None or not origin.has_images or name in splits_in(origin.folder):
        return load_split(name, data_dir)
    content, mapping = find_split_files(origin.folder, name, test_alone=True).read()
    batches = list(class_batches(content.test, mapping))
    images, labels = (np.concatenate(values) for values in zip(*batches, strict=True))
    digest = hashlib.sha256(images.tobytes() + labels.tobytes()).hexdigest()
    return Split(name, mapping.classes, images[:0], labels[:0], images, labels, origin, digest)


def load_splits(names: Iterable[str], data_dir: str | Path | None = None) -> dict[str, Split]:
    """Return several splits by name (see `load_split`)."""
    return {name: load_split(name, data_dir) for name in names}


def digests_of(splits: dict[str, Split]) -> dict[str, str]:
    """Return the digest of each split by name."""
    return {name: split.digest for name, split in splits.items()}


def split_digest(name: str, data_dir: str | Path | None = None) -> str:
    """Return the digest of a split's content, filling the cache if need be.

    Parameters
    ----------
    name : str
        One of `SPLITS`.
    data_dir : str or Path, optional
        As for `find_origin`.

    Returns
    -------
    str
        SHA-256 in hexadecimal digits; the same as `load_split(...).digest`.
    """
    return cached_digest(name, data_dir) or load_split(name, data_dir).digest


def cached_digest(name: str, data_dir: str | Path | None = None) -> str | None:
    """Return the digest of a split if it is in the cache, else None: never reads images.

    Parameters
    ----------
    name : str
        One of `SPLITS`.
    data_dir : str or Path, optional
        As for `find_origin`.

    Returns
    -------
    str or None
        SHA-256 in hexadecimal digits.
    """
    origin = find_origin(data_dir)
    if not origin.has_images:
        return read_kept(origin.folder, name)["digest"]
    meta = read_meta(_cache_folder(name, origin))
    return meta["digest"] if meta else None


def _cache_folder(name: str, origin: Origin) -> Path:
    split_facts(name)
    if origin.folder is None:
        key = _synthesis_key()
    else:
        key = _files_key(find_split_files(origin.folder, name))
    return Project.find().cache_dir / f"{origin.kind}-{key}" / name


def _fill_cache(folder: Path, name: str, origin: Origin) -> dict[str, Any]:
    facts = {"split": name, "kind": origin.kind, "description": origin.description}
    if origin.folder is None:
        from emnist_lab.datasets.emnist.synthesise import synthesise_split

        train_images, train_labels, test_images, test_labels = synthesise_split(
            name, SYNTHESIS_SEED
        )
        train, test = _in_batches(train_images, train_labels), _in_batches(test_images, test_labels)
        return write_split(folder, train, test, split_facts(name).classes, facts)
    content, mapping = find_split_files(origin.folder, name).read()
    train, test = (class_batches(part, mapping) for part in (content.train, content.test))
    places = {"train": content.train.place, "test": content.test.place}
    check = partial(check_plausible, classes=mapping.classes, places=places)
    return write_split(folder, train, test, mapping.classes, facts, check)


def _in_batches(images: np.ndarray, labels: np.ndarray) -> Iterator[Batch]:
    for start in range(0, len(labels), BATCH_IMAGES):
        batch = slice(start, start + BATCH_IMAGES)
        yield images[batch], labels[batch]


def _synthesis_key() -> str:
    """Return a hash that changes with the code and the shapes that the images are drawn by."""
    templates = sorted((Path(__file__).parent / "emnist" / "synthesise").glob("*.json"))
    code = code_digests("emnist_lab.datasets.emnist.synthesise")
    return _hash([SYNTHESIS_SEED, code, *(file.read_bytes() for file in templates)])


def _files_key(files: SplitFiles) -> str:
    """Return a hash that changes with the files, or with the code that reads them."""
    mapping = [files.mapping] if files.mapping is not None else []
    identities = [_identity(file) for file in (*files.train, *files.test, *mapping)]
    return _hash([code_digests(files.form.read.__module__), identities])


def _identity(file: DataFile) -> tuple[str, int, int]:
    on_disk = Path(file.root.filename) if isinstance(file, zipfile.Path) else file
    stat = on_disk.stat()
    return str(file), stat.st_size, stat.st_mtime_ns


def _hash(parts: list[Any]) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
