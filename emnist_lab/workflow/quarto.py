"""Render the documents with Quarto, where it is installed."""

import os
import shutil
import subprocess
from pathlib import Path

from emnist_lab.errors import EmnistLabError
from emnist_lab.reporting.site_folder import new_site
from emnist_lab.without_quarto.project import SUFFIXES, formats_of, read_project
from emnist_lab.without_quarto.site import check_documents
from emnist_lab.without_quarto.sources import read_source

_LAST_LINES = 15


def find_quarto() -> Path | None:
    """Return the path of the `quarto` command, or None where it is not installed."""
    found = shutil.which("quarto")
    return Path(found) if found else None


def render_with_quarto(root: Path, quarto: Path) -> list[Path]:
    """Render the project with Quarto and return the documents' files.

    Parameters
    ----------
    root : Path
        The folder that holds `_quarto.yml`, its numbers and notebooks already prepared.
    quarto : Path
        The `quarto` command.

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
            check=False,
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
    return [root / "_site" / file for file in outputs]


def expected_outputs(root: Path) -> list[Path]:
    """Return the files that rendering leaves in the site, relative to it, by either route."""
    project = read_project(root)
    outputs = []
    for document in project.documents:
        source = read_source(root / document)
        for name in formats_of(source.front_matter, source.file):
            outputs.append(document.with_suffix(SUFFIXES[name]))
    return outputs
