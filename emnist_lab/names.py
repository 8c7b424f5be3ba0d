"""What may come from a file as a name, of studies, variants or classes, or as a sentence."""

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from emnist_lab.errors import printable

# Begins with a letter, digit or underscore, so that no path leads upward and nothing is hidden.
PATTERN = r"^\w[\w .+-]*$"
LONGEST = 100

Name = Annotated[str, StringConstraints(pattern=PATTERN, max_length=LONGEST)]


def is_name(text: str) -> bool:
    """Return whether a text may name a study, variant, profile, split, layer or class."""
    return len(text) <= LONGEST and re.fullmatch(PATTERN[1:-1], text) is not None


# A sentence of a record, a profile or a data set.
Text = Annotated[str, AfterValidator(printable)]
