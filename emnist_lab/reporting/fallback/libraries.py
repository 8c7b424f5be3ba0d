"""Put what pages need beside them: reveal.js and the style sheets, so that nothing comes from the net."""

import shutil
from importlib.util import find_spec
from pathlib import Path

_THEME = Path(__file__).parent / "theme"
_REVEAL_FILES = ("reset.css", "reveal.css", "reveal.js", "plugin/notes.js")


def copy_libraries(target: Path) -> None:
    """Write the style sheets and reveal.js into the folder `target`."""
    style = target / "emnist_lab"
    style.mkdir(parents=True)
    for name in ("page.css", "slides.css"):
        shutil.copyfile(_THEME / name, style / name)
    for name in _REVEAL_FILES:
        copy = target / "revealjs" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(reveal_folder() / name, copy)


def reveal_folder() -> Path:
    """Return the folder of reveal.js's built files, which the package pyreveal ships."""
    # Only its files are wanted: find_spec looks it up without importing it.
    package = Path(find_spec("pyreveal").origin).parent
    return package / "revealjs" / "dist"
