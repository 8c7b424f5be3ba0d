"""Word and PowerPoint files as everybody expects them, whichever route wrote them."""

import re
import zipfile
from pathlib import Path

import pypandoc
import pytest
from bs4 import BeautifulSoup
from sample_project import REPOSITORY

from emnist_lab.reporting.office_files import finish_slides


def parts(file: Path, pattern: str) -> list[BeautifulSoup]:
    with zipfile.ZipFile(file) as archive:
        names = sorted(name for name in archive.namelist() if re.fullmatch(pattern, name))
        texts = [archive.read(name).decode().partition("?>")[2] for name in names]
    return [BeautifulSoup(text, "html.parser") for text in texts]


@pytest.fixture
def document(any_site) -> BeautifulSoup:
    return parts(any_site / "report/report.docx", r"word/document\.xml")[0]


@pytest.fixture
def slides(any_site) -> list[BeautifulSoup]:
    return parts(any_site / "report/slides.pptx", r"ppt/slides/slide\d+\.xml")


def test_headings_of_the_document_begin_with_the_first_level(document):
    styles = [style["w:val"] for style in document.find_all("w:pstyle")]
    headings = [style for style in styles if style.startswith("Heading")]
    assert headings[0] == "Heading1"
    assert headings.count("Heading1") == 4
    assert "Heading2" in headings


def test_contents_list_the_sections_and_lead_to_them(document):
    entries = [p for p in document.find_all("w:p") if p.find("w:pstyle", {"w:val": "TOC1"})]
    assert [entry.get_text().split("\\u")[-1] for entry in entries] == [
        *("1 Question", "2 Method", "3 Results", "References"),
    ]
    anchors = {mark["w:name"] for mark in document.find_all("w:bookmarkstart")}
    assert {entry.find("w:hyperlink")["w:anchor"] for entry in entries} <= anchors


def test_pages_are_numbered(any_site):
    (footer,) = parts(any_site / "report/report.docx", r"word/footer\d+\.xml")
    assert "PAGE" in footer.get_text()


def test_no_row_breaks_over_pages(document):
    rows = document.find_all("w:tr")
    assert len(rows) > 10
    assert all(row.find("w:cantsplit") for row in rows)


def test_a_table_has_its_caption_above_and_a_description(slides):
    frames = [frame for slide in slides for frame in slide.find_all("p:graphicframe")]
    assert len(frames) == 3
    for frame in frames:
        caption = frame.find_previous_sibling("p:sp")
        assert re.match(r"Table.\d: ", caption.get_text())
        assert frame.find("p:cnvpr")["descr"] == caption.get_text()
        assert int(caption.find("a:off")["y"]) < int(frame.find("a:off")["y"])


def test_texts_of_slides_say_their_language_and_tables_look_as_on_the_pages(any_site, slides):
    runs = [run for slide in slides for run in slide.find_all("a:rpr")]
    assert {run["lang"] for run in runs} == {"en-US"}
    (styles,) = parts(any_site / "report/slides.pptx", r"ppt/tableStyles\.xml")
    used = {style.get_text() for slide in slides for style in slide.find_all("a:tablestyleid")}
    assert used == {styles.find("a:tblstyle")["styleid"]}


def test_long_titles_get_smaller_letters(tmp_path):
    file, titles = tmp_path / "slides.pptx", ["Networks " * words for words in (3, 10, 20)]
    text = "\n\n".join(f"## {title}\n\nwords" for title in titles)
    template = ["--reference-doc", str(REPOSITORY / "report" / "reference.pptx")]
    pypandoc.convert_text(text, "pptx", "markdown", outputfile=str(file), extra_args=template)
    finish_slides(file)
    slides = parts(file, r"ppt/slides/slide\d+\.xml")
    assert [slide.find("p:sp").find("a:rpr").get("sz") for slide in slides] == [
        None,
        "2000",
        "1600",
    ]
