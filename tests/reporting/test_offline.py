"""No page of the site asks for anything outside it."""

import json
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from loaded_addresses import loaded_addresses, outside


def requested_by_page(page: Path, scratch: Path) -> set[str]:
    """Return the addresses over the network that a page asks for in headless Chromium."""
    log = scratch / "net.json"
    subprocess.run(
        [
            *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
            *(f"--user-data-dir={scratch / 'profile'}", f"--log-net-log={log}"),
            *("--virtual-time-budget=3000", "--dump-dom", page.as_uri()),
        ],
        capture_output=True,
        timeout=60,
        check=True,
    )
    events = json.loads(log.read_text())["events"]
    params = [event.get("params", {}) for event in events]
    # The browser's own requests have no page as initiator.
    return {
        p["url"]
        for p in params
        if p.get("initiator", "not an origin") != "not an origin" and p["url"].startswith("http")
    }


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


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
@pytest.mark.parametrize(
    "name", ["index.html", "report/report.html", "report/slides.html", "build/notebooks/data.html"]
)
def test_a_browser_asks_for_nothing_outside(site, tmp_path, name):
    assert requested_by_page(site / name, tmp_path) == set()


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
def test_the_browser_would_tell(tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<img src="http://127.0.0.1:9/x.png">')
    assert requested_by_page(page, tmp_path) == {"http://127.0.0.1:9/x.png"}
