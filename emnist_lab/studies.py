"""The studies there are: the folders below `analysis/` that hold a `study.py`.

A study is found by listing, and everything of it lies in its folder: nothing here names one.
"""

import importlib
import sys
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path

from emnist_lab.code_digests import STUDIES as PACKAGE
from emnist_lab.config import Study
from emnist_lab.errors import EmnistLabError
from emnist_lab.profile import Profile
from emnist_lab.project import Project


def studies_dir(project: Project) -> Path:
    """Return the folder that holds one folder a study."""
    return project.analysis_dir


def imported_dir() -> Path:
    """Return the folder of the studies that `import analysis.<study>` finds now."""
    return Path(importlib.import_module(PACKAGE).__path__[0])


def studies_are_imported() -> bool:
    """Return whether this process has imported from a folder of studies."""
    return PACKAGE in sys.modules


def find_studies(project: Project) -> dict[str, Study]:
    """Return a project's studies by name, in the order in which a reader meets them."""
    return studies_below(studies_dir(project))


def studies_below(folder: Path) -> dict[str, Study]:
    """Return the studies in the folders of a folder, by name, in the order that they give.

    From then on `import analysis.<study>` finds the modules of this folder, in place of those of
    another project.

    Raises
    ------
    EmnistLabError
        If a `study.py` cannot be executed, or defines no study of its folder's name.
    """
    lead_imports_to(folder)
    found = [_study_in(file) for file in folder.glob("*/study.py")]
    return {study.name: study for study in sorted(found, key=lambda each: each.place)}


def find_study(project: Project, name: str) -> Study:
    """Return the study of that name.

    Raises
    ------
    EmnistLabError
        If there is none.
    """
    studies = find_studies(project)
    if name not in studies:
        raise EmnistLabError(
            f"no study named {name!r}", fix=f"choose from: {', '.join(studies) or 'none'}"
        )
    return studies[name]


def studies_of(profile: Profile) -> list[Study]:
    """Return every study with the variants that a profile trains, in their order."""
    return [profile.part_of(study) for study in find_studies(profile.project).values()]


def studies_shown_by(study: Study, profile: Profile) -> list[Study]:
    """Return the other studies of its project whose trials and claims a study's notebook shows."""
    return [other for other in find_studies(profile.project).values() if study.shows(other)]


def _study_in(file: Path) -> Study:
    name = file.parent.name
    try:
        study = importlib.import_module(f"{PACKAGE}.{name}.{file.stem}").STUDY
    except Exception as error:
        # Whatever a file of the user's raises; the first line says what.
        reason = f"{type(error).__name__}: {error}"
        raise EmnistLabError(f"not a study: {reason}", file, "correct the file") from error
    if study.name != name or not name.isidentifier():
        raise EmnistLabError(
            f"the study {study.name!r} lies in a folder named {name!r}",
            file,
            "give both one name, of letters, digits and underscores",
        )
    return study


def lead_imports_to(folder: Path) -> None:
    """Have modules of studies imported from one project, and forget those of another.

    Not by the search of `sys.path`, where another folder of the name may come first.
    """
    package = sys.modules.get(PACKAGE)
    if package is not None and list(package.__path__) == [str(folder)]:
        return
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]
    spec = ModuleSpec(PACKAGE, None, is_package=True)
    spec.submodule_search_locations = [str(folder)]
    sys.modules[PACKAGE] = module_from_spec(spec)
