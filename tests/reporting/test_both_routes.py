"""A reader finds the same documents by either route, and a link leads where it says."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from emnist_lab.without_quarto.site import write_notebook_pages
from emnist_lab.workflow.notebook_links import link_notebooks
from emnist_lab.workflow.render import find_quarto

# As Quarto 1.10 writes an embedded table into a page, and a slide, with `notebook-view: false`.
EMBEDDED = """<!DOCTYPE html>
<html lang="en"><body><main>
<div class="quarto-embed-nb-cell" data-notebook="{notebook}" data-notebook-title="How much data"
 data-notebook-cellid="cell-4">
<div id="cell-tbl-results" class="cell"><div id="tbl-results" class="cell quarto-float">
<figure class="quarto-float quarto-float-tbl"><figcaption>Table 1: Results</figcaption>
<table><thead><tr><th scope="col">variant</th></tr></thead></table></figure>
</div></div></div>
</main></body></html>
"""


@pytest.mark.parametrize(
    "address", ["{root}/build/notebooks/data.ipynb", "../build/notebooks/data.ipynb"]
)
def test_what_quarto_embeds_leads_to_its_cell_and_not_into_the_machine(sample, tmp_path, address):
    site, root = tmp_path / "fresh", sample
    page = site / "report" / "report.html"
    page.parent.mkdir(parents=True)
    page.write_text(EMBEDDED.format(notebook=address.format(root=root)))
    assert link_notebooks(page, root, site) == 1
    write_notebook_pages(root, site)
    assert str(root) not in page.read_text()
    assert "data-notebook" not in page.read_text()
    (link,) = source_links(page)
    assert link.get_text() == "Source: How much data"
    assert leads_somewhere(page, link["href"])
    assert (site / "build/notebooks/data.ipynb").is_file()


def test_every_link_inside_the_site_leads_somewhere(any_site):
    for name in ("index.html", "search.html", "report/report.html", "build/notebooks/data.html"):
        page = any_site / name
        for link in soup_of(page).select("a[href]"):
            if not re.match(r"[a-z]+:|//", link["href"]):
                assert leads_somewhere(page, link["href"]), (name, link["href"])


def test_each_figure_and_table_of_a_notebook_leads_there(any_site):
    for name, floats in (("report/report.html", 4), ("report/slides.html", 6)):
        assert len(source_links(any_site / name)) == floats


def test_other_formats_are_listed_once(any_site):
    links = [a["href"] for a in soup_of(any_site / "report/report.html").select("a[href]")]
    for file in ("report.pdf", "report.docx"):
        assert links.count(file) == 1


@pytest.mark.skipif(find_quarto() is None, reason="quarto is not installed")
@pytest.mark.parametrize("name", ["report/report.html", "report/slides.html"])
def test_both_routes_tell_the_same_in_the_same_order(site, quarto_site, name):
    ours, quartos = (told(soup_of(folder / name)) for folder in (site, quarto_site))
    assert ours == quartos


def told(soup: BeautifulSoup) -> dict[str, list[str]]:
    """Return what a document shows, by its kinds of parts, each in order."""
    content = soup.find("main") or soup.select_one(".slides")
    return {
        "headings": [plain(h) for h in content.select("h1, h2, h3, h4")],
        "captions": [plain(c) for c in content.select("figcaption, caption")],
        "cells": [plain(c) for c in content.select("th, td")],
        "pictures": [picture.get("alt") for picture in content.select("img")],
        "sources": [plain(link) for link in content.select(".notebook-source a")],
        "references": [plain(a) for a in content.select("a[href^='#']") if plain(a)],
    }


def plain(tag) -> str:
    return re.sub(r"\s+", " ", tag.get_text().replace("\u00a0", " ")).strip()


def soup_of(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(), "html.parser")


def source_links(page: Path) -> list:
    return soup_of(page).select(".notebook-source a")


def leads_somewhere(page: Path, address: str) -> bool:
    path, _, anchor = address.partition("#")
    target = (page.parent / path) if path else page
    if not target.is_file():
        return False
    return (
        not anchor or target.suffix != ".html" or bool(soup_of(target).find(id=anchor.lstrip("/")))
    )
