"""What a reader finds in the documents rendered without Quarto."""

import html
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import nbformat
import pytest
from sample_project import BUILT

from emnist_lab.workflow.render import render

DOCUMENTS = {
    "index.html",
    "search.html",
    "report/results.html",
    "report/moved.html",
    "report/report.html",
    "report/report.pdf",
    "report/report.docx",
    "report/slides.html",
    "report/slides.pptx",
}
TABLES_IN_REPORT = 3
TABLES_IN_SLIDES = 3


def text_of(markup: str) -> str:
    plain = html.unescape(re.sub(r"<[^>]+>", "", markup)).replace("\u00a0", " ")
    return re.sub(r"\s+", " ", plain)


def part(file: Path, name: str) -> str:
    with zipfile.ZipFile(file) as archive:
        return archive.read(name).decode().replace("\u00a0", " ")


def slides_of(file: Path) -> str:
    with zipfile.ZipFile(file) as archive:
        names = [n for n in archive.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", n)]
        return "".join(archive.read(name).decode().replace("\u00a0", " ") for name in names)


def test_every_document_lies_where_quarto_puts_it(site):
    for name in DOCUMENTS:
        assert (site / name).stat().st_size > 1000, name


def test_render_takes_this_route_without_quarto_and_replaces_the_old_site(sample, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    (sample / "_site").mkdir()
    (sample / "_site" / "old.html").touch()
    outputs = {str(file.relative_to(sample / "_site")) for file in render(sample)}
    assert outputs == DOCUMENTS | {"build/notebooks/data.html"}
    assert all((sample / "_site" / name).is_file() for name in outputs)
    assert not (sample / "_site" / "old.html").exists()
    assert {path.name for path in (sample / "build").iterdir()} == BUILT


def test_no_source_or_scratch_file_is_left_in_the_site(site):
    assert {file.suffix for file in site.rglob("*") if file.is_file()} == {
        *(".html", ".pdf", ".docx", ".pptx", ".png", ".ipynb", ".css", ".js"),
        *("", ".cff", ".csv", ".json", ".txt"),
    }


def test_every_page_has_a_card_for_links_and_leads_to_licence_and_citation(site):
    for page in ("index.html", "report/report.html", "build/notebooks/data.html"):
        text = (site / page).read_text()
        assert '<meta property="og:title" content="' in text
        for file in ("LICENSE", "CITATION.cff"):
            (link,) = re.findall(rf'<a href="([^"]*{file})"', text)
            assert ((site / page).parent / link).resolve() == site.resolve() / file


def test_only_the_start_page_says_that_it_was_rendered_without_quarto(site):
    pages = {file for file in site.rglob("*.html") if "make quarto" in file.read_text()}
    assert pages == {site / "index.html"}


def test_the_index_leads_to_every_document(site):
    links = set(re.findall(r'href="(report/[^"]+)"', (site / "index.html").read_text()))
    # What moved is linked where there is something to compare with.
    wanted = {name for name in DOCUMENTS if name.startswith("report/")} - {"report/moved.html"}
    assert wanted <= links
    assert all((site / link).is_file() for link in links)


def test_numbers_and_words_from_variables_stand_in_title_block_and_text(site):
    text = text_of((site / "report/report.html").read_text())
    assert "The best model, layer_4_1, reads 85.5 % of the test split." in text
    assert "Computed with the quick profile, a few minutes on two cores" in text
    assert "{{< var x >}}" in text


def test_figures_tables_and_sections_are_numbered_and_linked(site):
    page = (site / "report/report.html").read_text()
    text = text_of(page)
    assert "Figure 1: Images per class, with a starred word" in text
    assert "Figure 2: One row a class" in text
    assert "Table 3: A table written by hand" in text
    assert "Included text. Back to Section 1." in text
    assert "see Figure 1, Tables Table 1 and Table 2 and Section 2." in text
    for target in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{target}"' in page


def test_a_citation_is_written_out_and_listed(site):
    text = text_of((site / "report/report.html").read_text())
    assert "(Cohen et al. 2017)" in text
    assert "Extending MNIST to Handwritten Letters" in text


def test_a_figure_leads_to_the_notebook_behind_it(site):
    page = (site / "report/report.html").read_text()
    assert 'href="../build/notebooks/data.html#fig-counts"' in page
    assert 'id="fig-counts"' in (site / "build/notebooks/data.html").read_text()


def test_a_figure_has_its_alternative_text_in_every_format(site):
    alt = "Bars of 'like' height"
    assert f'alt="{alt}"' in html.unescape((site / "report/report.html").read_text())
    assert f'alt="{alt}"' in html.unescape((site / "report/slides.html").read_text())
    docx = part(site / "report/report.docx", "word/document.xml")
    assert f'descr="{alt}"' in html.unescape(docx)
    assert f'descr="{alt}"' in html.unescape(slides_of(site / "report/slides.pptx"))


def test_every_picture_is_in_the_site(site):
    for page in site.rglob("*.html"):
        for source in re.findall(r'<img[^>]*src="([^"]+)"', page.read_text()):
            assert (page.parent / source).is_file(), f"{page.name} shows {source}"


def test_every_table_arrives_in_every_format(site):
    report = site / "report"
    assert (report / "report.html").read_text().count("<table") == TABLES_IN_REPORT
    assert (report / "slides.html").read_text().count("<table") == TABLES_IN_SLIDES
    docx = part(report / "report.docx", "word/document.xml")
    # pandoc lays each captioned picture out in a table of its own.
    assert len(re.findall('<w:tblStyle w:val="(?:Wide|Widest)?Table"', docx)) == TABLES_IN_REPORT
    pptx = slides_of(report / "slides.pptx")
    assert pptx.count("<a:tbl>") == TABLES_IN_SLIDES
    for number in range(1, TABLES_IN_SLIDES + 1):
        assert f"Table {number}: " in pptx


def test_powerpoint_keeps_pictures_captions_and_notes(site):
    slides = slides_of(site / "report/slides.pptx")
    assert slides.count("<p:pic>") == 3
    assert "Figure 1: Images per class" in re.sub(r"<[^>]+>", "", slides)
    with zipfile.ZipFile(site / "report/slides.pptx") as archive:
        notes = [name for name in archive.namelist() if "notesSlides/notesSlide" in name]
        assert any(b"Words for the speaker" in archive.read(name) for name in notes)


def test_conditional_content_shows_only_in_its_formats(site):
    browser = text_of((site / "report/report.html").read_text())
    docx = text_of(part(site / "report/report.docx", "word/document.xml"))
    assert "Only in a browser." in browser
    assert "Only in a browser." not in docx
    assert "Only on paper." in docx
    assert "Only on paper." not in browser


def test_callouts_show_their_title_or_their_kind(site):
    text = text_of((site / "report/report.html").read_text())
    assert "Synthetic images These images were drawn by the project" in text
    assert "Warning A warning without a title of its own." in text


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_the_pdf_holds_the_same_words(site):
    done = subprocess.run(
        ["pdftotext", site / "report/report.pdf", "-"], capture_output=True, text=True, check=True
    )
    text = re.sub(r"\s+", " ", done.stdout)
    for words in ("Reading handwriting", "85.5 %", "Figure 2: One row a class", "Only on paper."):
        assert words in text


def test_a_wide_table_scrolls_in_a_box_of_its_own(site):
    page = (site / "report/report.html").read_text()
    style = (site / "site_libs/emnist_lab/page.css").read_text()
    assert page.count('<div class="table-box">') == TABLES_IN_REPORT
    assert re.search(r"\.table-box \{[^}]*overflow-x: auto", style)


def test_the_notebook_page_shows_code_and_what_it_printed(site):
    text = text_of((site / "build/notebooks/data.html").read_text())
    assert "How much data" in text
    assert 'print("done")' in text.replace("&quot;", '"')
    assert "100 % done" in text
    assert "10 % 100 %" not in text
    assert "#| label" not in text


def test_the_notebook_page_folds_code_and_hides_parameters_imports_and_the_machine(site):
    page = site / "build/notebooks/data.html"
    text = text_of(page.read_text())
    assert "<h1" in page.read_text()
    assert "Code of cell 3" in text
    assert "<details open" not in page.read_text().partition("<main")[2]
    for hidden in ("import os", "Parameters", "data_dir", "/home/ada"):
        assert hidden not in text
    (download,) = re.findall(r'href="([^"]+\.ipynb)"', page.read_text())
    notebook = (page.parent / download).read_text()
    assert "/home/ada" not in notebook
    assert nbformat.reads(notebook, as_version=4).cells[2].source.startswith("import os")
