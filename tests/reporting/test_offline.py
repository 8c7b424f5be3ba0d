"""No page of the site asks for anything outside it."""

from urllib.parse import urlsplit

import pytest
from browser import needs_chromium, show
from loaded_addresses import loaded_addresses, outside


def test_no_page_or_style_names_anything_outside_to_load(site):
    for file in [*site.rglob("*.html"), *site.rglob("*.css")]:
        assert not [a for a in loaded_addresses(file) if outside(a)], file.relative_to(site)


def test_everything_a_page_loads_is_in_the_site(site):
    for page in site.rglob("*.html"):
        for address in loaded_addresses(page):
            if not address.startswith("data:"):
                assert (page.parent / urlsplit(address).path).exists(), (page.name, address)


def test_the_search_finds_what_it_looks_for(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        '<link href="//fonts.example/a.css"><script src="https://cdn.example/b.js"></script>'
        "<style>@import 'https://cdn.example/c.css'; p {background: url(http://a.example/d)}</style>"
        '<a href="https://example.org">a link to follow</a>'
    )
    assert len([a for a in loaded_addresses(page) if outside(a)]) == 4


@needs_chromium
@pytest.mark.parametrize(
    "name", ["index.html", "report/report.html", "report/slides.html", "build/notebooks/data.html"]
)
def test_a_browser_asks_for_nothing_outside(site, tmp_path, name):
    assert show(site / name, tmp_path).requested == set()


@needs_chromium
def test_the_browser_would_tell(tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<img src="http://127.0.0.1:9/x.png">')
    assert show(page, tmp_path).requested == {"http://127.0.0.1:9/x.png"}
