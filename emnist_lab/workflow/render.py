"""Turn the prepared sources into documents, with Quarto where it is installed and without it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from emnist_lab.errors import EmnistLabError
from emnist_lab.reporting.finished_site import finish_site
from emnist_lab.reporting.site_folder import new_site
from emnist_lab.without_quarto.project import SUFFIXES, formats_of, read_project
from emnist_lab.without_quarto.site import (
    check_documents,
    render_without_quarto,
    write_notebook_pages,
)
from emnist_lab.without_quarto.sources import read_source
from emnist_lab.workflow.notebook_links import link_notebooks

_LAST_LINES = 15


def render(root: Path) -> list[Path]:
    """Return the files in `_site` of the documents below the folder that holds `_quarto.yml`.

    Raises
    ------
    EmnistLabError
        If a source cannot be rendered.
    """
    quarto = find_quarto()
    return render_with_quarto(root, quarto) if quarto else render_without_quarto(root)


def find_quarto() -> str | None:
    """Return the command `quarto`: that on the path, else that of `make quarto`, else None."""
    return shutil.which("quarto") or shutil.which("quarto", path=Path(sys.executable).parent)


def render_with_quarto(root: Path, quarto: str | Path) -> list[Path]:
    """Render with the command `quarto`, and return the same files as without it.

    Raises
    ------
    EmnistLabError
        If a source refers to what is not there, with Quarto's own last lines if it fails, or with
        the names of the files that it did not write.
    """
    check_documents(root)
    outputs = expected_outputs(root)
    with new_site(root) as fresh:
        done = subprocess.run(
            [quarto, "render", "--output-dir", fresh.relative_to(root)],
            cwd=root,
            env={**os.environ, "EMNIST_LAB_PREPARED": "1", "NO_COLOR": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        if done.returncode != 0:
            said = "\n".join(done.stdout.strip().splitlines()[-_LAST_LINES:])
            raise EmnistLabError(
                f"quarto render failed:\n{said}", root, "fix what it names, and render again"
            )
        missing = [str(file) for file in outputs if not (fresh / file).is_file()]
        if missing:
            raise EmnistLabError(
                f"quarto render ended well but did not write {', '.join(missing)}",
                root,
                "run `quarto render` and read what it says",
            )
        for page in [fresh / file for file in outputs if file.suffix == ".html"]:
            link_notebooks(page, root, fresh)
        write_notebook_pages(root, fresh)
        finish_site(fresh)
    return [root / "_site" / file for file in outputs]


def expected_outputs(root: Path) -> list[Path]:
    """Return the files that rendering leaves in the site, relative to it, by either route."""
    outputs = []
    for document in read_project(root).documents:
        source = read_source(root / document)
        formats = formats_of(source.front_matter, source.file)
        outputs += [document.with_suffix(SUFFIXES[name]) for name in formats]
    return outputs
