"""Every form of EMNIST is read from a folder, from a zip, and from a file of a set."""

import gzip
import io
import struct
import zipfile

import numpy as np
import pytest
import scipy.io

from emnist_lab.datasets.load import load_split, load_test_part
from emnist_lab.errors import DataError
from emnist_lab.project import Project

GENERATOR = np.random.default_rng(4)
IMAGES = GENERATOR.integers(0, 256, (94, 28, 28), np.uint8)
LABELS = (np.arange(94) % 47).astype(np.uint8)
PARTS = {"train": (IMAGES, LABELS), "test": (IMAGES[::-1], LABELS[::-1])}


def idx_files() -> dict[str, bytes]:
    files = {}
    for part, (images, labels) in PARTS.items():
        for kind, values in (("images", images.transpose(0, 2, 1)), ("labels", labels)):
            head = struct.pack(f">I{values.ndim}I", 0x0800 | values.ndim, *values.shape)
            name = f"emnist-balanced-{part}-{kind}-idx{values.ndim}-ubyte.gz"
            files[name] = gzip.compress(head + values.tobytes())
    return files


def csv_files() -> dict[str, bytes]:
    files = {}
    for part, (images, labels) in PARTS.items():
        rows = np.hstack([labels[:, None], images.transpose(0, 2, 1).reshape(len(images), -1)])
        text = "\n".join(",".join(map(str, row)) for row in rows) + "\n"
        files[f"emnist-balanced-{part}.csv"] = text.encode()
    return files


def mat_files() -> dict[str, bytes]:
    parts = {
        part: {"images": images.transpose(0, 2, 1).reshape(94, -1), "labels": labels[:, None]}
        for part, (images, labels) in PARTS.items()
    }
    content = io.BytesIO()
    scipy.io.savemat(content, {"dataset": parts})
    return {"emnist-balanced.mat": content.getvalue()}


FORMS = {"gzip.zip": idx_files, "archive.zip": csv_files, "matlab.zip": mat_files}


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


def assert_whole(place):
    split = load_split("balanced", place)
    np.testing.assert_array_equal(split.train_images, IMAGES)
    np.testing.assert_array_equal(split.test_labels, LABELS[::-1])


@pytest.mark.parametrize("archive", FORMS)
@pytest.mark.parametrize("kept_as", ["folder", "zip", "zip in a folder", "file of the set"])
def test_every_form_is_read_wherever_it_lies(project, tmp_path, archive, kept_as):
    members = FORMS[archive]()
    folder = write_files(tmp_path / "data", members if "zip" not in kept_as else {})
    if kept_as == "zip":
        assert_whole(write_zip(tmp_path / f"my {archive}", members))
    elif kept_as == "zip in a folder":
        write_zip(folder / archive, members)
        assert_whole(folder)
    else:
        assert_whole(folder / min(members) if kept_as == "file of the set" else folder)


def test_harmless_spellings_of_names_are_read(project, tmp_path):
    names = {
        name: name.replace("-idx", ".idx").removesuffix(".gz").replace("emnist", "EMNIST")
        for name in idx_files()
    }
    unpacked = {names[name]: gzip.decompress(content) for name, content in idx_files().items()}
    assert_whole(write_files(tmp_path / "unpacked", unpacked))
    shouted = {name.replace(".gz", ".GZ"): content for name, content in idx_files().items()}
    assert_whole(write_files(tmp_path / "shouted", shouted))


def test_gzipped_csv_is_read_and_its_header_named_in_plain_text(project, tmp_path):
    zipped = {f"{name}.gz": gzip.compress(content) for name, content in csv_files().items()}
    assert_whole(write_files(tmp_path / "zipped", zipped))
    train = "emnist-balanced-train.csv"
    headed = gzip.compress(b"label,pixel1\n" + csv_files()[train])
    folder = write_files(tmp_path / "headed", zipped | {f"{train}.gz": headed})
    with pytest.raises(DataError, match="'label' in column 1") as error:
        load_split("balanced", folder)
    assert str(error.value.where).endswith("line 1")


def test_a_damaged_archive_is_not_to_be_deleted(project, tmp_path):
    broken = tmp_path / "archive.zip"
    broken.write_bytes(write_zip(tmp_path / "whole.zip", csv_files()).read_bytes()[:-50])
    with pytest.raises(DataError, match="not a whole zip archive") as error:
        load_split("balanced", broken)
    assert "delete" not in error.value.fix


def test_missing_files_and_broken_links_are_named_and_the_test_part_is_enough_to_evaluate(
    project, tmp_path
):
    only_test = {name: content for name, content in idx_files().items() if "-test-" in name}
    folder = write_files(tmp_path / "data", only_test)
    (folder / "emnist-balanced-train-images-idx3-ubyte.gz").symlink_to("elsewhere")
    with pytest.raises(DataError, match="lacks emnist-balanced-train-images-idx3-ubyte") as error:
        load_split("balanced", folder)
    assert "links to what is not there: emnist-balanced-train-images" in error.value.problem
    split = load_test_part("balanced", folder)
    np.testing.assert_array_equal(split.test_images, IMAGES[::-1])
    assert len(split.train_labels) == 0


def test_only_training_files_say_which_are_missing(project, tmp_path):
    only_train = {name: content for name, content in idx_files().items() if "-train-" in name}
    folder = write_files(tmp_path / "data", only_train)
    for load in (load_split, load_test_part):
        with pytest.raises(DataError, match="lacks emnist-balanced-test-images-idx3-ubyte"):
            load("balanced", folder)


def test_a_full_disk_is_named_with_its_file_and_leaves_no_half_cache(
    project, tmp_path, monkeypatch
):
    from emnist_lab.datasets import store
    from emnist_lab.errors import StorageError

    def full(*given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "_write_header", full)
    with pytest.raises(StorageError, match="No space left on device") as error:
        load_split("balanced", write_files(tmp_path / "data", idx_files()))
    assert Project.find().cache_dir in error.value.where.parents
    assert not [file for file in Project.find().cache_dir.rglob("*") if file.is_file()]
