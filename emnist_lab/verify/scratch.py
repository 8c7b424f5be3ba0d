"""A scratch project beside the real one: reads its data and records, writes none of its files."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from emnist_lab import paths
from emnist_lab.config import Profile, Study
from emnist_lab.trials.draws import SEARCH_FILE
from emnist_lab.trials.freshness import STAMP_FILE
from emnist_lab.trials.turns import TURNS

ROOT_VARIABLE = "EMNIST_LAB_ROOT"


@contextmanager
def scratch_project() -> Iterator[Path]:
    """Make a project with the studies, profiles and data of this one, and nothing else, the root.

    Until the body ends, `emnist_lab.paths` of this process and its children leads there.
    """
    real, named = paths.project_root(), os.environ.get(ROOT_VARIABLE)
    with tempfile.TemporaryDirectory(prefix="emnist-lab-verify-") as folder:
        root = Path(folder)
        (root / paths.ROOT_MARKER).symlink_to(real / paths.ROOT_MARKER)
        for shared in (paths.analysis_dir(), paths.data_dir(), paths.report_dir()):
            shared.mkdir(parents=True, exist_ok=True)
            (root / shared.relative_to(real)).symlink_to(shared)
        os.environ[ROOT_VARIABLE] = folder
        try:
            yield root
        finally:
            if named is None:
                del os.environ[ROOT_VARIABLE]
            else:
                os.environ[ROOT_VARIABLE] = named


def link_results(real: Path, studies: list[Study], profile: Profile) -> None:
    """Show what the studies left in the real project in the scratch one.

    Parameters
    ----------
    real : Path
        The root of the real project.
    studies : list of Study
        The studies.
    profile : Profile
        Their profile.
    """
    root = paths.project_root()
    for study in studies:
        folder = paths.study_dir(profile.name, study.name)
        left = real / folder.relative_to(root)
        folder.mkdir(parents=True)
        # Networks that were timed in turns are not timed again: times are never the same.
        _link_files(left, folder, ("notebook.ipynb", STAMP_FILE, SEARCH_FILE, TURNS.name))
        for trial in sorted(left.glob("trials/*/")):
            _link_files(trial, folder / "trials" / trial.name)


def _link_files(source: Path, target: Path, names: tuple[str, ...] = ()) -> None:
    """Link files, never folders: what is removed or written anew here stays as it is there."""
    target.mkdir(parents=True, exist_ok=True)
    for file in source.iterdir() if source.is_dir() else ():
        if file.is_file() and (not names or file.name in names):
            (target / file.name).symlink_to(file)
