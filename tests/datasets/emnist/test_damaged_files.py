"""Damaged files end in one error that names the file and the fix, and leave nothing behind."""

import gzip

import numpy as np
import pytest

from emnist_lab.datasets.load import load_split
from emnist_lab.errors import DataError
from emnist_lab.project import Project

IMAGES = "emnist-balanced-train-images-idx3-ubyte.gz"
LABELS = "emnist-balanced-train-labels-idx1-ubyte.gz"


@pytest.fixture
def refused(emnist):
    """Return a check that loading fails over one file, with a fix, leaving the cache empty."""

    def check(file, problem):
        with pytest.raises(DataError, match=problem) as caught:
            load_split("balanced", emnist.folder)
        assert file in str(caught.value.where)
        assert caught.value.fix
        assert str(caught.value).count("\n") == 1
        assert not any(file.is_file() for file in Project.find().cache_dir.rglob("*"))
        assert not any(
            folder.name.startswith(".") for folder in Project.find().cache_dir.rglob("*")
        )

    return check


def rewrite(emnist, name, change):
    file = emnist.folder / name
    file.write_bytes(change(file.read_bytes()))


def rewrite_unzipped(emnist, name, change):
    rewrite(emnist, name, lambda content: gzip.compress(change(gzip.decompress(content))))


