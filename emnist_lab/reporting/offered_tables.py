"""The data of tables that no notebook made, as they stand on the pages of a rendered site."""

from pathlib import Path

import pandas as pd
from bs4 import BeautifulSoup, Tag

from emnist_lab.figures.csv_data import frame_csv
from emnist_lab.files import write_whole


def write_offered_tables(page: Path) -> None:
    """Write the CSV files that a page offers and that are not there (`report/data-links.lua`)."""
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    for link in soup.select('a[download$=".csv"]'):
        file = page.parent / str(link["href"])
        if file.exists():
            continue
        found = soup.find(id=file.stem)
        table = found.find("table") if found and found.name != "table" else found
        if isinstance(table, Tag):
            write_whole(file, frame_csv(_frame(table)))


def _frame(table: Tag) -> pd.DataFrame:
    header, *rows = ([_words(cell) for cell in row.find_all(["th", "td"])] for row in table("tr"))
    return pd.DataFrame(rows, columns=header)


def _words(cell: Tag) -> str:
    return " ".join(cell.get_text().split())
