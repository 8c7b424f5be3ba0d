"""Tables in the Word document break between words, never within one."""

import re
import zipfile
from pathlib import Path

import pypandoc
import pytest
from sample_project import REPOSITORY

# As the table styles of report/reference.docx have it, in points.
LETTERS = {"Table": 8.5, "WideTable": 7.5, "WidestTable": 6.5}
CELL_MARGINS = 6
TEXT_WIDTH = 459
# Letters of DejaVu Sans in em, among the widest of the fonts that stand in for a missing one.
MEAN, MEAN_BOLD, TIMES = 0.6, 0.66, 0.84

SHORT = (("part", "images"), ("test", "500"))
NINE_COLUMNS = tuple(
    zip(
        ("variant", "lenet5_old", "resnet50_zero_padding"),
        ("parameters", "63,948", "23,684,015"),
        ("epochs", "3", "2"),
        ("validation (%)", "45.5", "15.5"),
        ("test (%)", "45.2", "15.4"),
        ("95 % interval", "40.9\u201349.6", "12.5\u201318.8"),
        ("top-5 (%)", "76.2", "43.0"),
        ("training", "1\u00a0s", "41\u00a0s"),
        ("latency (ms)", "0.69", "9.10"),
        strict=True,
    )
)
SEVERAL_SEEDS = tuple(
    (*row, *more)
    for row, more in zip(
        NINE_COLUMNS,
        [("sd over seeds", "trials"), ("0.4", "3 of 3"), ("1.2", "3 of 3")],
        strict=True,
    )
)
LONG_TEXT = (
    ("variant", "what it is, or what changes", "input", "batch", "learning rate", "epochs at most"),
    ("lenet5_old", "tanh, " * 20, "32\u00d732\u00d71", "32", "0.001", "3"),
    ("resnet50_zero_padding", "ReduceLROnPlateau", "32\u00d732\u00d73", "128", "0.0005", "2"),
)
TABLES = (SHORT, LONG_TEXT, NINE_COLUMNS, SEVERAL_SEEDS)


def pipe_table(heading: tuple[str, ...], *rows: tuple[str, ...]) -> str:
    sides = "|".join(":--" if cell[0].isalpha() else "--:" for cell in rows[0])
    heading, *rows = (" | ".join(cells) for cells in (heading, *rows))
    return "\n".join([heading, sides, *rows])


def widest_word(text: str, letter: float) -> float:
    words = text.split(" ")  # Not at a no-break space.
    return max(sum(TIMES if sign == "\u00d7" else letter for sign in word) for word in words)


def converted(table: tuple[tuple[str, ...], ...], folder: Path) -> str:
    report, document = REPOSITORY / "report", folder / "table.docx"
    arguments = [
        f"--lua-filter={report / 'fit.lua'}",
        f"--reference-doc={report / 'reference.docx'}",
    ]
    source = pipe_table(*table)
    pypandoc.convert_text(source, "docx", "markdown", extra_args=arguments, outputfile=document)
    with zipfile.ZipFile(document) as archive:
        return archive.read("word/document.xml").decode()


def table_style(document: str) -> str:
    return re.search(r'<w:tblStyle w:val="(\w+)"', document)[1]


def column_widths(document: str) -> list[float]:
    percent = int(re.search(r'<w:tblW w:type="pct" w:w="(\d+)"', document)[1]) / 50
    grid = [int(width) for width in re.findall(r'<w:gridCol w:w="(\d+)"', document)]
    return [width / sum(grid) * percent / 100 * TEXT_WIDTH for width in grid]


@pytest.mark.parametrize("table", TABLES)
def test_a_column_is_as_wide_as_its_longest_word_and_number(table, tmp_path):
    document = converted(table, tmp_path)
    points = LETTERS[table_style(document)]
    widths = column_widths(document)
    for heading, *cells, width in zip(*table, widths, strict=True):
        room = (width - CELL_MARGINS) / points
        assert room >= widest_word(heading, MEAN_BOLD), heading
        assert room >= max(widest_word(cell, MEAN) for cell in cells), heading
    assert sum(widths) <= TEXT_WIDTH * 1.001


def test_letters_are_small_only_where_the_words_do_not_fit_otherwise(tmp_path):
    styles = [table_style(converted(t, tmp_path)) for t in TABLES]
    assert styles == ["Table", "Table", "WideTable", "WidestTable"]


def test_the_reference_document_has_the_sizes_that_the_widths_are_made_for():
    with zipfile.ZipFile(REPOSITORY / "report" / "reference.docx") as archive:
        styles = archive.read("word/styles.xml").decode()
        page = archive.read("word/document.xml").decode()
    for style, points in LETTERS.items():
        found = re.search(rf'w:styleId="{style}">.*?</w:style>', styles, re.DOTALL)[0]
        assert f'<w:sz w:val="{points * 2:.0f}"' in found
        margins = re.findall(r'<w:(?:left|right) w:w="(\d+)"', found)
        assert sum(map(int, margins)) == CELL_MARGINS * 20
    sides = sum(int(re.search(rf'w:{side}="(\d+)"', page)[1]) for side in ("left", "right"))
    width = int(re.search(r'<w:pgSz w:w="(\d+)"', page)[1])
    assert (width - sides) / 20 == pytest.approx(TEXT_WIDTH, abs=1)
