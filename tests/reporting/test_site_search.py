"""The search finds what the pages say, from a disk; machines find the pages."""

import re

import pytest
from browser import needs_chromium
from devtools import open_chromium

FOUND = """[...document.querySelectorAll("#search-found li a")].map(a => a.getAttribute("href"))"""


@pytest.fixture(scope="module")
def find(site, tmp_path_factory):
    """Return a function that types words into the search and returns the addresses found."""
    with open_chromium(tmp_path_factory.mktemp("chromium")) as page:
        page.open(site / "search.html")

        def typed(words: str) -> list[str]:
            page.evaluate("document.getElementById('search-words').value = ''; 0")
            page.evaluate("document.getElementById('search-words').focus()")
            page.send("Input.insertText", text=words)
            return page.evaluate(FOUND)

        yield typed


@needs_chromium
@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("stands a PARAGRAPH", "report/report.html#results"),
        ("included text", "report/report.html#sec-method"),
        ("which model reads best", "report/slides.html#/question"),
        ("lenet5_variant_3", "build/notebooks/data.html"),
        ("starred word", "report/report.html#results"),
    ],
)
def test_words_are_found_where_they_stand(find, site, words, address):
    assert address in find(words)
    page, _, anchor = address.partition("#")
    assert f'id="{anchor.removeprefix("/")}"' in (site / page).read_text() or not anchor


@needs_chromium
def test_a_heading_comes_before_what_only_says_the_word(find):
    assert find("method")[0] == "report/report.html#sec-method"


@needs_chromium
def test_nothing_is_found_of_what_no_page_says(find):
    assert find("zeppelin") == find("") == []


def test_every_address_for_machines_leads_to_a_file(site):
    text = (site / "llms.txt").read_text()
    assert text.startswith("# ")
    addresses = re.findall(r"\]\(([^)#]+)", text)
    assert {"index.html", "report/report.html", "report/report.pdf"} <= set(addresses)
    assert all((site / address).is_file() for address in addresses)
    assert "[Results](report/report.html#results)" in re.sub(r"\[\d+ ", "[", text)
