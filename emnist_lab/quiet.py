"""Start TensorFlow without the lines that it writes about itself."""

import os
import tempfile

LEVEL_VARIABLE = "TF_CPP_MIN_LOG_LEVEL"
# Warnings and what is less are left out from here on.
ERRORS_ONLY = "2"


def let_tensorflow_speak() -> None:
    """Have TensorFlow write all that it has to say, in this process and in those it starts."""
    os.environ[LEVEL_VARIABLE] = "0"


def import_tensorflow() -> None:
    """Import TensorFlow, and keep what it writes meanwhile to itself unless the import fails.

    Its libraries write before they read how much they should; afterward the level counts.
    """
    if os.environ.get(LEVEL_VARIABLE, "0") < ERRORS_ONLY:
        return
    with tempfile.TemporaryFile() as said:
        errors = os.dup(2)
        os.dup2(said.fileno(), 2)
        try:
            import tensorflow  # noqa: F401
        except BaseException:
            said.seek(0)
            os.write(errors, said.read())
            raise
        finally:
            os.dup2(errors, 2)
            os.close(errors)
