"""Archives of EMNIST, read in place: NIST's of IDX or MATLAB files, the mirror's of CSV files."""

import zipfile
from pathlib import Path

from emnist_lab.errors import DataError

ARCHIVE_NAME = "gzip.zip"
# As NIST and the mirror name theirs; a folder may hold them as they came.
ARCHIVE_NAMES = (ARCHIVE_NAME, "matlab.zip", "archive.zip")


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
            "copy or download it again; `emnist-lab data download` fetches the official one",
        ) from error
    names = [name for name in root.root.namelist() if not name.endswith("/")]
    # What macOS adds beside each file has that file's name after two characters.
    return {Path(n).name: root / n for n in names if not Path(n).name.startswith("._")}
