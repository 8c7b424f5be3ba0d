"""The cache of splits as `.npy` files that load by memory-mapping.

A split's folder is written beside its place under a temporary name, and then renamed: what has the
right name is whole, also when two processes write the same split at once.
"""

import contextlib
import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from emnist_lab.dataset import Batch
from emnist_lab.datasets.content import label_dtype
from emnist_lab.errors import StorageError

META_NAME = "meta.json"
ARRAYS = ("train_images", "train_labels", "test_images", "test_labels")


def write_split(
    folder: Path,
    train: Iterable[Batch],
    test: Iterable[Batch],
    classes: tuple[str, ...],
    shape: tuple[int, ...],
    check: Callable[[dict[str, np.ndarray]], list[str]] = lambda arrays: [],
) -> dict[str, Any]:
    """Write a split to the cache, a batch at a time.

    Parameters
    ----------
    folder : Path
        The split's place in the cache; what is there already and whole stays.
    train, test : iterable of (images, labels)
        uint8 images and class numbers (n,).
    shape : tuple of int
        That of one image.
    check : callable
        Looks at the arrays before they get their place; returns warnings to keep, or raises.

    Returns
    -------
    dict
        The content of `meta.json`: classes, warnings and the digest of the content.

    Raises
    ------
    StorageError
        If the system refuses, for example on a full disk.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=f".{folder.name}-", dir=folder.parent, ignore_cleanup_errors=True
        ) as workspace:
            # A folder of its own inside: a temporary one is closed to everybody else.
            fresh = Path(workspace) / "fresh"
            fresh.mkdir()
            dtype = label_dtype(len(classes))
            for part, batches in (("train", train), ("test", test)):
                labels = _write_images(fresh / f"{part}_images.npy", batches, shape)
                np.save(fresh / f"{part}_labels.npy", labels.astype(dtype))
            arrays = map_arrays(fresh)
            digest = _digest(arrays, classes)
            meta = {"classes": list(classes), "digest": digest, "warnings": check(arrays)}
            (fresh / META_NAME).write_text(json.dumps(meta, indent=1))
            _put_in_place(fresh, folder)
    except OSError as error:
        raise StorageError.of(error, folder) from error
    return meta


def read_meta(folder: Path) -> dict[str, Any] | None:
    """Return what `meta.json` says of a cached split, or None if the split is not there whole."""
    try:
        map_arrays(folder)
        return json.loads((folder / META_NAME).read_text())
    except (OSError, EOFError, ValueError):
        return None


def map_arrays(folder: Path) -> dict[str, np.ndarray]:
    """Return the arrays of a cached split, memory-mapped and read-only."""
    return {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS}


def _write_images(file: Path, batches: Iterable[Batch], shape: tuple[int, ...]) -> np.ndarray:
    """Write the images of a part, and return its labels."""
    labels = []
    with file.open("wb") as out:
        _write_header(out, (0, *shape))
        for images, numbers in batches:
            out.write(np.ascontiguousarray(images).data)
            labels.append(numbers)
        joined = np.concatenate(labels)
        _write_header(out, (len(joined), *shape))
    return joined


def _write_header(out: BinaryIO, shape: tuple[int, ...]) -> None:
    # NumPy leaves room in the header for the first dimension to grow, so the count may come last.
    out.seek(0)
    header = {"descr": "|u1", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(out, header)


def _digest(arrays: dict[str, np.ndarray], classes: tuple[str, ...]) -> str:
    content = [
        [name, list(arrays[name].shape), hashlib.sha256(arrays[name].data).hexdigest()]
        for name in ARRAYS
    ]
    return hashlib.sha256(json.dumps([content, list(classes)]).encode()).hexdigest()


def _put_in_place(fresh: Path, folder: Path) -> None:
    if folder.exists() and read_meta(folder) is None:
        # Moved away before it is deleted, so that no other process sees it half there.
        with contextlib.suppress(FileNotFoundError):
            folder.rename(fresh.with_name("damaged"))
    try:
        fresh.rename(folder)
    except OSError:
        # Another process was quicker; its copy holds the same.
        if read_meta(folder) is None:
            raise
