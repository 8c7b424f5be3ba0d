"""Data of others cannot fill memory or disk, start a program, or reach outside its folder."""

import gzip
import struct
import zipfile

import numpy as np
import pytest
from PIL import EpsImagePlugin, Image
from scipy.io import savemat

from emnist_lab.dataset import DataSet, SplitFacts, Task
from emnist_lab.datasets import image_folders
from emnist_lab.datasets.emnist import mat_files
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.datasets.load import load_split
from emnist_lab.datasets.picture import read_brightness
from emnist_lab.errors import DataError, EmnistLabError
from emnist_lab.project import Project

LIGHT = DataSet(
    name="light",
    content="traffic lights",
    splits=(SplitFacts("light", ("red",)),),
    side=20,
    form=image_folders,
)
PROGRAM = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 20 20\n%%EndComments\n(PWN) (w) file\n"


@pytest.fixture
def lights(project, tmp_path):
    """Return the folder of pictures of one class, and one picture of it."""
    for part in ("train", "test"):
        file = tmp_path / "data" / part / "red" / "0.png"
        file.parent.mkdir(parents=True)
        Image.new("L", (20, 20)).save(file)
    return tmp_path / "data", tmp_path / "data/train/red/0.png"


@pytest.fixture
def refused(emnist):
    """Return a check that a split is refused and nothing of it stays on the disk."""

    def check(problem):
        with pytest.raises(EmnistLabError, match=problem):
            load_split("balanced", emnist.folder)
        assert not any(file.is_file() for file in Project.find().cache_dir.rglob("*"))

    return check


def test_a_header_that_promises_billions_makes_no_room_for_them(emnist, refused):
    emnist.write_idx()
    labels = emnist.folder / "emnist-balanced-train-labels-idx1-ubyte.gz"
    labels.write_bytes(gzip.compress(struct.pack(">II", 0x0801, 2**32 - 1)))
    refused("more than the 10,000,000 images")


def test_a_small_file_does_not_unfold_to_more_images_than_were_published(emnist, refused):
    emnist.write_idx()
    count = 112_801
    for kind, shape in (("images-idx3", (count, 28, 28)), ("labels-idx1", (count,))):
        header = struct.pack(f">I{len(shape)}I", 0x0800 | len(shape), *shape)
        content = header + bytes(int(np.prod(shape)))
        packed = gzip.compress(content, 1)
        assert len(packed) < len(content) / 100
        (emnist.folder / f"emnist-balanced-train-{kind}-ubyte.gz").write_bytes(packed)
    refused("more than the 112,800 images")


def test_a_line_without_an_end_does_not_fill_the_memory(emnist, refused):
    emnist.write_csv()
    for part in ("train", "test"):
        file = emnist.folder / f"emnist-balanced-{part}.csv"
        file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(b"0" * 10**8, 1))
        file.unlink()
    refused("is not a whole number")


def test_a_matlab_file_that_unpacks_to_more_than_any_is_refused_unread(
    emnist, refused, monkeypatch
):
    monkeypatch.setattr(mat_files, "LARGEST", 10**6)
    monkeypatch.setattr(mat_files, "_read_apart", lambda *_: pytest.fail("was read"))
    zeros = np.zeros((3000, 784), np.uint8)
    content = {"dataset": {part: {"images": zeros} for part in ("train", "test")}}
    savemat(emnist.folder / "emnist-balanced.mat", content, do_compression=True)
    refused("unpacks to more than")


def test_a_matlab_file_that_crashes_its_reader_is_refused_in_one_message(
    emnist, refused, monkeypatch, tmp_path
):
    emnist.write_mat()
    crash = tmp_path / "crash.py"
    crash.write_text("import os\nos.abort()\n")
    monkeypatch.setattr(mat_files.mat_process, "__file__", str(crash))
    refused("its reader crashed")


def test_a_matlab_file_that_needs_more_memory_than_is_allowed_is_refused(
    emnist, refused, monkeypatch
):
    images = np.zeros((120_000, 784), np.uint8)
    content = {"dataset": {part: {"images": images} for part in ("train", "test")}}
    savemat(emnist.folder / "emnist-balanced.mat", content, do_compression=True)
    monkeypatch.setattr(mat_files, "MEMORY", 400 * 10**6)
    refused("MemoryError")


def test_members_of_an_archive_are_read_in_place_wherever_their_names_lead(emnist, tmp_path):
    archive = emnist.write_zip()
    with zipfile.ZipFile(archive) as official:
        members = {name: official.read(name) for name in official.namelist()}
    with zipfile.ZipFile(archive, "w") as hostile:
        for name, content in members.items():
            hostile.writestr(name.replace("gzip/", "../../../"), content)
        hostile.writestr("/tmp/emnist-lab-PWN", b"x")
    before = set(tmp_path.rglob("*"))
    assert load_split("balanced", emnist.folder).train_labels.tolist() == [0, 46, 10, 7, 3]
    cache = Project.find().data_dir
    assert {file for file in set(tmp_path.rglob("*")) - before if cache not in file.parents} <= {
        cache
    }


def test_a_picture_is_never_a_program(lights, tmp_path, monkeypatch):
    monkeypatch.setattr(EpsImagePlugin, "Ghostscript", lambda *_: pytest.fail("started"))
    photo = tmp_path / "photo.png"
    photo.write_bytes(PROGRAM)
    Image.init()
    with Image.open(photo) as opened:
        assert opened.format == "EPS", "Pillow would start Ghostscript for it"
    with pytest.raises(DataError, match="no picture of a kind"):
        read_brightness(photo)
    folder, picture = lights
    picture.write_bytes(PROGRAM)
    with pytest.raises(DataError, match="cannot be read"):
        load_split("light", folder, LIGHT)


@pytest.mark.parametrize(
    ("side", "problem"), [(3000, "is 3000 pixels"), (20_000, "cannot be read")]
)
def test_a_picture_of_another_size_is_refused_before_it_unfolds(lights, monkeypatch, side, problem):
    folder, picture = lights
    Image.new("1", (side, side)).save(picture)
    monkeypatch.setattr(Image.Image, "load", lambda *_: pytest.fail("unfolded"))
    with pytest.raises(DataError, match=problem):
        load_split("light", folder, LIGHT)


@pytest.mark.parametrize("name", ["../x", "<b>", "a/b", "", "x" * 101, "\x1b[2J"])
def test_a_data_set_whose_names_could_not_stand_in_paths_or_documents_is_refused(name):
    for changed in ({"splits": (SplitFacts("s", (name,)),)}, {"tasks": (Task(name),)}):
        with pytest.raises(DataError, match="is no name of"):
            EMNIST.__class__(**{**vars(EMNIST), "top_k": None, **changed})
