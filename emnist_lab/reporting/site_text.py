"""What the pages of a rendered site say, by their headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString, Tag

_HEADINGS = ("h1", "h2", "h3", "h4")
# Numbers of tables are not what one searches for; the names of their rows are headings.
_LEFT_OUT = ("td", "pre", "math", "script", "style", "noscript", *_HEADINGS)


@dataclass(frozen=True)
class Passage:
    """What stands below one heading of a page, and where.

    Attributes
    ----------
    page, heading, text : str
        The page's title, the heading, and the words below it.
    href : str
        Where it stands, relative to the site.
    level : int
        The heading's level; 1 for a page's title.
    """

    page: str
    heading: str
    text: str
    href: str
    level: int


def site_passages(site: Path) -> list[Passage]:
    """Return the passages of all pages but the search's own, those of notebooks last."""
    pages = sorted(site.rglob("*.html"), key=lambda page: ("notebooks" in page.parts, page))
    pages = [page for page in pages if page.name != "search.html" and "site_libs" not in page.parts]
    return [passage for page in pages for passage in _page_passages(page, site)]


def _page_passages(file: Path, site: Path) -> Iterator[Passage]:
    soup = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
    slides = soup.select_one(".reveal .slides")
    content = slides or soup.find("main") or soup
    headings = [tag for tag in content.find_all(_HEADINGS) if tag.get_text(strip=True)]
    if not headings:
        return
    title = _words(headings[0])
    for heading in headings:
        anchor = _anchor(heading)
        place = f"#{'/' if slides else ''}{anchor}" if anchor and heading is not headings[0] else ""
        yield Passage(
            page=title,
            heading=_words(heading),
            text=" ".join(_words_below(heading, content)),
            href=f"{file.relative_to(site).as_posix()}{place}",
            level=int(heading.name[1]),
        )


def _anchor(heading: Tag) -> str:
    """Return what a link leads to: Quarto names the section, pandoc the heading."""
    section = heading.find_parent("section")
    return str(heading.get("id") or (section.get("id") if section else "") or "")


def _words_below(heading: Tag, content: Tag) -> Iterator[str]:
    for element in heading.next_elements:
        if isinstance(element, Tag) and element.name in _HEADINGS:
            return
        if type(element) is NavigableString and element.find_parent(_LEFT_OUT) is None:
            if content not in element.parents:
                return
            if words := _plain(element):
                yield words


def _words(tag: Tag) -> str:
    return _plain(tag.get_text(" "))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
