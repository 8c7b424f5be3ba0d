"""The PDF can be read by everybody: on paper, on a screen, and by a screen reader."""

import re
from pathlib import Path

import pypandoc
import pytest
from pdf_pages import largest_gaps, letter_sizes, needs_poppler, said, structure
from sample_project import REPOSITORY, pipe_table

SMALLEST_LETTERS = 8


@pytest.fixture(scope="module")
def pdf(site) -> Path:
    return site / "report" / "report.pdf"


def test_it_is_pdf_ua_and_says_what_it_is(pdf):
    metadata = re.sub(r">\s+<", "><", pdf.read_bytes().decode("latin-1"))
    assert "<pdfuaid:part>1<" in metadata
    assert "Reading handwriting</rdf:li>" in metadata
    assert "<dc:language><rdf:Bag><rdf:li>en</rdf:li>" in metadata


@needs_poppler
def test_it_names_its_authors_and_has_a_structure_to_walk_through(pdf):
    assert "Ada Lovelace, Charles Babbage" in said("pdfinfo", pdf)
    kinds = structure(pdf)
    assert {"H1", "H2", "P", "Link", "Table", "TH", "Caption"} <= set(kinds)
    assert kinds.count("Table") == 3
    assert kinds.count("Figure") >= 2


@needs_poppler
def test_no_table_has_letters_smaller_than_eight_points(pdf):
    sizes = letter_sizes(pdf)
    in_tables = [size for text, size in sizes.items() if re.match(r"lenet5_|[\d,]+\.\d$", text)]
    assert len(in_tables) > 20
    assert min(in_tables) >= SMALLEST_LETTERS


@needs_poppler
def test_no_page_is_more_than_half_empty_but_the_last(pdf):
    assert max(largest_gaps(pdf)[:-1]) < 0.5


@pytest.mark.parametrize(("columns", "on_its_side"), [(4, False), (9, False), (24, True)])
def test_a_table_too_wide_for_a_page_gets_one_on_its_side(columns, on_its_side):
    written = in_typst(pipe_table(columns, 3))
    (size,) = map(float, re.findall(r"#set text\(size: ([\d.]+)pt\)", written))
    assert size >= SMALLEST_LETTERS
    assert ("#page(flipped: true)" in written) == on_its_side


def test_a_sentence_of_a_list_stays_in_one_piece():
    assert in_typst("- a\n- b").count("#block(breakable: false)[") == 2


def test_what_the_figures_stand_on_comes_before_the_contents():
    parts = (REPOSITORY / "report" / "_report.qmd").read_text()
    assert parts.index("_stands_on.qmd") < parts.index("::: {.contents}") < parts.index("_question")


def in_typst(text: str) -> str:
    arguments = ["--lua-filter", str(REPOSITORY / "report" / "fit.lua")]
    return pypandoc.convert_text(text, "typst", format="markdown", extra_args=arguments)
