"""What each worker of a search trains on: a GPU, or cores, of its own."""

import os
from pathlib import Path

from emnist_lab.errors import EmnistLabError

AUTO = "auto"
CORES_VARIABLE = "EMNIST_LAB_CORES"
# What a worker was seen to hold while it trains ResNet-50, rounded up.
MEMORY_A_WORKER = 2 * 2**30


def worker_devices(workers: str = AUTO) -> list[dict[str, str]]:
    """Return the environment of each worker: one GPU each, or an equal share of the cores.

    The share hangs on the number of workers alone, not on how many trials are due: sums over
    other numbers of threads round otherwise, and a resumed search must end where it would have.

    Parameters
    ----------
    workers : str
        A number, or "auto": one a GPU; without GPUs one a core, as far as the memory goes.

    Returns
    -------
    list of dict
        One entry a worker; `EMNIST_LAB_CORES` holds the cores that a worker pins itself to.

    Raises
    ------
    EmnistLabError
        If `workers` is no number, or there are fewer devices.
    """
    gpus = _visible_gpus()
    cores = available_cores()
    count = _worker_count(workers, len(gpus), len(cores))
    if gpus:
        return [{"CUDA_VISIBLE_DEVICES": gpu} for gpu in gpus[:count]]
    share = len(cores) // count
    return [_pinned(cores[i * share : (i + 1) * share]) for i in range(count)]


def available_cores() -> list[int]:
    """Return the numbers of the cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def take_device(environment: dict[str, str]) -> None:
    """Bind this process to a worker's device, before it imports TensorFlow.

    Parameters
    ----------
    environment : dict
        One entry of `worker_devices`.
    """
    os.environ.update(environment)
    cores = os.environ.get(CORES_VARIABLE)
    if cores and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {int(core) for core in cores.split(",")})


def thread_count() -> int:
    """Return the threads that one operation of TensorFlow is shared among in this process."""
    return int(os.environ.get("TF_NUM_INTRAOP_THREADS") or len(available_cores()))


def _worker_count(workers: str, gpus: int, cores: int) -> int:
    if workers == AUTO:
        return gpus or max(1, min(cores, _memory() // MEMORY_A_WORKER))
    most, device = (gpus, "GPU") if gpus else (cores, "core")
    if not workers.isdecimal() or not 1 <= int(workers) <= most:
        raise EmnistLabError(
            f"{workers!r} is no number of workers for this machine",
            where="--workers",
            fix=f"give 1 to {most} (one a {device}), or {AUTO}",
        )
    return int(workers)


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _pinned(cores: list[int]) -> dict[str, str]:
    threads = str(len(cores))
    return {
        "TF_NUM_INTRAOP_THREADS": threads,
        "TF_NUM_INTEROP_THREADS": threads,
        "OMP_NUM_THREADS": threads,
        CORES_VARIABLE: ",".join(map(str, cores)),
    }


def _visible_gpus() -> list[str]:
    named = os.environ.get("CUDA_VISIBLE_DEVICES")
    if named is not None:
        return [gpu for gpu in named.split(",") if gpu not in ("", "-1")]
    # TensorFlow would take seconds and memory to answer the same.
    return [file.name.removeprefix("nvidia") for file in sorted(Path("/dev").glob("nvidia[0-9]*"))]
