"""A file is written whole or not at all, and a refusal names it."""

import errno
import os

import pytest
import yaml

from emnist_lab.errors import EmnistLabError, StorageError
from emnist_lab.files import inside, plain_yaml, remove_unfinished, whole_file, write_whole


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


def test_a_planted_link_in_the_place_of_an_unfinished_file_is_not_followed(tmp_path, monkeypatch):
    monkeypatch.setattr("secrets.token_hex", lambda _: "guessed")
    theirs = tmp_path / "theirs"
    theirs.write_text("whole")
    (tmp_path / f".{os.getpid()}.guessed.record.json").symlink_to(theirs)
    with pytest.raises(StorageError):
        write_whole(tmp_path / "record.json", "{}")
    assert theirs.read_text() == "whole"


def test_a_path_stays_in_its_folder(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "link").symlink_to(tmp_path)
    assert inside(tmp_path / "folder", "x/y") == tmp_path / "folder/x/y"
    for name in ("../x", "/tmp/x", "x/../../y", "link/x"):
        with pytest.raises(EmnistLabError, match="leads out of its folder"):
            inside(tmp_path / "folder", name)


@pytest.mark.parametrize(
    "text", ["a: &a [x]\nb: *a", "!!python/object/apply:os.system [touch PWN]", "[" * 10_000]
)
def test_yaml_of_others_makes_no_objects_and_does_not_unfold(text):
    with pytest.raises(yaml.YAMLError):
        plain_yaml(text)
