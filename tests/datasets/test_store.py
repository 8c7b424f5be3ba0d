"""The cache is trusted only when it is whole, and loading from it is mapping."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from emnist_lab.datasets.load import load_split
from emnist_lab.datasets.store import map_arrays, read_meta, write_split
from emnist_lab.project import Project

CLASSES = ("a", "b")
SHAPE = (28, 28)


def batches(count, size=2):
    for start in range(0, count, size):
        stop = min(start + size, count)
        yield (
            np.full((stop - start, 28, 28), start % 256, np.uint8),
            np.zeros(stop - start, np.uint8),
        )


def cached(emnist):
    emnist.write_idx()
    load_split("balanced", emnist.folder)
    (folder,) = Project.find().cache_dir.glob("real-*/balanced")
    return folder


def cut_images(folder):
    os.truncate(folder / "train_images.npy", 1000)


def cut_header(folder):
    os.truncate(folder / "test_labels.npy", 20)


def remove_labels(folder):
    (folder / "train_labels.npy").unlink()


def remove_meta(folder):
    (folder / "meta.json").unlink()


def cut_meta(folder):
    os.truncate(folder / "meta.json", 30)


@pytest.mark.parametrize("damage", [cut_images, cut_header, remove_labels, remove_meta, cut_meta])
def test_a_damaged_cache_is_rebuilt(emnist, damage):
    folder = cached(emnist)
    damage(folder)
    assert read_meta(folder) is None
    split = load_split("balanced", emnist.folder)
    np.testing.assert_array_equal(split.train_images, emnist.images["train"])
    assert sorted(file.name for file in folder.parent.iterdir()) == ["balanced"]


def test_what_an_interrupted_reader_left_is_not_taken_for_a_split(emnist):
    folder = cached(emnist)
    folder.rename(folder.with_name(".balanced-of-another-process"))
    assert read_meta(folder) is None


def test_an_error_while_writing_leaves_nothing(tmp_path):
    def failing():
        yield from batches(2)
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        write_split(tmp_path / "cache" / "mnist", batches(3), failing(), CLASSES, SHAPE)
    assert list((tmp_path / "cache").iterdir()) == []


def test_two_writers_at_once_leave_one_whole_split(tmp_path):
    folder = tmp_path / "key" / "mnist"

    def write(_):
        return write_split(folder, batches(500), batches(9), CLASSES, SHAPE)

    with ThreadPoolExecutor(4) as pool:
        digests = {meta["digest"] for meta in pool.map(write, range(8))}
    assert len(digests) == 1
    assert read_meta(folder)["digest"] in digests
    assert [file.name for file in folder.parent.iterdir()] == ["mnist"]


def test_the_digest_does_not_depend_on_the_size_of_batches(tmp_path):
    first = write_split(tmp_path / "a", batches(1), batches(1, 1), CLASSES, SHAPE)
    second = write_split(tmp_path / "b", batches(1, 7), batches(1, 3), CLASSES, SHAPE)
    other_classes = write_split(tmp_path / "c", batches(1), batches(1), ("b", "a"), SHAPE)
    assert first["digest"] == second["digest"] != other_classes["digest"]


def test_numpy_reads_what_was_written(tmp_path):
    write_split(tmp_path / "a", batches(5), batches(2), CLASSES, SHAPE)
    assert read_meta(tmp_path / "a")["classes"] == ["a", "b"]
    assert np.load(tmp_path / "a" / "train_images.npy")[:, 0, 0].tolist() == [0, 0, 2, 2, 4]


REPORT_MEMORY = """
import sys, time
from pathlib import Path
from emnist_lab.datasets.store import map_arrays, read_meta

def private_megabytes():
    (line,) = [line for line in open("/proc/self/status") if line.startswith("RssAnon")]
    return int(line.split()[1]) / 1000

before, start = private_megabytes(), time.perf_counter()
assert read_meta(Path(sys.argv[1]))
images = map_arrays(Path(sys.argv[1]))["train_images"]
seconds = time.perf_counter() - start
images[::1000].sum()
print(len(images), seconds, private_megabytes() - before)
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="needs Linux's RssAnon")
def test_700_000_images_load_within_a_second_and_without_private_memory(tmp_path):
    write_split(tmp_path / "bymerge", batches(1), batches(1), CLASSES, SHAPE)
    for name, shape in (("train_images", (700_000, 28, 28)), ("train_labels", (700_000,))):
        # A sparse file: it has the length, and takes no room on the disk.
        file = tmp_path / "bymerge" / f"{name}.npy"
        np.lib.format.open_memmap(file, "w+", np.uint8, shape)

    answer = subprocess.run(
        [sys.executable, "-c", REPORT_MEMORY, tmp_path / "bymerge"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    images, seconds, megabytes = map(float, answer.stdout.split())
    assert images == 700_000
    assert seconds < 1
    assert megabytes < 50


def test_more_classes_than_a_byte_counts_keep_their_numbers(tmp_path):
    classes = tuple(map(str, range(300)))
    images, labels = np.zeros((300, *SHAPE), np.uint8), np.arange(300, dtype=np.uint16)
    write_split(tmp_path / "a", [(images, labels)], [(images, labels)], classes, SHAPE)
    assert map_arrays(tmp_path / "a")["test_labels"].tolist() == list(range(300))


def test_colors_keep_their_channels(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (5, 20, 20, 3), np.uint8)
    part = [(images, np.zeros(5, np.uint8))]
    write_split(tmp_path / "a", part, part, CLASSES, (20, 20, 3))
    assert np.array_equal(map_arrays(tmp_path / "a")["train_images"], images)
