"""Splits come out upright and alike from every form in which people keep EMNIST."""

import numpy as np
import pytest

from emnist_lab.datasets import load
from emnist_lab.datasets.load import cached_digest, load_split, split_digest
from emnist_lab.errors import DataError


def assert_same(split, emnist):
    for part in ("train", "test"):
        np.testing.assert_array_equal(getattr(split, f"{part}_images"), emnist.images[part])
        np.testing.assert_array_equal(getattr(split, f"{part}_labels"), emnist.labels[part])


def test_an_unpacked_archive_is_found_in_its_own_folder(emnist, tmp_path):
    emnist.write_idx()
    (tmp_path / "outer").mkdir()
    emnist.folder.rename(tmp_path / "outer" / "gzip")
    assert_same(load_split("balanced", tmp_path / "outer"), emnist)


def test_original_mnist_is_upright_already(emnist):
    emnist.labels = {part: labels % 10 for part, labels in emnist.labels.items()}
    emnist.write_mnist()
    split = load_split("mnist", emnist.folder)
    assert_same(split, emnist)
    assert split.classes == tuple("0123456789")


def test_letters_are_labeled_from_one_in_files_and_from_zero_here(emnist):
    emnist.labels["train"] = np.array([1, 26, 2, 3, 4], np.uint8)
    emnist.labels["test"] = np.array([26, 1, 13], np.uint8)
    emnist.write_idx("letters")
    split = load_split("letters", emnist.folder)
    assert split.classes[0] == "A"
    assert split.classes[-1] == "Z"
    assert split.train_labels.tolist() == [0, 25, 1, 2, 3]
    assert split.test_labels.tolist() == [25, 0, 12]


def test_classes_come_from_the_mapping_file_when_there_is_one(emnist):
    emnist.write_idx()
    letters = [*range(ord("z"), ord("a") - 1, -1), *range(ord("A"), ord("V"))]
    lines = [f"{label} {letter}" for label, letter in enumerate(letters)]
    (emnist.folder / "emnist-balanced-mapping.txt").write_text("\n".join(lines))
    assert load_split("balanced", emnist.folder).classes[:3] == ("z", "y", "x")


def test_classes_come_from_the_package_when_there_is_no_mapping_file(emnist):
    emnist.write_idx()
    assert load_split("balanced", emnist.folder).classes[-1] == "t"


def test_arrays_are_memory_mapped_and_read_only(emnist):
    emnist.write_idx()
    split = load_split("balanced", emnist.folder)
    assert isinstance(split.train_images, np.memmap)
    assert not split.train_images.flags.writeable


def test_digest_is_that_of_the_content_whatever_the_form(emnist):
    emnist.write_csv()
    from_csv = load_split("balanced", emnist.folder)
    emnist.write_idx()
    from_idx = load_split("balanced", emnist.folder)
    emnist.images["test"][0, 0, 0] ^= 1
    emnist.write_idx()
    changed = load_split("balanced", emnist.folder)
    assert from_csv.digest == from_idx.digest != changed.digest


def test_changed_files_are_read_again(emnist):
    emnist.write_idx(suffix="")
    load_split("balanced", emnist.folder)
    emnist.images["train"] = 255 - emnist.images["train"]
    emnist.write_idx(suffix="")
    assert_same(load_split("balanced", emnist.folder), emnist)


def test_digest_is_known_without_reading_once_a_split_is_cached(emnist, monkeypatch):
    emnist.write_idx()
    assert cached_digest("balanced", emnist.folder) is None
    digest = split_digest("balanced", emnist.folder)
    monkeypatch.setattr(load, "_fill_cache", None)
    assert cached_digest("balanced", emnist.folder) == digest
    assert split_digest("balanced", emnist.folder) == digest


def test_synthetic_splits_are_drawn_once(project, emnist, monkeypatch):
    drawn = []

    def draw(name):
        drawn.append(name)
        images, labels = emnist.images, emnist.labels
        return images["train"], labels["train"], images["test"], labels["test"]

    monkeypatch.setattr("emnist_lab.datasets.emnist.synthesize.synthesize_split", draw)
    for _ in range(2):
        split = load_split("balanced")
        assert_same(split, emnist)
    assert drawn == ["balanced"]
    assert split.origin.kind == "synthetic"
    assert len(split.classes) == 47


def test_a_split_that_the_folder_lacks_is_named_with_those_it_has(emnist):
    emnist.write_idx("balanced")
    emnist.write_csv("digits")
    with pytest.raises(DataError, match=r"emnist-letters-train\.csv") as caught:
        load_split("letters", emnist.folder)
    assert "balanced, digits" in str(caught.value)


def test_a_file_missing_from_a_split_is_named(emnist):
    emnist.write_idx()
    (emnist.folder / "emnist-balanced-test-labels-idx1-ubyte.gz").unlink()
    emnist.write_idx("digits")
    with pytest.raises(DataError, match="lacks emnist-balanced-test-labels-idx1-ubyte"):
        load_split("balanced", emnist.folder)


def test_an_unknown_split_is_answered_with_the_known_ones(project):
    with pytest.raises(DataError, match="balanced, bymerge, byclass, letters, digits, mnist"):
        load_split("numbers")
