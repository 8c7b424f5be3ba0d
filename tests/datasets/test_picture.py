"""Pictures of every size and kind are read, and what cannot be read is told apart."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from emnist_lab.datasets.picture import LARGEST_MEGAPIXELS, read_brightness
from emnist_lab.errors import DataError


@pytest.mark.parametrize("name", ["scan.png", "scan.tif"])
def test_a_scan_of_182_megapixels_is_read(name, tmp_path):
    scan = Image.new("1", (13500, 13500), 1)
    ImageDraw.Draw(scan).rectangle((0, 0, 13500, 6000), fill=0)
    scan.save(tmp_path / name)
    brightness = read_brightness(tmp_path / name)
    assert max(brightness.shape) in range(1000, 1201)
    assert brightness[:400].max() == 0
    assert brightness[600:].min() == 1


def test_a_picture_that_is_too_large_says_its_size_and_what_to_do(tmp_path):
    file = tmp_path / "poster.pgm"
    file.write_bytes(b"P5 40000 40000 255\n")
    with pytest.raises(DataError) as caught:
        read_brightness(file)
    assert f"1,600 megapixels, and at most {LARGEST_MEGAPIXELS}" in str(caught.value)
    assert "crop" in caught.value.fix


def test_of_pictures_with_more_than_eight_bits_a_pixel_fewer_are_read(tmp_path):
    file = tmp_path / "scan.pgm"
    file.write_bytes(b"P5 15000 15000 65535\n")
    with pytest.raises(DataError, match=f"225 megapixels, and at most {LARGEST_MEGAPIXELS // 3}"):
        read_brightness(file)


def test_a_file_that_may_not_be_read_says_so(tmp_path, monkeypatch):
    def refuse(file, *_, **__):
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr("PIL.Image.open", refuse)
    with pytest.raises(DataError, match="permission denied") as caught:
        read_brightness(tmp_path / "my letter.png")
    assert caught.value.fix.endswith("my letter.png'")


def test_a_folder_is_told_from_a_picture(tmp_path):
    with pytest.raises(DataError, match="is a folder"):
        read_brightness(tmp_path)


def test_half_a_picture_is_told_from_no_picture(tmp_path):
    whole = tmp_path / "whole.png"
    Image.effect_noise((300, 300), 40).save(whole)
    half, none = tmp_path / "half.png", tmp_path / "none.png"
    half.write_bytes(whole.read_bytes()[:20_000])
    none.write_text("not a picture")
    with pytest.raises(DataError, match="is damaged"):
        read_brightness(half)
    with pytest.raises(DataError, match="no picture of a kind"):
        read_brightness(none)


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif"])
def test_a_large_picture_taken_sideways_is_turned_upright(suffix, tmp_path):
    picture = Image.new("RGB", (3000, 2000), "white")
    ImageDraw.Draw(picture).rectangle((0, 0, 3000, 500), fill="black")
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: show the picture a quarter turn clockwise
    picture.save(tmp_path / f"sideways.{suffix}", exif=exif)
    brightness = read_brightness(tmp_path / f"sideways.{suffix}")
    height, width = brightness.shape
    assert height > width
    assert brightness[:, -width // 8 :].mean() < 0.05
    assert brightness[:, : width // 2].mean() > 0.95


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGB", "RGBA", "CMYK", "I", "I;16", "F"])
def test_a_large_picture_of_any_mode_keeps_its_brightness(mode):
    ramp = np.tile(np.linspace(0, 1, 2400), (100, 1))
    if mode in ("I", "I;16", "F"):
        values = {"I": np.int32, "I;16": np.uint16, "F": np.float32}[mode]
        picture = Image.fromarray((ramp * 4095).astype(values))
    else:
        picture = Image.fromarray((ramp * 255).astype(np.uint8)).convert("RGB").convert(mode)
    brightness = read_brightness(picture)
    assert brightness.shape == (50, 1200)
    np.testing.assert_allclose(brightness[25], np.linspace(0, 1, 1200), atol=0.07)
