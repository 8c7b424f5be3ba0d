"""The cache of splits as `.npy` files that load by memory-mapping.

A split's folder is written beside its place under a temporary name, `meta.json` last, and then
renamed: what has the right name is whole, also when two processes write the same split at once.
"""

import contextlib
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
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
    train: Iterator[Batch],
    test: Iterator[Batch],
    classes: tuple[str, ...],
    shape: tuple[int, ...],
    facts: dict[str, Any],
    check: Callable[[dict[str, np.ndarray]], list[str]] = lambda arrays: [],
) -> dict[str, Any]:
    """Write a split to the cache, a batch at a time.

    Parameters
    ----------
    folder : Path
        The split's place in the cache; what is there already and whole stays.
    train, test : iterator of (images, labels)
        uint8 images and class numbers (n,).
    classes : tuple of str
        The name of each class number.
    shape : tuple of int
        That of one image.
    facts : dict
        What else to keep in `meta.json`.
    check : callable
        Looks at the arrays before they get their place; returns warnings to keep, or raises.

    Returns
    -------
    dict
        The content of `meta.json`: facts, classes, warnings, shapes and the content's digest.

    Raises
    ------
    StorageError
        If the system refuses, for example on a full disk.
    """
    try:
        return _write_split(folder, train, test, classes, shape, facts, check)
    except OSError as error:
        raise StorageError.of(error, folder) from error


def _write_split(
    folder: Path,
    train: Iterator[Batch],
    test: Iterator[Batch],
    classes: tuple[str, ...],
    shape: tuple[int, ...],
    facts: dict[str, Any],
    check: Callable[[dict[str, np.ndarray]], list[str]],
) -> dict[str, Any]:
    folder.parent.mkdir(parents=True, exist_ok=True)
    workspace = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    # A folder of its own inside: mkdtemp's is closed to everybody else.
    fresh = workspace / "fresh"
    fresh.mkdir()
    try:
        dtype = label_dtype(len(classes))
        arrays = _write_part(fresh, "train", train, shape, dtype)
        arrays |= _write_part(fresh, "test", test, shape, dtype)
        meta = facts | {
            "classes": list(classes),
            "digest": _digest(arrays, classes),
            "warnings": check(map_arrays(fresh)),
            "shapes": {name: array["shape"] for name, array in arrays.items()},
        }
        (fresh / META_NAME).write_text(json.dumps(meta, indent=1))
        _put_in_place(fresh, folder)
    finally:
        shutil.rmtree(workspace, ignore_errors=True)
    return meta


def read_meta(folder: Path) -> dict[str, Any] | None:
    """Return what `meta.json` says of a cached split, or None if the split is not there whole.

    Parameters
    ----------
    folder : Path
        The split's place in the cache.

    Returns
    -------
    dict or None
        As `write_split` returned it.
    """
    try:
        meta = json.loads((folder / META_NAME).read_text())
        for name in ARRAYS:
            if list(_header_shape(folder / f"{name}.npy")) != meta["shapes"][name]:
                return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return meta


def map_arrays(folder: Path) -> dict[str, np.ndarray]:
    """Return the arrays of a cached split, memory-mapped and read-only."""
    return {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS}


def _write_part(
    folder: Path,
    part: str,
    batches: Iterator[Batch],
    shape: tuple[int, ...],
    label_type: np.dtype,
) -> dict[str, dict[str, Any]]:
    """Write images and labels while hashing them; return shape and hash of each."""
    shapes: dict[str, tuple[int, ...]] = {f"{part}_images": (0, *shape), f"{part}_labels": (0,)}
    types = dict(zip(shapes, (np.dtype(np.uint8), label_type), strict=True))
    hashes = {name: hashlib.sha256() for name in shapes}
    count = 0
    with (
        (folder / f"{part}_images.npy").open("wb") as images_out,
        (folder / f"{part}_labels.npy").open("wb") as labels_out,
    ):
        outputs = dict(zip(shapes, (images_out, labels_out), strict=True))
        for name, out in outputs.items():
            _write_header(out, shapes[name], types[name])
        for batch in batches:
            for (name, out), values in zip(outputs.items(), batch, strict=True):
                content = np.ascontiguousarray(values, types[name]).data
                hashes[name].update(content)
                out.write(content)
            count += len(batch[1])
        shapes = {name: (count, *shape[1:]) for name, shape in shapes.items()}
        for name, out in outputs.items():
            _write_header(out, shapes[name], types[name])
    return {name: {"shape": shapes[name], "hash": hashes[name].hexdigest()} for name in shapes}


def _write_header(out: BinaryIO, shape: tuple[int, ...], dtype: np.dtype) -> None:
    # NumPy leaves room in the header for the first dimension to grow, so the count may come last.
    out.seek(0)
    np.lib.format.write_array_header_1_0(
        out, {"descr": dtype.str, "fortran_order": False, "shape": shape}
    )


def _header_shape(file: Path) -> tuple[int, ...]:
    """Return the shape of a `.npy` file of whole numbers that is as long as its header says."""
    with file.open("rb") as stream:
        np.lib.format.read_magic(stream)
        shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
        expected = stream.tell() + int(np.prod(shape)) * dtype.itemsize
    if dtype.kind != "u" or file.stat().st_size != expected:
        raise ValueError(f"{file} is damaged")
    return shape


def _digest(arrays: dict[str, dict[str, Any]], classes: tuple[str, ...]) -> str:
    content = [[name, list(arrays[name]["shape"]), arrays[name]["hash"]] for name in ARRAYS]
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
