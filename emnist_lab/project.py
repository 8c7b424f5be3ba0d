"""The project that a command works on: its root, found once, and the folders and files below it."""

import os
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from emnist_lab.errors import EmnistLabError

ROOT_MARKER = "pyproject.toml"
# What marks a folder as kept results, which are data, whatever else lies in it.
KEPT_MARKER = "splits.json"
ROOT_VARIABLE = "EMNIST_LAB_ROOT"
# What a command computes that names no profile.
DEFAULT_PROFILE = "tour"


@dataclass(frozen=True)
class Project:
    """One project's folders and files; what a profile's runs leave is `Profile`'s to name.

    Parameters
    ----------
    root : Path
        The project's folder, absolute.
    """

    root: Path

    @classmethod
    def find(cls) -> "Project":
        """Return the project of the nearest folder, from the working directory upward.

        That is the one whose `pyproject.toml` says so and that holds studies: other sites have a
        `_quarto.yml` too, and kept results, which may come with all of it, are never one. Called
        where a person's command or notebook enters, and handed down from there.

        Returns
        -------
        Project
            The project; `EMNIST_LAB_ROOT` in the environment takes precedence.

        Raises
        ------
        EmnistLabError
            If no folder upward is one.
        """
        named = os.environ.get(ROOT_VARIABLE)
        return cls(_root_above(Path(named or Path.cwd()).resolve()))

    @property
    def data_dir(self) -> Path:
        """The folder of downloads and caches, which git ignores."""
        return self.root / "data"

    def dataset_dir(self, name: str) -> Path:
        """Return the folder that a data set of this name is looked for in, and downloaded to."""
        return self.data_dir / name

    @property
    def cache_dir(self) -> Path:
        """The folder of memory-mapped splits."""
        return self.data_dir / "cache"

    @property
    def home_dir(self) -> Path:
        """The folder that stands in for the user's home where that cannot be written."""
        return self.data_dir / "home"

    @property
    def analysis_dir(self) -> Path:
        """The folder that holds one folder a study, and the profiles."""
        return self.root / "analysis"

    @property
    def all_runs_dir(self) -> Path:
        """The folder that holds one folder a profile that ran."""
        return self.root / "runs"

    @property
    def built_notebooks_dir(self) -> Path:
        """The folder from which documents embed executed notebooks."""
        return self.root / "build" / "notebooks"

    @property
    def sections_dir(self) -> Path:
        """The folder of the documents' parts, as written for what is trained."""
        return self.root / "build" / "sections"

    @property
    def report_dir(self) -> Path:
        """The folder of the report's and slides' sources."""
        return self.root / "report"

    @property
    def site_dir(self) -> Path:
        """The folder of rendered documents, the same with Quarto and without."""
        return self.root / "_site"

    @property
    def variables_file(self) -> Path:
        """The file of numbers that documents quote, written from the records."""
        return self.root / "_variables.yml"

    def notebook_source(self, study: str) -> Path:
        """Return the file of a study's notebook, a jupytext script."""
        return self.analysis_dir / study / "notebook.py"

    def profile_file(self, profile: str) -> Path:
        """Return the YAML file that says how much the profile computes."""
        return self.analysis_dir / "profiles" / f"{profile}.yaml"


@lru_cache
def _root_above(start: Path) -> Path:
    for folder in (start, *start.parents):
        if _is_root(folder):
            return folder
    raise EmnistLabError(
        f"not inside an emnist_lab project: no {ROOT_MARKER} of it here or above",
        where=start,
        fix=f"cd into the project's folder, or set {ROOT_VARIABLE} to it",
    )


def _is_root(folder: Path) -> bool:
    marker = folder / ROOT_MARKER
    if (folder / KEPT_MARKER).exists() or not (folder / "analysis").is_dir():
        return False
    try:
        return tomllib.loads(marker.read_text())["project"]["name"] == "emnist_lab"
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False
