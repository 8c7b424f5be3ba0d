"""Start TensorFlow without the lines that it writes about itself."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

LEVEL_VARIABLE = "TF_CPP_MIN_LOG_LEVEL"
# Warnings and what is less are left out from here on.
ERRORS_ONLY = "2"


def let_tensorflow_speak() -> None:
    """Have TensorFlow write all that it has to say, in this process and in those it starts."""
    os.environ[LEVEL_VARIABLE] = "0"


@contextmanager
def kept_quiet() -> Iterator[None]:
    """Keep to itself what libraries write about themselves meanwhile, unless the block fails.

    They write before they read how much they should.
    """
    if os.environ.get(LEVEL_VARIABLE, "0") < ERRORS_ONLY:
        yield
        return
    with tempfile.TemporaryFile() as said:
        errors = os.dup(2)
        os.dup2(said.fileno(), 2)
        try:
            yield
        except BaseException:
            said.seek(0)
            os.write(errors, said.read())
            raise
        finally:
            os.dup2(errors, 2)
            os.close(errors)


def import_tensorflow() -> None:
    """Import TensorFlow without its greeting."""
    with kept_quiet():
        import tensorflow  # noqa: F401
