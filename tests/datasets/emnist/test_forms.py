"""Every form of EMNIST is read from a folder, from a zip, and from a file of a set."""

import gzip
import zipfile

import numpy as np
import pytest

from emnist_lab.datasets.load import load_split, load_test_part
from emnist_lab.errors import DataError
from emnist_lab.project import Project

ARCHIVES = {"gzip.zip": "write_idx", "archive.zip": "write_csv", "matlab.zip": "write_mat"}


@pytest.fixture
def files_of(emnist):
    """Return a function that gives the content of a split's files by name, in one form."""

    def written(write: str) -> dict[str, bytes]:
        getattr(emnist, write)()
        files = {file.name: file.read_bytes() for file in emnist.folder.iterdir()}
        for name in files:
            (emnist.folder / name).unlink()
        return files

    return written


def write_zip(file, members: dict[str, bytes]):
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"inner/{name}", content)
            archive.writestr(f"__MACOSX/inner/._{name}", b"resource fork")
    return file


def write_files(folder, members: dict[str, bytes]):
    folder.mkdir(exist_ok=True)
    for name, content in members.items():
        (folder / name).write_bytes(content)
    return folder


def assert_whole(place, emnist):
    split = load_split("balanced", place)
    np.testing.assert_array_equal(split.train_images, emnist.images["train"])
    np.testing.assert_array_equal(split.test_labels, emnist.labels["test"])


@pytest.mark.parametrize("archive", ARCHIVES)
@pytest.mark.parametrize("kept_as", ["folder", "zip", "zip in a folder", "file of the set"])
def test_every_form_is_read_wherever_it_lies(emnist, files_of, tmp_path, archive, kept_as):
    members = files_of(ARCHIVES[archive])
    folder = write_files(tmp_path / "data", members if "zip" not in kept_as else {})
    if kept_as == "zip":
        assert_whole(write_zip(tmp_path / f"my {archive}", members), emnist)
    elif kept_as == "zip in a folder":
        write_zip(folder / archive, members)
        assert_whole(folder, emnist)
    else:
        assert_whole(folder / min(members) if kept_as == "file of the set" else folder, emnist)


def test_a_matlab_file_without_a_mapping_has_the_official_classes(emnist):
    emnist.write_mat(has_mapping=False)
    assert_whole(emnist.folder, emnist)
    assert load_split("balanced", emnist.folder).classes[-1] == "t"


def test_harmless_spellings_of_names_are_read(emnist, files_of, tmp_path):
    files = files_of("write_idx")
    unpacked = {
        name.replace("-idx", ".idx").removesuffix(".gz").replace("emnist", "EMNIST"): (
            gzip.decompress(content)
        )
        for name, content in files.items()
    }
    assert_whole(write_files(tmp_path / "unpacked", unpacked), emnist)
    shouted = {name.replace(".gz", ".GZ"): content for name, content in files.items()}
    assert_whole(write_files(tmp_path / "shouted", shouted), emnist)


def test_gzipped_csv_is_read_and_its_header_named_in_plain_text(emnist, files_of, tmp_path):
    plain = files_of("write_csv")
    zipped = {f"{name}.gz": gzip.compress(content) for name, content in plain.items()}
    assert_whole(write_files(tmp_path / "zipped", zipped), emnist)
    train = "emnist-balanced-train.csv"
    headed = gzip.compress(b"label,pixel1\n" + plain[train])
    folder = write_files(tmp_path / "headed", zipped | {f"{train}.gz": headed})
    with pytest.raises(DataError, match="'label' in column 1") as error:
        load_split("balanced", folder)
    assert str(error.value.where).endswith("line 1")


def test_a_damaged_archive_is_not_to_be_deleted(files_of, tmp_path):
    broken = tmp_path / "archive.zip"
    whole = write_zip(tmp_path / "whole.zip", files_of("write_csv"))
    broken.write_bytes(whole.read_bytes()[:-50])
    with pytest.raises(DataError, match="not a whole zip archive") as error:
        load_split("balanced", broken)
    assert "delete" not in error.value.fix


def test_missing_files_and_broken_links_are_named_and_the_test_part_is_enough_to_evaluate(
    emnist, files_of, tmp_path
):
    files = files_of("write_idx")
    only_test = {name: content for name, content in files.items() if "-test-" in name}
    folder = write_files(tmp_path / "data", only_test)
    (folder / "emnist-balanced-train-images-idx3-ubyte.gz").symlink_to("elsewhere")
    with pytest.raises(DataError, match="lacks emnist-balanced-train-images-idx3-ubyte") as error:
        load_split("balanced", folder)
    assert "links to what is not there: emnist-balanced-train-images" in error.value.problem
    split = load_test_part("balanced", folder)
    np.testing.assert_array_equal(split.test_images, emnist.images["test"])
    assert len(split.train_labels) == 0


def test_only_training_files_say_which_are_missing(files_of, tmp_path):
    files = files_of("write_idx")
    only_train = {name: content for name, content in files.items() if "-train-" in name}
    folder = write_files(tmp_path / "data", only_train)
    for load in (load_split, load_test_part):
        with pytest.raises(DataError, match="lacks emnist-balanced-test-images-idx3-ubyte"):
            load("balanced", folder)


def test_a_full_disk_is_named_with_its_file_and_leaves_no_half_cache(emnist, monkeypatch):
    from emnist_lab.datasets import store
    from emnist_lab.errors import StorageError

    def full(*given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "_write_header", full)
    emnist.write_idx()
    with pytest.raises(StorageError, match="No space left on device") as error:
        load_split("balanced", emnist.folder)
    assert Project.find().cache_dir in error.value.where.parents
    assert not [file for file in Project.find().cache_dir.rglob("*") if file.is_file()]
