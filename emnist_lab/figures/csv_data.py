"""What a table or a figure shows as CSV: unrounded, with code names beside labels."""

import math
import re
from numbers import Real
from typing import TYPE_CHECKING, Any

import pandas as pd

from emnist_lab.figures.labels import labeled
from emnist_lab.figures.numbers import NO_BREAK, Shown
from emnist_lab.figures.tables import Table

# Documents are laid out without it.
if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Where a figure carries its numbers.
_DATA = "emnist_lab_data"
# Programs for spreadsheets compute what a cell begins with one of these, whoever wrote it.
_FORMULA = re.compile(r"[=+\-@\t\r]")
_MARKUP = re.compile(r"</?span[^>]*>|\*\*|`|\\(?=[\W_])")


def table_csv(table: Table) -> str:
    """Return a table as CSV.

    A value that was rounded is unrounded, shares in percent as they are shown; an interval has two
    columns, and what is shown by its label a column more, with its code name.
    """
    return frame_csv(pd.DataFrame([_columns(row) for row in table.rows]))


def offer_data(figure: "Figure", frame: pd.DataFrame) -> None:
    """Have a figure offer the numbers that it was drawn from, a tidy frame, as CSV.

    Beside the code names of a column `variant` stand their labels.
    """
    if "variant" in frame:
        place = frame.columns.get_loc("variant") + 1
        labels = frame["variant"].map(labeled, na_action="ignore")
        frame = frame.copy()
        frame.insert(place, "label", labels)
    setattr(figure, _DATA, frame)


def data_of(figure: "Figure") -> str | None:
    """Return the CSV of a figure that offers its numbers, None of another."""
    frame = getattr(figure, _DATA, None)
    return None if frame is None else frame_csv(frame)


def frame_csv(frame: pd.DataFrame) -> str:
    """Return a frame as CSV in which no text is a formula to a spreadsheet program."""
    return frame.rename(columns=_safe).map(_safe).to_csv(index=False, lineterminator="\n")


def _columns(row: dict[str, str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for heading, cell in row.items():
        name = _plain(heading) or "group"
        # Headings that differ by a space alone.
        name = f"{name}, again" if name in found else name
        value = getattr(cell, "value", None)
        if isinstance(value, tuple):
            found |= {f"{name}, low": value[0], f"{name}, high": value[1]}
        elif isinstance(cell, Shown) and isinstance(value, str):
            found |= {name: _plain(cell), f"{name}, code name": value}
        elif isinstance(cell, Shown) and (value is None or isinstance(value, Real)):
            unit = f" ({cell.unit})" if cell.unit and "(" not in name else ""
            found[f"{name}{unit}"] = value
        else:
            found[name] = _plain(cell)
    return found


def _plain(cell: str) -> str:
    """Return a cell's text without Markdown; a dash, which stands for nothing, is empty."""
    text = _MARKUP.sub("", cell).replace(NO_BREAK, " ").replace("\u2212", "-").strip()
    return "" if text == "\u2013" else text


def _safe(cell: Any) -> Any:
    formula = isinstance(cell, str) and _FORMULA.match(cell) and not _is_number(cell)
    return f"'{cell}" if formula else cell


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
