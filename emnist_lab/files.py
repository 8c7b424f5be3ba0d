"""Files that are written whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from emnist_lab.errors import StorageError


@contextmanager
def whole_file(file: Path) -> Iterator[Path]:
    """Give a path beside `file` to write to; it becomes `file` once it is on disk.

    If the body raises, `file` stays as it was and nothing is left beside it.

    Parameters
    ----------
    file : Path
        The file to write; its folder is made where missing.

    Raises
    ------
    StorageError
        If the system refuses, for example on a full disk or in a read-only folder.
    """
    temporary = file.with_name(f".{os.getpid()}.{file.name}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield temporary
            with temporary.open("rb") as stream:
                os.fsync(stream.fileno())
            temporary.replace(file)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError.of(error, file) from error


def write_whole(file: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    with whole_file(file) as temporary:
        temporary.write_text(text)


def remove_unfinished(folder: Path) -> None:
    """Remove what killed processes left half-written in a folder and the folders in it."""
    for file in folder.rglob(".[0-9]*.*"):
        file.unlink(missing_ok=True)
