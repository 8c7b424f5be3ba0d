"""Photographed characters are read one by one, and what cannot be read is named."""

import json

import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw

from emnist_lab.cli import main
from emnist_lab.portable.pictures import read_pictures

DIGITS = tuple("0123456789")


@pytest.fixture
def photos(tmp_path, monkeypatch):
    """Return a folder with a photo of a one, one of two characters, and half a file."""
    folder = tmp_path / "photos"
    folder.mkdir()
    monkeypatch.chdir(folder)
    photo = Image.new("L", (300, 400), 235)
    ImageDraw.Draw(photo).line((150, 60, 150, 340), fill=30, width=22)
    photo.save("one.png")
    ImageDraw.Draw(photo).line((240, 60, 240, 340), fill=30, width=22)
    photo.save("two.png")
    (folder / "half.png").write_bytes((folder / "one.png").read_bytes()[:200])
    return folder


def test_a_photo_is_read_with_five_guesses_that_sum_to_at_most_one(saved, photos):
    (reading,) = read_pictures(saved, [photos / "one.png"])
    probabilities = [guess["probability"] for guess in reading["guesses"]]
    assert len(probabilities) == 5
    assert probabilities == sorted(probabilities, reverse=True)
    assert sum(probabilities) <= 1.0001
    assert all(guess["class"] in DIGITS for guess in reading["guesses"])


def test_good_photos_are_read_and_broken_ones_named(saved, photos):
    good, broken, doubtful = read_pictures(saved, ["one.png", "half.png", "two.png"])
    assert good["doubts"] == []
    assert len(good["guesses"]) == len(doubtful["guesses"]) == 5
    assert "more than one" in doubtful["doubts"][0]
    assert broken["image"] == "half.png"
    assert "damaged" in broken["error"]
    assert broken["fix"]


def test_no_photo_at_all_can_be_read(saved, photos):
    readings = read_pictures(saved, ["half.png", "gone.png"])
    assert all("error" in reading for reading in readings)


def test_the_command_prints_a_line_a_photo_and_fails_if_one_cannot_be_read(saved, photos):
    run = CliRunner().invoke(main, ["predict", str(saved), "one.png", "half.png", "two.png"])
    assert run.exit_code == 1
    one, two, doubt = run.stdout.splitlines()
    assert one.startswith("one.png: ")
    assert two.startswith("two.png: ")
    assert doubt.startswith("  doubtful: more than one")
    assert run.stderr.startswith("Error: half.png: ")


def test_json_holds_what_was_read_and_what_was_not(saved, photos):
    run = CliRunner().invoke(main, ["predict", "--json", str(saved), "half.png", "two.png"])
    assert run.exit_code == 1
    broken, two = json.loads(run.stdout)
    assert set(broken) == {"image", "error", "fix"}
    assert set(two) == {"image", "doubts", "guesses"}
    assert CliRunner().invoke(main, ["predict", str(saved), "one.png"]).exit_code == 0
