"""Read a MATLAB file in a process of its own, since SciPy can crash at a damaged one.

`python mat_process.py FOLDER MEMORY` takes the file's content from its input and leaves the arrays
of the struct `dataset` in the folder, in at most so many bytes of memory. Where it cannot, it ends
with the problem in its error output. It imports nothing of this package, and so starts fast.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

# How a process ends at a format that SciPy does not read.
OF_7_3 = 3


def main() -> None:
    """Read the input's MATLAB file, and leave its arrays or say why there are none."""
    folder, memory = Path(sys.argv[1]), int(sys.argv[2])
    _limit_memory(memory)
    from scipy.io import loadmat

    try:
        content = loadmat(io.BytesIO(sys.stdin.buffer.read()), simplify_cells=True)
        for name, array in _arrays(content.get("dataset")):
            np.save(folder / f"{name}.npy", array, allow_pickle=False)
    except NotImplementedError:
        sys.exit(OF_7_3)
    # SciPy raises whatever it meets.
    except Exception as error:
        sys.exit(f"{type(error).__name__}: {error}")


def _arrays(dataset: Any) -> Iterator[tuple[str, np.ndarray]]:
    """Give each array of the struct by its name there."""
    if not isinstance(dataset, dict):
        return
    for part in ("train", "test"):
        values = dataset.get(part)
        for name in ("images", "labels"):
            if isinstance(values, dict) and name in values:
                yield f"{part}.{name}", _whole_numbers(values[name])
    if "mapping" in dataset:
        yield "mapping", _whole_numbers(dataset["mapping"])


def _whole_numbers(values: Any) -> np.ndarray:
    array = np.asarray(values)
    if array.dtype.kind == "f":
        with np.errstate(invalid="ignore"):
            whole = array.astype(np.int64)
        if (whole == array).all():
            return whole
    if array.dtype.kind not in "iu":
        raise TypeError(f"{array.dtype} where there should be whole numbers")
    return array


def _limit_memory(most: int) -> None:
    try:
        import resource
    except ImportError:
        # Windows has no such limit.
        return
    limits = [limit for limit in resource.getrlimit(resource.RLIMIT_AS) if limit >= 0]
    resource.setrlimit(resource.RLIMIT_AS, (min([most, *limits]),) * 2)


if __name__ == "__main__":
    main()
