"""Link what Quarto embedded to the pages of its notebooks, as the route without Quarto does.

Quarto's own pages of notebooks lack the labels that figures link to, and their downloads, so it is
told to write none. It marks what it embedded by the notebook's path on the machine.
"""

import os
import re
from pathlib import Path

from bs4 import BeautifulSoup, Tag

_PRIVATE = "data-quarto-private-1"
_LABEL = re.compile(r"^(fig|tbl)-[\w-]+$")


def link_notebooks(page: Path, root: Path, site: Path) -> int:
    """Put a link to its notebook behind each figure and table of a page, and return how many.

    Parameters
    ----------
    page : Path
        An HTML file as Quarto wrote it; what tells of the machine's folders is taken out.
    root : Path
        The project's folder, which the notebooks lie in.
    site : Path
        The site, in which the notebooks' pages lie as the notebooks do in the project.
    """
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    source_folder = root / page.parent.relative_to(site)
    linked = 0
    for embedded in soup.select("[data-notebook]"):
        notebook = (source_folder / str(embedded["data-notebook"])).resolve()
        title = str(embedded.get("data-notebook-title", notebook.stem))
        label = embedded.find(id=_LABEL)
        if isinstance(label, Tag) and notebook.is_relative_to(root.resolve()):
            target = site / notebook.relative_to(root.resolve()).with_suffix(".html")
            address = f"{os.path.relpath(target, page.parent)}#{label['id']}"
            embedded.insert_after(_source_link(soup, address, title))
            linked += 1
        for mark in [name for name in embedded.attrs if name.startswith("data-notebook")]:
            del embedded[mark]
    # How papermill executed each cell, which no page shows.
    for told in soup.select(f"[{_PRIVATE}]"):
        del told[_PRIVATE]
    page.write_text(str(soup), encoding="utf-8")
    return linked


def _source_link(soup: BeautifulSoup, address: str, title: str) -> Tag:
    link = soup.new_tag("a", href=address)
    link.string = f"Source: {title}"
    line = soup.new_tag("div", attrs={"class": "notebook-source"})
    line.append(link)
    return line
