"""The archive arrives whole and verified, whatever the server does; a server on this machine."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from emnist_lab.datasets.emnist.download import download_emnist
from emnist_lab.datasets.origin import find_origin
from emnist_lab.errors import DataError
from emnist_lab.project import Project

CONTENT = bytes(range(256)) * 9000
MD5 = hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()


class ArchiveServer(ThreadingHTTPServer):
    """Serves `CONTENT`; may cut an answer short, or know nothing of ranges."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.stop_after = None
        self.knows_ranges = True
        self.status = None
        self.ranges = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/gzip.zip"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        wanted = self.headers.get("Range")
        self.server.ranges.append(wanted)
        if self.server.status:
            self.send_error(self.server.status)
            return
        start = 0
        if wanted and self.server.knows_ranges:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            if start >= len(CONTENT):
                self.send_error(416)
                return
        self.send_response(206 if wanted and self.server.knows_ranges else 200)
        self.send_header("Content-Length", str(len(CONTENT) - start))
        self.end_headers()
        self.wfile.write(CONTENT[start : self.server.stop_after])

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    server = ArchiveServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_archive_arrives_whole(server, tmp_path):
    archive = download_emnist(server.url, MD5, tmp_path / "new" / "folder")
    assert archive == tmp_path / "new" / "folder" / "gzip.zip"
    assert archive.read_bytes() == CONTENT
    assert list(archive.parent.iterdir()) == [archive]


def test_an_interrupted_download_is_kept_and_resumed(server, tmp_path):
    server.stop_after = 1_500_000
    with pytest.raises(DataError, match=r"stopped after 1\.\d MB \(.*hung up") as caught:
        download_emnist(server.url, MD5, tmp_path)
    assert "run it again to go on" in str(caught.value)
    (part,) = tmp_path.iterdir()
    assert part.name == "gzip.zip.part"
    have = part.stat().st_size

    server.stop_after = None
    assert download_emnist(server.url, MD5, tmp_path).read_bytes() == CONTENT
    assert server.ranges == [None, f"bytes={have}-"]
    assert [file.name for file in tmp_path.iterdir()] == ["gzip.zip"]


def test_a_server_that_ignores_ranges_starts_anew(server, tmp_path):
    (tmp_path / "gzip.zip.part").write_bytes(CONTENT[:1000])
    server.knows_ranges = False
    assert download_emnist(server.url, MD5, tmp_path).read_bytes() == CONTENT


def test_a_part_that_is_whole_already_only_needs_verifying(server, tmp_path):
    (tmp_path / "gzip.zip.part").write_bytes(CONTENT)
    assert download_emnist(server.url, MD5, tmp_path).read_bytes() == CONTENT


@pytest.mark.parametrize("part", [None, b"x" * 1000, b"x" * (len(CONTENT) + 1)])
def test_a_wrong_checksum_removes_what_arrived_and_says_so(server, tmp_path, part):
    if part:
        (tmp_path / "gzip.zip.part").write_bytes(part)
    with pytest.raises(DataError, match="and was removed") as caught:
        download_emnist(server.url, MD5 if part else "0" * 32, tmp_path)
    assert server.url in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_server_s_error_keeps_what_arrived_before(server, tmp_path):
    (tmp_path / "gzip.zip.part").write_bytes(CONTENT[:1000])
    server.status = 503
    with pytest.raises(DataError, match="503"):
        download_emnist(server.url, MD5, tmp_path)
    assert (tmp_path / "gzip.zip.part").read_bytes() == CONTENT[:1000]


def test_no_server_at_all_is_one_clear_error(server, tmp_path):
    url = server.url.replace(str(server.server_port), "1")
    with pytest.raises(DataError, match=r"stopped after 0\.0 MB \(.*cannot be reached"):
        download_emnist(url, MD5, tmp_path)


def test_a_verified_archive_is_not_fetched_again(server, tmp_path):
    download_emnist(server.url, MD5, tmp_path)
    download_emnist(server.url, MD5, tmp_path)
    assert len(server.ranges) == 1


def test_the_download_is_the_data_that_studies_find(server, emnist, monkeypatch):
    packed = emnist.write_zip().read_bytes()
    monkeypatch.setattr(f"{__name__}.CONTENT", packed)
    download_emnist(server.url, hashlib.md5(packed, usedforsecurity=False).hexdigest())
    assert find_origin().folder == Project.find().dataset_dir("emnist") / "gzip.zip"
