"""How every command ends: with an answer, or with one message that says what fixes the cause."""

import contextlib
import errno
import os
import sys
from typing import Any

import click

from emnist_lab.errors import EmnistLabError, StorageError
from emnist_lab.workflow.ending import Stopped, ends_on_signals


class Commands(click.Group):
    """A group whose commands end in one clear message where a user can fix the cause."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with ends_on_signals():
                answer = super().invoke(ctx)
                # What cannot be written shows here, not when Python ends.
                sys.stdout.flush()
                return answer
        except Stopped as stop:
            # The terminal may be what is gone.
            with contextlib.suppress(OSError):
                click.echo(f"{stop}; the same command goes on with what is left", err=True)
            raise
        except EmnistLabError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            if error.filename is not None:
                raise click.ClickException(str(StorageError.of(error))) from error
            # A closed pipe is no error: click ends quietly.
            if error.errno == errno.EPIPE:
                raise
            _drop_output()
            raise click.ClickException(
                f"the output cannot be written: {error.strerror or error}\n"
                "  send it to where there is room; what was done is kept"
            ) from error


def _drop_output() -> None:
    """Let Python flush to nowhere at its end what the system refuses to take."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
