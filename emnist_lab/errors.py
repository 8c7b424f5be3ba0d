"""Errors that a user can fix; anything else is a bug and keeps its traceback."""

import unicodedata
from pathlib import Path


class EmnistLabError(Exception):
    """Something a user can put right: what was wrong, where, and what to do.

    `problem` is a sentence without a full stop, `where` the file, folder or option it was found in,
    or whatever else says so as text, `fix` the command or change that puts it right.
    """

    def __init__(self, problem: str, where: object = None, fix: str | None = None):
        super().__init__(problem, where, fix)
        self.problem = problem
        self.where = where
        self.fix = fix

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where is not None else ""
        remedy = f"\n  {self.fix}" if self.fix else ""
        # Places and problems quote what others wrote.
        return printable(f"{place}{self.problem}{remedy}")


class DataError(EmnistLabError):
    """A data file or folder that cannot be used as it is."""


class StorageError(EmnistLabError):
    """A file that cannot be written: no outcome of a trial, but the end of a search."""

    @classmethod
    def of(cls, error: OSError, file: str | Path | None = None) -> "StorageError":
        """Return the error that says which file the system refused, and what to do."""
        return cls(
            error.strerror or str(error),
            where=error.filename or file,
            fix="make room or make the folder writable, and run the same command: "
            "done trials are kept",
        )


def first_line(error: BaseException) -> str:
    """Return the first line of what an exception says, or its type where it says nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def printable(text: str) -> str:
    """Return a text with its control characters shown: sent to a terminal, they steer it."""
    return "".join(
        character.encode("unicode_escape").decode()
        if unicodedata.category(character) in ("Cc", "Cf", "Cs") and character not in "\n\t"
        else character
        for character in text
    )
