"""Put scripts and style sheets beside the pages, so that none asks for anything outside."""

import shutil
from importlib.util import find_spec
from pathlib import Path

from emnist_lab.errors import EmnistLabError

_THEME = Path(__file__).parent / "theme"
_REVEAL_FILES = ("reset.css", "reveal.css", "reveal.js", "plugin/notes.js")


def copy_libraries(site: Path) -> None:
    """Write the pages' own style and scripts, and reveal.js, below `site_libs` of the site."""
    for name in ("site.css", "page.js", "slides.js"):
        copy_beside(_THEME / name, site)
    for name in _REVEAL_FILES:
        copy = site / "site_libs" / "revealjs" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(reveal_folder() / name, copy)


def copy_beside(file: Path, site: Path) -> Path:
    """Copy a style sheet or script into the site and return where it lies."""
    copy = site / "site_libs" / "emnist_lab" / file.name
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, copy)
    return copy


def reveal_folder() -> Path:
    """Return the folder of reveal.js's built files, which the package pyreveal ships."""
    # Only its files are wanted: find_spec looks it up without importing it.
    found = find_spec("pyreveal")
    if found is None or found.origin is None:
        raise EmnistLabError(
            "the package pyreveal is missing, which brings reveal.js for the slides",
            fix="install this project's packages again: make setup",
        )
    return Path(found.origin).parent / "revealjs" / "dist"