def test_truncated_gzip(emnist, refused):
    emnist.write_idx()
    rewrite(emnist, IMAGES, lambda content: content[: len(content) // 2])
    refused(IMAGES, "cannot be read to its end")


def test_gzip_with_a_flipped_byte(emnist, refused):
    emnist.write_idx()
    rewrite(emnist, IMAGES, lambda content: content[:-8] + b"\0\0\0\0" + content[-4:])
    refused(IMAGES, "cannot be read to its end")


def test_truncated_content(emnist, refused):
    emnist.write_idx()
    rewrite_unzipped(emnist, IMAGES, lambda content: content[:-100])
    refused(IMAGES, "ends 100 bytes before its header says")


def test_truncated_header(emnist, refused):
    emnist.write_idx()
    rewrite_unzipped(emnist, LABELS, lambda content: content[:6])
    refused(LABELS, "ends 2 bytes before")


def test_more_content_than_the_header_says(emnist, refused):
    emnist.write_idx()
    rewrite_unzipped(emnist, LABELS, lambda content: content + b"\0")
    refused(LABELS, "goes on after the end")


def test_wrong_magic(emnist, refused):
    emnist.write_idx()
    rewrite_unzipped(emnist, IMAGES, lambda content: b"\x89PNG" + content[4:])
    refused(IMAGES, "not an IDX file of images")


def test_images_where_labels_should_be(emnist, refused):
    emnist.write_idx()
    rewrite(emnist, LABELS, lambda _: (emnist.folder / IMAGES).read_bytes())
    refused(LABELS, "not an IDX file of labels")


def test_images_of_another_size(emnist, refused):
    emnist.write_idx()
    rewrite_unzipped(emnist, IMAGES, lambda content: content[:11] + b"\x10" + content[12:])
    refused(IMAGES, "16x28, not 28x28")


def test_images_and_labels_of_different_length(emnist, refused):
    emnist.labels["train"] = emnist.labels["train"][:-1]
    emnist.write_idx()
    refused(IMAGES, f"5 images, but 4 labels in {LABELS}")


def test_label_outside_the_mapping(emnist, refused):
    emnist.labels["train"][2] = 47
    emnist.write_idx()
    refused(LABELS, "label 47 of image 3 is outside the mapping, which has 0 to 46")


def test_label_zero_among_letters(emnist):
    emnist.labels = {"train": np.arange(5, dtype=np.uint8), "test": np.ones(3, np.uint8)}
    emnist.write_idx("letters")
    with pytest.raises(DataError, match=r"label 0 of image 1 is outside .* 1 to 26"):
        load_split("letters", emnist.folder)


def test_no_images_at_all(emnist, refused):
    emnist.images["test"], emnist.labels["test"] = emnist.images["test"][:0], np.zeros(0, np.uint8)
    emnist.write_idx()
    refused("emnist-balanced-test", "holds no image")


def test_folder_without_files(emnist, refused):
    refused("emnist", "holds no split of EMNIST")


def test_folder_that_is_not_there(emnist, refused):
    emnist.folder.rmdir()
    refused("emnist", "no such folder")


@pytest.mark.parametrize(
    "text",
    ["0 48\n1 forty-nine", "0 48\n2 50", "0\n1", "", "0 48\n1 60", "0 99999999999", "0 27"],
    ids=["word", "gap", "column", "empty", "tag", "no_code_point", "escape"],
)
def test_mapping_that_is_none(emnist, refused, text):
    emnist.write_idx()
    (emnist.folder / "emnist-balanced-mapping.txt").write_text(text)
    refused("emnist-balanced-mapping.txt", "mapping")


def test_archive_that_is_no_zip(emnist, refused):
    (emnist.folder / "gzip.zip").write_bytes(b"<html>Not found</html>")
    refused("gzip.zip", "not a whole zip archive")


def test_archive_with_a_name_that_is_no_text(emnist, refused):
    emnist.write_zip()

    def with_such_a_name(content: bytes) -> bytes:
        # Of the directory's first entry: the flag of UTF-8, and a name that begins with none.
        entry = content.index(b"PK\x01\x02")
        changed = bytearray(content)
        changed[entry + 9] |= 0x08
        changed[entry + 46] = 0xFD
        return bytes(changed)

    rewrite(emnist, "gzip.zip", with_such_a_name)
    refused("gzip.zip", "not a whole zip archive")


def test_archive_cut_short(emnist, refused):
    emnist.write_zip()
    rewrite(emnist, "gzip.zip", lambda content: content[: len(content) // 2])
    refused("gzip.zip", "not a whole zip archive")


def test_archive_with_a_damaged_member(emnist, refused):
    emnist.write_zip()
    rewrite(emnist, "gzip.zip", lambda content: content[:3000] + bytes(50) + content[3050:])
    refused("gzip.zip/gzip/emnist-balanced", "cannot be read to its end")


def test_csv_with_a_header(emnist, refused):
    emnist.write_csv()
    header = ",".join(["label", *map(str, range(784))]).encode()
    rewrite(emnist, "emnist-balanced-train.csv", lambda content: header + b"\n" + content)
    refused("emnist-balanced-train.csv, line 1", "'label' in column 1 is not a whole number")


def test_csv_with_text_further_down(emnist, refused):
    emnist.write_csv()
    rewrite(emnist, "emnist-balanced-test.csv", lambda content: content[:-3] + b"ink\n")
    refused("emnist-balanced-test.csv, line 3", "'.*ink' in column 785 is not a whole number")


def test_csv_with_a_gray_value_out_of_range(emnist, refused):
    emnist.write_csv()
    line = b"0,256" + b",0" * 783
    rewrite(emnist, "emnist-balanced-train.csv", lambda content: content + line)
    refused("emnist-balanced-train.csv, line 6", "'256' in column 2 is not a whole number")


@pytest.mark.parametrize("value", [b"", b"1.5", b"-1"])
def test_csv_with_a_value_that_is_no_gray(emnist, refused, value):
    emnist.write_csv()
    line = b"0," + value + b",0" * 783
    rewrite(emnist, "emnist-balanced-train.csv", lambda content: content + line)
    refused("emnist-balanced-train.csv, line 6", f"'{value.decode()}' in column 2 is not a whole")


@pytest.mark.parametrize("line", [1, 3])
def test_csv_with_a_pixel_missing(emnist, refused, line):
    emnist.write_csv()
    file = emnist.folder / "emnist-balanced-train.csv"
    lines = file.read_text().splitlines()
    lines[line - 1] = lines[line - 1].rpartition(",")[0]
    file.write_text("\n".join(lines))
    refused(f"emnist-balanced-train.csv, line {line}", "783 pixels after the label, not 784")


def test_csv_without_a_line(emnist, refused):
    emnist.write_csv()
    (emnist.folder / "emnist-balanced-train.csv").write_bytes(b"")
    refused("emnist-balanced-train.csv", "not a CSV of images")


def test_mat_cut_short(emnist, refused):
    emnist.write_mat()
    rewrite(emnist, "emnist-balanced.mat", lambda content: content[: len(content) // 2])
    refused("emnist-balanced.mat", "not a whole MATLAB file")


def test_mat_that_is_text(emnist, refused):
    (emnist.folder / "emnist-balanced.mat").write_text("x = 1;")
    refused("emnist-balanced.mat", "not a whole MATLAB file")


def test_mat_of_the_hdf5_kind(emnist, refused):
    head = b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM"
    (emnist.folder / "emnist-balanced.mat").write_bytes(head + bytes(100))
    refused("emnist-balanced.mat", "MATLAB 7.3")


def test_mat_of_zeros(emnist, refused):
    (emnist.folder / "emnist-balanced.mat").write_bytes(bytes(1000))
    refused("emnist-balanced.mat", "MATLAB file|no struct")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ({"images": np.zeros(3)}, "holds no struct 'dataset'"),
        (
            {"dataset": {"train": {"images": np.zeros((2, 784), np.uint8)}}},
            "lacks images or labels",
        ),
        (
            {"dataset": {"train": {"images": np.zeros((2, 100), np.uint8), "labels": [1, 2]}}},
            r"uint8 of \(2, 100\), not uint8 of \(n, 784\)",
        ),
        (
            {"dataset": {"train": {"images": np.zeros((2, 784), np.uint8), "labels": [1, 2, 3]}}},
            "2 images, but 3 labels",
        ),
    ],
    ids=["no dataset", "no labels", "pixels", "lengths"],
)
def test_mat_with_other_content(emnist, refused, content, problem):
    from scipy.io import savemat

    savemat(emnist.folder / "emnist-balanced.mat", content)
    refused("emnist-balanced.mat", problem)
