"""A file is written whole or not at all, and a refusal names it."""

import errno

import pytest

from emnist_lab.errors import StorageError
from emnist_lab.files import remove_unfinished, whole_file, write_whole


def test_a_refused_file_is_named_with_what_to_do(tmp_path):
    (tmp_path / "folder").write_text("a file where a folder should be")
    with pytest.raises(StorageError, match=r"folder.*\n  make room or make the folder writable"):
        write_whole(tmp_path / "folder" / "record.json", "{}")


def run_out_of_space(file):
    with whole_file(file) as temporary:
        temporary.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_the_older_file_and_nothing_else(tmp_path):
    file = tmp_path / "record.json"
    write_whole(file, "old")
    with pytest.raises(StorageError, match=r"record\.json: No space left on device"):
        run_out_of_space(file)
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_what_killed_processes_left_is_removed(tmp_path):
    kept = tmp_path / "backup" / "best-1.npz"
    for file in (kept, tmp_path / ".123.record.json", tmp_path / "backup" / ".7.best-1.npz"):
        write_whole(file, "content")
    remove_unfinished(tmp_path)
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == [kept]
