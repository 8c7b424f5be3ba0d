"""A data set of pictures in folders is one entry, and says what is wrong with its folders."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from emnist_lab.dataset import DataSet, SplitFacts
from emnist_lab.datasets import image_folders
from emnist_lab.datasets.load import load_split, load_test_part
from emnist_lab.datasets.origin import available_splits, find_origin
from emnist_lab.errors import DataError

CLASSES = ("red", "green")
LIGHTS = DataSet(
    name="lights",
    content="traffic lights",
    splits=(SplitFacts("lights", CLASSES),),
    side=20,
    channels=3,
    form=image_folders,
)


def write_pictures(root, side=20, classes=CLASSES, parts=("train", "test")):
    for part in parts:
        for number, name in enumerate(classes):
            folder = root / part / name
            folder.mkdir(parents=True)
            for picture in range(3):
                pixels = np.full((side, side, 3), picture, np.uint8)
                pixels[..., number] = 200
                Image.fromarray(pixels).save(folder / f"{picture}.png")
    return root


@pytest.mark.parametrize("below", [".", "lights", "lights/lights"])
def test_colors_are_read_with_the_numbers_of_their_classes(project, tmp_path, below):
    write_pictures(tmp_path / "data" / below)
    split = load_split("lights", tmp_path / "data", LIGHTS)
    assert split.train_images.shape == (6, 20, 20, 3)
    assert split.train_labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert split.train_images[0, 0, 0].tolist() == [200, 0, 0]
    assert split.train_images[-1, 0, 0].tolist() == [2, 200, 2]
    assert split.classes == CLASSES


def test_its_folder_below_data_needs_no_naming(project):
    write_pictures(project / "data" / "lights")
    assert find_origin(dataset=LIGHTS).description == (
        "The images are traffic lights, from the folder 'lights'."
    )
    assert available_splits(dataset=LIGHTS) == ("lights",)


def test_a_gray_data_set_takes_the_brightness_of_pictures(project, tmp_path):
    write_pictures(tmp_path / "data")
    gray = load_split("lights", tmp_path / "data", replace(LIGHTS, channels=1))
    assert gray.train_images.shape == (6, 20, 20)
    assert gray.train_images[0, 0, 0] == round(0.299 * 200)


def test_other_classes_and_changed_pictures_are_other_data(project, tmp_path):
    folder = write_pictures(tmp_path / "data")
    first = load_split("lights", folder, LIGHTS).digest
    Image.new("RGB", (20, 20), "blue").save(folder / "train" / "red" / "3.png")
    assert load_split("lights", folder, LIGHTS).digest != first
    turned = replace(LIGHTS, splits=(SplitFacts("lights", CLASSES[::-1]),))
    assert load_split("lights", folder, turned).train_labels[-1] == 1
    assert load_split("lights", folder, turned).classes == ("green", "red")


def test_more_classes_than_a_byte_counts_do_not_wrap(project, tmp_path):
    names = tuple(f"c{number:03}" for number in range(300))
    for part in ("train", "test"):
        for name in names:
            (tmp_path / part / name).mkdir(parents=True)
            Image.new("L", (2, 2)).save(tmp_path / part / name / "0.png")
    many = replace(LIGHTS, splits=(SplitFacts("lights", names),), side=2, channels=1)
    assert load_split("lights", tmp_path, many).train_labels.tolist() == list(range(300))


def test_a_test_part_alone_can_be_read(project, tmp_path):
    write_pictures(tmp_path / "data", parts=("test",))
    split = load_test_part("lights", tmp_path / "data", LIGHTS)
    assert (len(split.train_labels), len(split.test_labels)) == (0, 6)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"side": 30}, "is 30 pixels wide and 30 high, not 20 by 20"),
        ({"classes": ("red", "green", "blue")}, "no classes of 'lights': blue"),
        ({"parts": ("train",)}, "looked for train/red/ and test/red/"),
    ],
)
def test_what_cannot_be_read_is_named(project, tmp_path, options, says):
    write_pictures(tmp_path / "data", **options)
    with pytest.raises(DataError, match=says):
        load_split("lights", tmp_path / "data", LIGHTS)


def test_a_broken_picture_is_named(project, tmp_path):
    folder = write_pictures(tmp_path / "data")
    (folder / "test" / "green" / "1.png").write_bytes(b"no picture")
    with pytest.raises(DataError, match=r"green/1\.png: cannot be read"):
        load_split("lights", folder, LIGHTS)


def test_a_data_set_that_is_not_at_hand_says_where_it_belongs(project):
    with pytest.raises(DataError, match=r"data/lights: the data set 'lights' is not at hand"):
        find_origin(dataset=LIGHTS)


def test_five_guesses_among_two_classes_are_refused():
    with pytest.raises(DataError, match="among 5 guesses of at most 2 classes"):
        replace(LIGHTS, top_k=5)
