"""Executed notebooks as documents embed from them: what else their cells left lies in files."""

import json
import re
from contextlib import suppress
from pathlib import Path
from xml.etree.ElementTree import ParseError

from emnist_lab.figures.findings import CSV, PNG
from emnist_lab.files import write_whole
from emnist_lab.reporting.vector_pictures import small_svg

# Where pages and the PDF look for the picture and the data of a cell, by its label
# (report/pictures.lua, report/data-links.lua).
PICTURES_FOLDER, DATA_FOLDER = "pictures", "data"
_SVG = "image/svg+xml"
_LABEL = re.compile(r"^#\|\s*label:\s*((?:fig|tbl)-[\w-]+)\s*$", re.MULTILINE)


def without_files(notebook: str, build: Path) -> str:
    """Return a notebook's text without SVG and CSV, which go to files by the labels of the cells.

    Pages and PDF show an SVG in the place of a PNG; Word, slides of PowerPoint and notebook pages
    keep the latter. Nothing is written of a cell with several of a kind, or of an SVG that cannot
    be read.

    Parameters
    ----------
    build : Path
        Takes `pictures/<label>.svg` and `data/<label>.csv`.
    """
    try:
        content = json.loads(notebook)
    except ValueError:
        # Who shows it says so.
        return notebook
    for cell in content["cells"]:
        shown = [output["data"] for output in cell.get("outputs", []) if "data" in output]
        vectors = ["".join(data.pop(_SVG)) for data in shown if PNG in data and _SVG in data]
        tables = ["".join(data.pop(CSV)) for data in shown if CSV in data]
        label = _LABEL.search("".join(cell["source"]))
        if label and len(vectors) == 1 and label[1].startswith("fig-"):
            with suppress(ParseError):
                write_whole(build / PICTURES_FOLDER / f"{label[1]}.svg", small_svg(vectors[0]))
        if label and len(tables) == 1:
            write_whole(build / DATA_FOLDER / f"{label[1]}.csv", tables[0])
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
