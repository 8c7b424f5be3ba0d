"""Whether notebooks may train, or only show the records there are."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

TRAINING_VARIABLE = "EMNIST_LAB_TRAINING"
OFF = "off"


@contextmanager
def without_training() -> Iterator[None]:
    """Let notebooks that are executed meanwhile show the records there are, and train nothing."""
    before = os.environ.get(TRAINING_VARIABLE)
    os.environ[TRAINING_VARIABLE] = OFF
    try:
        yield
    finally:
        del os.environ[TRAINING_VARIABLE]
        if before is not None:
            os.environ[TRAINING_VARIABLE] = before


def may_train() -> bool:
    """Return whether notebooks train what is missing, or only show what is there."""
    return os.environ.get(TRAINING_VARIABLE) != OFF
