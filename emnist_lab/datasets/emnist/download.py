"""Fetch EMNIST's official archive: resumed where it stopped, named only once it is verified."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from emnist_lab.datasets.emnist.catalog import ARCHIVE_NAME
from emnist_lab.errors import DataError
from emnist_lab.project import Project

if TYPE_CHECKING:
    import requests

OFFICIAL_URL = "https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip"
OFFICIAL_MD5 = "58c8d27c78d21e728a6bc7b3cc06412e"
# Small, since an interruption loses the piece that was on its way.
CHUNK_BYTES = 2**16
# To connect, and between two pieces of the answer.
TIMEOUT_S = 60


def download_emnist(
    url: str = OFFICIAL_URL, md5: str = OFFICIAL_MD5, folder: Path | None = None
) -> Path:
    """Download the archive, or the rest of it, and verify it.

    Parameters
    ----------
    md5 : str
        The checksum it must have, in hexadecimal digits.
    folder : Path, optional
        Where to put it; by default the project's own folder, where every study finds it.

    Raises
    ------
    DataError
        If the download stops (what has arrived is kept, and the next call goes on from there) or
        its checksum is wrong (what has arrived is removed).
    """
    folder = folder or Project.find().dataset_dir("emnist")
    archive = folder / ARCHIVE_NAME
    if archive.exists():
        return archive
    part = archive.with_name(f"{ARCHIVE_NAME}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _fetch(url, part)
        with part.open("rb") as content:
            digest = hashlib.file_digest(content, lambda: hashlib.md5(usedforsecurity=False))
        found = digest.hexdigest()
    except OSError as error:  # requests' own errors are OSErrors too
        arrived = part.stat().st_size / 1e6 if part.exists() else 0
        raise DataError(
            f"the download stopped after {arrived:.1f} MB ({_reason(error)})",
            url,
            "run it again to go on from there: emnist-lab data download",
        ) from error
    if found != md5:
        part.unlink()
        raise DataError(
            f"the download has the MD5 checksum {found}, not {md5}, and was removed",
            url,
            "run it again: emnist-lab data download",
        )
    part.replace(archive)
    return archive


def _fetch(url: str, part: Path) -> None:
    """Add to the part file what it lacks, or fill it anew if the server cannot resume."""
    import requests

    have = part.stat().st_size if part.exists() else 0
    # Identity: a server that compressed the answer would make sizes and ranges mean another thing.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with requests.get(url, headers=headers, stream=True, timeout=TIMEOUT_S) as answer:
        if have and answer.status_code == requests.codes.requested_range_not_satisfiable:
            return  # Nothing is missing; the checksum tells whether it is right.
        answer.raise_for_status()
        resumed = answer.status_code == requests.codes.partial_content
        _save(answer, part, have if resumed else 0)


def _reason(error: OSError) -> str:
    import requests

    if isinstance(error, requests.ConnectionError | requests.exceptions.ChunkedEncodingError):
        # Its own text is a tower of nested library errors.
        return f"{type(error).__name__}: the server cannot be reached or has hung up"
    return str(error)


def _save(answer: "requests.Response", part: Path, start: int) -> None:
    from rich.console import Console
    from rich.progress import DownloadColumn, Progress, TransferSpeedColumn

    length = answer.headers.get("Content-Length")
    columns = (*Progress.get_default_columns(), DownloadColumn(), TransferSpeedColumn())
    with (
        Progress(*columns, console=Console(stderr=True)) as progress,
        part.open("ab" if start else "wb") as out,
    ):
        total = start + int(length) if length else None
        task = progress.add_task("EMNIST", total=total, completed=start)
        for chunk in answer.iter_content(CHUNK_BYTES):
            out.write(chunk)
            progress.advance(task, len(chunk))
