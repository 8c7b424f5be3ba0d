"""The results that a rendering is compared with: kept ones, those of a revision, or a run's."""

import io
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from emnist_lab.errors import EmnistLabError
from emnist_lab.profile import Profile
from emnist_lab.project import KEPT_MARKER, Project
from emnist_lab.reporting.moved import Earlier
from emnist_lab.trials.records import RECORD_FILE
from emnist_lab.trials.restore import restore_results
from emnist_lab.workflow.scratch import run_command, scratch_project

WAYS = "name kept results, a folder such as runs/tour, or REVISION:PATH of kept results"


@contextmanager
def earlier_results(
    place: str, shown: Profile, tell: Callable[[str], object] = print
) -> Iterator[Earlier]:
    """Yield earlier results with their records and values, in a scratch project.

    Parameters
    ----------
    place : str
        A folder of kept results, or of what a profile's runs left; or `REVISION:PATH`, the kept
        results in a folder as a Git revision has it. Of kept ones the notebooks are executed, by
        the studies and the code of today.
    shown : Profile
        What is rendered; nothing is written to its project, whose studies they are of.
    tell : callable
        Is told what is done, and which trials are of no study or variant of the project.

    Raises
    ------
    EmnistLabError
        If there is no such place or revision, or no results in it.
    """
    with scratch_project(shown.project) as scratch:
        on_disk = Path(place).is_dir()
        folder = Path(place).resolve() if on_disk else _from_git(place, scratch.root / "kept")
        if (folder / KEPT_MARKER).is_file():
            tell(f"Executing the notebooks over {place}, to compare with")
            yield Earlier(place, _laid_out(scratch, folder, tell))
        elif any(folder.glob(f"*/trials/*/{RECORD_FILE}")):
            yield Earlier(place, _as_they_lie(shown, scratch, folder))
        else:
            raise EmnistLabError("holds neither kept results nor trials of a profile", place, WAYS)


def _laid_out(scratch: Project, folder: Path, tell: Callable[[str], object]) -> Profile:
    profile = restore_results(scratch, folder, tell)
    done = run_command(profile, folder, "run")
    if done.returncode != 0:
        raise EmnistLabError(
            f"the notebooks could not be executed over them\n{done.stderr.strip()}",
            folder,
            "see whether `emnist-lab render --kept` shows them",
        )
    return profile


def _as_they_lie(shown: Profile, scratch: Project, folder: Path) -> Profile:
    link = scratch.all_runs_dir / folder.name
    link.parent.mkdir()
    link.symlink_to(folder)
    return shown.model_copy(update={"project": scratch, "name": folder.name})


def _from_git(place: str, target: Path) -> Path:
    """Lay the folder that a Git revision has below `target`."""
    revision, colon, path = place.partition(":")
    if not colon:
        raise EmnistLabError("no such folder", place, WAYS)
    top = Path(_git("rev-parse", "--show-toplevel").decode().strip())
    # Below the folder that one is in, as with all paths that are given to a command.
    name = f"{revision}:./{path}"
    tree = _git("rev-parse", "--verify", "--quiet", "--end-of-options", name, place=place)
    archive = _git("archive", "--format=tar", tree.decode().strip(), folder=top, place=place)
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(target, filter="data")
    return target


def _git(*arguments: str, folder: Path | None = None, place: str = "") -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise EmnistLabError("git is not installed", place or None, WAYS) from error
    if done.returncode != 0:
        why = done.stderr.decode(errors="replace").strip()
        raise EmnistLabError(
            why or "no such revision, or no such folder in it", place or None, WAYS
        )
    return done.stdout
