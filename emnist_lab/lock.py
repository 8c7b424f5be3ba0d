"""One process at a time works on a folder; the lock of a dead process holds nobody up."""

import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from emnist_lab.files import write_whole

LOCK_FILE = ".lock"
HOLDER_FILE = ".lock-holder.json"


@contextmanager
def folder_lock(folder: Path, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold a folder's lock while the body runs; wait for it where another process holds it.

    The operating system gives the lock back when its process ends, however it ends. `tell` is
    called with a sentence that names the holder, once, before waiting.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK_FILE)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        tell(f"Waiting for {_holder(folder)}, which is working in {folder}.")
        lock.acquire()
    try:
        _write_holder(folder)
        yield
    finally:
        lock.release()


def is_held(folder: Path) -> bool:
    """Return whether a living process holds a folder's lock."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / LOCK_FILE).acquire(timeout=0):
            return False
    except Timeout:
        return True


def _write_holder(folder: Path) -> None:
    holder = {
        "process": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    write_whole(folder / HOLDER_FILE, json.dumps(holder))


def _holder(folder: Path) -> str:
    try:
        holder = json.loads((folder / HOLDER_FILE).read_text())
    except (OSError, ValueError):
        return "another process"
    return f"process {holder['process']} on {holder['host']} (since {holder['since']})"
