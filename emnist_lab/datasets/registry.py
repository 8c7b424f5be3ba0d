"""The data sets that come with this package; a study may bring its own instead."""

from emnist_lab.dataset import DataSet
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.errors import DataError
from emnist_lab.project import Project
from emnist_lab.studies import find_studies

DATA_SETS: dict[str, DataSet] = {dataset.name: dataset for dataset in (EMNIST,)}
# What a call reads that names none.
DEFAULT = EMNIST


def project_datasets(project: Project) -> list[DataSet]:
    """Return the data sets that a project's studies read, in the order of the studies.

    Without a study it is the default.
    """
    found = {study.dataset.name: study.dataset for study in find_studies(project).values()}
    return list(found.values()) or [DEFAULT]


def find_dataset(name: str | None) -> DataSet:
    """Return a data set of the package or of the project's studies, the default without a name.

    Raises
    ------
    DataError
        If there is none of that name.
    """
    if name is None:
        return DEFAULT
    if name in DATA_SETS:
        return DATA_SETS[name]
    known = DATA_SETS | {each.name: each for each in project_datasets(Project.find())}
    if name not in known:
        names = ", ".join(sorted(known))
        raise DataError(f"there is no data set named {name!r}", fix=f"choose one of {names}")
    return known[name]
