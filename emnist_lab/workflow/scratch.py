"""A scratch project beside the real one: reads its data and records, writes none of its files."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from emnist_lab.config import Study
from emnist_lab.profile import Profile
from emnist_lab.project import ROOT_MARKER, ROOT_VARIABLE, Project
from emnist_lab.trials.draws import SEARCH_FILE
from emnist_lab.trials.freshness import STAMP_FILE
from emnist_lab.trials.interleaved import INTERLEAVED_TIMES


@contextmanager
def scratch_project(real: Project) -> Iterator[Project]:
    """Yield a project with the studies, profiles and data of a real one, and no runs."""
    with tempfile.TemporaryDirectory(prefix="emnist-lab-scratch-") as folder:
        root = Path(folder).resolve()
        (root / ROOT_MARKER).symlink_to(real.root / ROOT_MARKER)
        for shared in (real.analysis_dir, real.data_dir, real.report_dir):
            shared.mkdir(parents=True, exist_ok=True)
            (root / shared.relative_to(real.root)).symlink_to(shared)
        yield Project(root)


@contextmanager
def scratch_profile(profile: Profile) -> Iterator[Profile]:
    """Yield the profile in a scratch project."""
    with scratch_project(profile.project) as scratch:
        yield profile.model_copy(update={"project": scratch})


def run_command(
    profile: Profile, data_dir: Path | None, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run `emnist-lab` with some arguments on a profile and its data, in the profile's project."""
    data = ["--data-dir", str(data_dir)] if data_dir else []
    root = profile.project.root
    return subprocess.run(
        [sys.executable, "-m", "emnist_lab", *arguments, "--profile", profile.name, *data],
        cwd=root,
        env={**os.environ, ROOT_VARIABLE: str(root)},
        capture_output=True,
        text=True,
        check=False,
    )


def link_results(studies: list[Study], profile: Profile, scratch: Profile) -> None:
    """Show what the studies left in the real project in the scratch one."""
    for study in studies:
        left, folder = profile.study_dir(study.name), scratch.study_dir(study.name)
        folder.mkdir(parents=True)
        # Networks that were timed interleaved are not timed again: times are never the same.
        own = ("notebook.ipynb", profile.values_file(study.name).name, STAMP_FILE)
        _link_files(left, folder, (*own, SEARCH_FILE, INTERLEAVED_TIMES.name))
        for trial in sorted(left.glob("trials/*/")):
            _link_files(trial, folder / "trials" / trial.name)


def _link_files(source: Path, target: Path, names: tuple[str, ...] = ()) -> None:
    """Link files, never folders: what is removed or written anew here stays as it is there."""
    target.mkdir(parents=True, exist_ok=True)
    for file in source.iterdir() if source.is_dir() else ():
        if file.is_file() and (not names or file.name in names):
            (target / file.name).symlink_to(file)
