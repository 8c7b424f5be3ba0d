"""A study ends with the run that started it, though Snakemake and a shell stand between them."""

import os
import socket
import threading
import time

RUN_VARIABLE = "EMNIST_LAB_RUN"
SECONDS_BETWEEN_LOOKS = 1.0


def run_identity() -> dict[str, str]:
    """Return the variable that tells processes below which process the run is."""
    return {RUN_VARIABLE: f"{socket.gethostname()}:{os.getpid()}"}


def end_with_run() -> None:
    """End this process once the run that started it is gone, however that ended.

    Its kernel and the workers end with it, and leave their locks to the next run. A study that
    Snakemake started by itself, or on another machine, belongs to no run here.
    """
    host, _, process = os.environ.get(RUN_VARIABLE, "").rpartition(":")
    if host == socket.gethostname():
        threading.Thread(target=_end_with, args=(int(process),), daemon=True).start()


def _end_with(process: int) -> None:
    while _lives(process):
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os._exit(1)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
