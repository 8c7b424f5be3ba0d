"""The official archive `gzip.zip`, read in place: its members are IDX files and mappings."""

import zipfile
from pathlib import Path

from emnist_lab.errors import DataError

ARCHIVE_NAME = "gzip.zip"


def archive_members(archive: Path) -> dict[str, zipfile.Path]:
    """Return the files in an archive by their bare names.

    Parameters
    ----------
    archive : Path
        A zip file, such as the official one, whose members lie in a folder `gzip/`.

    Returns
    -------
    dict of str to zipfile.Path
        Files that can be opened like any other; nothing is unpacked to disk.

    Raises
    ------
    DataError
        If it is not a zip file.
    """
    try:
        root = zipfile.Path(zipfile.ZipFile(archive))
    except (zipfile.BadZipFile, OSError) as error:
        raise DataError(
            f"not a whole zip archive ({error})",
            archive,
            "delete it and fetch it again: emnist-lab data download",
        ) from error
    names = [name for name in root.root.namelist() if not name.endswith("/")]
    return {Path(name).name: root / name for name in names}
