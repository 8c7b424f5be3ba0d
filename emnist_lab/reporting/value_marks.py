"""The marks around printed values: spans that `report/value-links.lua` makes links of."""

import hashlib
import re

from markupsafe import Markup

from emnist_lab.reporting.anchors import trial_anchor
from emnist_lab.reporting.values import Figure

_MARK = re.compile(r'\[([^\[\]]*)\]\{\.value of=(\w+)(?: row=[\w-]+)?(?: was="[^"]*")?\}')
# As many digits tell a hundred thousand names apart.
_ID_DIGITS = 10


def marked(text: str, figure: Figure, name: str | None = None, was: str | None = None) -> Markup:
    """Return what is printed of a figure, marked with where it comes from.

    Parameters
    ----------
    text : str
        Markdown on one line, without brackets.
    figure : Figure
        What was printed; one that knows no name is printed as it is.
    name : str, optional
        Of the values that the figure is one of, where all are printed: an interval, a comparison.
    was : str, optional
        What was printed of the results that a rendering is compared with; html shows another.
    """
    if not getattr(figure, "name", ""):
        return Markup(text)
    row = f" row={trial_anchor(figure.trials[0])}" if figure.trials else ""
    told = f", {figure.told}" if figure.told else ""
    before = f' was="{was}{told}"' if was not in (None, text) else ""
    return Markup(f"[{text}]{{.value of={value_id(name or figure.name)}{row}{before}}}")


def around(figure: Figure) -> str:
    """Return the name of the values that a figure is one of."""
    return figure.name.rpartition(".")[0]


def value_id(name: str) -> str:
    """Return the identifier of a value, whatever its name holds; the same in every rendering."""
    return hashlib.sha256(name.encode()).hexdigest()[:_ID_DIGITS]


def marked_values(text: str) -> list[tuple[str, str]]:
    """Return the identifiers of the values that are marked in a text, and what is printed."""
    return [(found[2], found[1]) for found in _MARK.finditer(text)]


def without_marks(text: str) -> str:
    """Return a text as it reads."""
    return _MARK.sub(r"\1", text)
