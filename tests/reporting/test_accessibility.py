"""Everybody can read the pages: without eyes, by keyboard, on a phone, in the dark, offline."""

from itertools import pairwise
from pathlib import Path

import pytest
from browser import needs_chromium
from bs4 import BeautifulSoup
from devtools import open_chromium

AXE = Path(__file__).with_name("axe") / "axe.min.js"
PAGES = (
    "index.html",
    "search.html",
    "report/report.html",
    "report/results.html",
    "report/slides.html",
    "build/notebooks/data.html",
)
FAULTS = """axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations
    .filter(fault => ["serious", "critical"].includes(fault.impact))
    .map(fault => `${fault.id}: ${fault.nodes.map(node => node.html).join(" ")}`))"""
FOCUSED = """(() => {
    const found = document.activeElement, style = getComputedStyle(found);
    const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    const left = found.getBoundingClientRect().left;
    const all = [...document.querySelectorAll("*")];
    return found === document.body ? null : [all.indexOf(found), seen && left >= 0];
})()"""
REACHABLE = """(() => {
    const all = [...document.querySelectorAll("*")];
    const wanted = ":is(a[href], button, summary, input, [tabindex='0']):not([tabindex='-1'])";
    const shown = e => e.checkVisibility({visibilityProperty: true});
    return all.filter(e => e.matches(wanted) && shown(e)).map(e => all.indexOf(e));
})()"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with open_chromium(tmp_path_factory.mktemp("chromium")) as page:
        yield page


@needs_chromium
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(browser, any_site, name, dark):
    browser.open(page_of(any_site, name), width=390, dark=dark)
    browser.evaluate(f"{AXE.read_text()}; 0")
    assert browser.evaluate(FAULTS) == []


@needs_chromium
def test_axe_would_tell(browser, tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<html><body><img src="data:,"><a href="#"></a></body></html>')
    browser.open(page)
    browser.evaluate(f"{AXE.read_text()}; 0")
    found = {fault.partition(":")[0] for fault in browser.evaluate(FAULTS)}
    assert {"image-alt", "link-name", "html-has-lang"} <= found


@needs_chromium
@pytest.mark.parametrize("name", PAGES)
def test_no_page_pans_sideways_or_asks_for_anything_outside(browser, any_site, name):
    for width in (320, 390, 768, 1440):
        browser.open(page_of(any_site, name), width=width)
        assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        assert browser.requested() == set()


@needs_chromium
@pytest.mark.parametrize("name", [name for name in PAGES if "slides" not in name])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(browser, any_site, name):
    browser.open(page_of(any_site, name), width=390)
    wanted, reached = set(browser.evaluate(REACHABLE)), {}
    for _ in range(len(wanted) + 10):
        browser.press("Tab")
        focused = browser.evaluate(FOCUSED)
        if focused is None:
            break
        reached[focused[0]] = focused[1]
    assert wanted <= set(reached)
    assert all(reached.values())


@needs_chromium
def test_a_wide_table_keeps_its_first_column_and_says_that_it_scrolls(browser, any_site):
    browser.open(any_site / "report/report.html", width=390)
    assert browser.evaluate("""[...document.querySelectorAll(".table-box")].every(box => {
        const note = box.previousElementSibling;
        const says = note?.textContent === "This table scrolls sideways" && box.tabIndex === 0;
        return says === box.scrollWidth > box.clientWidth;
    })""")
    first = """(() => {
        const box = [...document.querySelectorAll(".table-box")]
            .find(box => box.scrollWidth > box.clientWidth);
        box.scrollLeft = 200;
        const [name, number] = box.querySelectorAll("tbody tr:first-child > *");
        return [name.getBoundingClientRect().left - box.getBoundingClientRect().left,
                number.getBoundingClientRect().right, getComputedStyle(number).whiteSpace];
    })()"""
    left, hidden, wrapped = browser.evaluate(first)
    assert left == 0
    assert hidden < 200
    assert wrapped == "nowrap"


def test_a_page_has_one_first_heading_and_no_level_is_left_out(any_site):
    for name in PAGES:
        if "slides" not in name:
            soup = BeautifulSoup(page_of(any_site, name).read_text(), "html.parser")
            levels = [int(h.name[1]) for h in soup.select("h1, h2, h3, h4, h5, h6")]
            assert levels.count(1) == 1, name
            assert all(below <= above + 1 for above, below in pairwise(levels))


def test_a_table_has_a_caption_and_its_headings_say_what_they_are_of(any_site):
    soup = BeautifulSoup((any_site / "report/report.html").read_text(), "html.parser")
    tables = soup.select("main table")
    assert tables
    for table in tables:
        holder = table.find_parent("figure") or table
        assert holder.find(["caption", "figcaption"])
        assert {th.get("scope") for th in table.select("thead th")} == {"col"}
        assert all(row.find("th", scope="row") for row in table.select("tbody tr"))


def page_of(site: Path, name: str) -> Path:
    """Return a page, of which a notebook's has a name of its own in Quarto."""
    usual = site / name
    return usual if usual.is_file() else next(site.rglob(f"{usual.stem}*preview.html"))
