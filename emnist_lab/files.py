"""Files that are written whole or not at all."""

import os
import secrets
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from emnist_lab.errors import EmnistLabError, StorageError, first_line

# What a damaged zip raises: a member may be cut short, need a password, be packed in a way that
# Python lacks, or have a name that is no text.
DAMAGED_ARCHIVE = (
    *(OSError, EOFError, RuntimeError, UnicodeDecodeError),
    *(zipfile.BadZipFile, zlib.error),
)
# More than any text has that this project writes: the records of a search have some kilobytes.
LARGEST_TEXT = 64 * 10**6


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
    # A name that nobody guesses, and made anew: a link that was planted there is not followed.
    temporary = file.with_name(f".{os.getpid()}.{secrets.token_hex(4)}.{file.name}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.open("xb").close()
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


def read_text(file: Path) -> str:
    """Return a text that somebody may have handed over, which need not be one, nor ever end.

    Raises
    ------
    EmnistLabError
        If it is larger than `LARGEST_TEXT`, or not UTF-8.
    """
    with file.open("rb") as stream:
        content = stream.read(LARGEST_TEXT + 1)
    if len(content) > LARGEST_TEXT:
        raise EmnistLabError(
            f"is larger than the {LARGEST_TEXT // 10**6} MB that are read of a text",
            file,
            "name a file that this project wrote",
        )
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise EmnistLabError(
            f"is not text ({error})", file, "name a file that this project wrote"
        ) from error


def check_unpacked(archive: zipfile.ZipFile) -> None:
    """Refuse an archive that unpacks to far more than its size, before any of it is read.

    Raises
    ------
    EmnistLabError
        Arrays and weights of ours shrink to a third at best.
    """
    packed = sum(member.compress_size for member in archive.infolist())
    unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > 100 * packed + LARGEST_TEXT:
        raise EmnistLabError(
            f"unpacks to {unpacked / 1e9:,.1f} GB from {packed / 1e6:,.1f} MB",
            archive.filename,
            "take the file from where it was made",
        )


class _PlainLoader(yaml.SafeLoader):
    """Reads YAML without aliases: nested, a few lines of them stand for gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            raise yaml.composer.ComposerError(
                None, None, "an alias, which is not read here", event.start_mark
            )
        return super().compose_node(parent, index)


def plain_yaml(text: str) -> Any:
    """Return what a YAML text holds, which somebody may have handed over.

    Raises
    ------
    yaml.YAMLError
        If it is no YAML, nested too deeply, or has aliases or tags that make objects.
    """
    try:
        return yaml.load(text, _PlainLoader)
    except (RecursionError, ValueError) as error:
        raise yaml.YAMLError(first_line(error)) from error


def inside(folder: Path, name: str) -> Path:
    """Return a path in a folder, of which `name` may come from a file.

    Raises
    ------
    EmnistLabError
        If it leads out of the folder, by its name or through a link.
    """
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise EmnistLabError("leads out of its folder", path, f"name a place inside {folder}")
    return path


def remove_unfinished(folder: Path) -> None:
    """Remove what killed processes left half-written in a folder and the folders in it."""
    for file in folder.rglob(".[0-9]*.*"):
        file.unlink(missing_ok=True)
