"""The studies there are: the folders below `analysis/` that hold a `study.py`.

A study is found by listing, and everything of it lies in its folder: nothing here names one.
"""

import importlib
import importlib.util
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from emnist_lab.config import Profile, Study
from emnist_lab.dataset import DataSet
from emnist_lab.errors import EmnistLabError

FOLDER = "analysis"
STUDIES_DIR = Path(__file__).parents[1] / FOLDER


def _listed() -> dict[str, Study]:
    # Not by the search of `sys.path`, where another folder of the name may come first.
    spec = ModuleSpec(FOLDER, None, is_package=True)
    spec.submodule_search_locations = [str(STUDIES_DIR)]
    sys.modules[FOLDER] = importlib.util.module_from_spec(spec)
    files = STUDIES_DIR.glob("*/study.py")
    found = [importlib.import_module(f"{FOLDER}.{file.parent.name}.study").STUDY for file in files]
    return {study.name: study for study in sorted(found, key=lambda each: (each.order, each.name))}


# In the order in which a reader meets them.
STUDIES = _listed()


def study_module(name: str, part: str) -> ModuleType | None:
    """Return a module of a study's folder, such as its `findings`, or None where it has none."""
    module = f"{FOLDER}.{name}.{part}"
    if importlib.util.find_spec(f"{FOLDER}.{name}") is None:
        return None
    return importlib.import_module(module) if importlib.util.find_spec(module) else None


def studies_of(profile: Profile) -> list[Study]:
    """Return every study with the variants that a profile trains, in the order of `STUDIES`."""
    return [study.of_profile(profile) for study in STUDIES.values()]


def datasets_of_studies() -> list[DataSet]:
    """Return the data sets that the studies read, in the order of the studies."""
    return list({study.dataset.name: study.dataset for study in STUDIES.values()}.values())


def studies_before(name: str) -> list[Study]:
    """Return the studies that a reader meets before the one of that name."""
    names = list(STUDIES)
    return [STUDIES[earlier] for earlier in names[: names.index(name)]]


def find_study(name: str) -> Study:
    """Return the study of that name.

    Raises
    ------
    EmnistLabError
        If there is none.
    """
    if name not in STUDIES:
        raise EmnistLabError(f"no study named {name!r}", mend=f"choose from: {', '.join(STUDIES)}")
    return STUDIES[name]
