"""The data sets that come with this package; a study may bring its own instead."""

from collections.abc import Iterable

from emnist_lab.dataset import DataSet
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.errors import DataError

DATA_SETS: dict[str, DataSet] = {dataset.name: dataset for dataset in (EMNIST,)}
# What a call reads that names none.
DEFAULT = EMNIST


def find_dataset(name: str | None, others: Iterable[DataSet] = ()) -> DataSet:
    """Return a data set by its name, the default without one.

    Parameters
    ----------
    name : str or None
        The name.
    others : iterable of DataSet
        Those that studies bring.

    Raises
    ------
    DataError
        If there is none of that name.
    """
    known = DATA_SETS | {dataset.name: dataset for dataset in others}
    if name is None:
        return DEFAULT
    if name not in known:
        raise DataError(
            f"there is no data set named {name!r}", mend=f"choose one of {', '.join(known)}"
        )
    return known[name]
