"""The EMNIST conversion, of frames and of what people photograph or scan."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from emnist_lab.datasets.emnist.convert import ink_to_emnist, photo_to_emnist
from emnist_lab.datasets.emnist.frame import emnist_convert
from emnist_lab.errors import DataError


def _seven(side: int, pen: int) -> np.ndarray:
    """Ink 0..1 of a seven that takes up the middle of a square."""
    large = Image.new("L", (4 * side, 4 * side), 0)
    corners = [(0.32, 0.25), (0.68, 0.25), (0.45, 0.75)]
    points = [(4 * side * x, 4 * side * y) for x, y in corners]
    draw = ImageDraw.Draw(large)
    draw.line(points, fill=255, width=4 * pen, joint="curve")
    for x, y in points:
        draw.ellipse([x - 2 * pen, y - 2 * pen, x + 2 * pen, y + 2 * pen], fill=255)
    return np.asarray(large.reduce(4), dtype=float) / 255


def _image(brightness: np.ndarray) -> Image.Image:
    return Image.fromarray(np.rint(np.clip(brightness, 0, 1) * 255).astype(np.uint8))


def _of_photo(photo: Image.Image | Path) -> np.ndarray:
    image, _ = photo_to_emnist(photo)
    return image


def _likeness(image: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(image.ravel(), other.ravel())[0, 1])


@pytest.fixture(scope="module")
def expected() -> np.ndarray:
    """Return the seven as EMNIST has it: straight from a frame of NIST's kind."""
    return emnist_convert(np.pad(_seven(90, 6), 19) > 0.5)


@pytest.fixture
def paper() -> np.ndarray:
    """Return white paper with a dark seven, 300 x 300 pixels."""
    return 0.95 - 0.8 * _seven(300, 20)


def test_a_frame_becomes_a_centered_28_by_28_image(expected):
    assert expected.shape == (28, 28)
    assert expected.dtype == np.uint8
    assert expected.max() == 255
    rows, columns = np.nonzero(expected > 100)
    assert np.ptp(rows) in range(20, 26)
    assert abs(columns.min() - (27 - columns.max())) <= 1


def test_the_place_on_the_frame_does_not_matter(expected):
    frame = np.zeros((128, 128), bool)
    frame[:90, 38:] = _seven(90, 6) > 0.5
    np.testing.assert_array_equal(emnist_convert(frame), expected)


def test_the_scale_of_the_ink_does_not_matter(expected):
    frame = np.pad(_seven(90, 6), 19) > 0.5
    np.testing.assert_array_equal(emnist_convert(frame.astype(np.uint8) * 255), expected)
    np.testing.assert_array_equal(emnist_convert(frame * 1.0), expected)


def test_a_straight_edge_has_the_gray_levels_of_the_published_images():
    frame = np.zeros((128, 128), bool)
    frame[50:65, 50:65] = True  # 26 pixels with blur and padding: each is sampled
    middle_row = emnist_convert(frame)[14]
    assert {4, 37, 127, 217, 250} <= set(middle_row.tolist())


def test_an_empty_frame_stays_empty():
    assert not emnist_convert(np.zeros((128, 128))).any()


def test_dark_on_light_and_light_on_dark_read_alike(paper, expected):
    dark = _of_photo(_image(paper))
    light = _of_photo(_image(1 - paper))
    assert _likeness(dark, expected) > 0.97
    assert _likeness(dark, light) > 0.99


@pytest.mark.parametrize("side", [28, 64, 300, 2400])
def test_any_size_reads_alike(side, expected):
    photo = _image(0.95 - 0.8 * _seven(side, max(2, side // 15)))
    assert _likeness(_of_photo(photo), expected) > 0.93


@pytest.mark.parametrize(("side", "pen"), [(300, 3), (300, 36)])
def test_thin_and_thick_pens_come_near_the_usual_one(side, pen, expected):
    photo = _image(0.95 - 0.8 * _seven(side, pen))
    assert _likeness(_of_photo(photo), expected) > 0.8


def test_a_lamp_at_one_side_and_noise_are_no_ink(expected):
    ink = _seven(500, 30)
    lamp = np.linspace(0.95, 0.35, 500)[None, :] * np.linspace(1, 0.8, 500)[:, None]
    noise = np.random.default_rng(0).normal(0, 0.03, ink.shape)
    photo = _image(lamp * (1 - 0.7 * ink) + noise)
    assert _likeness(_of_photo(photo), expected) > 0.95


def test_the_edge_of_the_sheet_and_dust_are_left_out(paper, expected):
    paper[:, :12] = 0.1
    paper[280:283, 200:203] = 0.2
    assert _likeness(_of_photo(_image(paper)), expected) > 0.95


def test_the_dot_of_an_i_is_kept():
    brightness = np.full((200, 200), 0.9)
    brightness[80:160, 95:107] = 0.1
    brightness[45:57, 95:107] = 0.1
    rows = _of_photo(_image(brightness)).any(axis=1)
    assert rows[2:6].all()
    assert not rows[6:9].all()


def test_a_tight_crop_reads_alike(expected):
    ink = _seven(300, 20)
    rows, columns = np.nonzero(ink > 0.5)
    tight = ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    assert _likeness(_of_photo(_image(0.95 - 0.8 * tight)), expected) > 0.95


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "F"])
def test_every_color_mode_reads_alike(mode, paper, expected):
    if mode == "I;16":
        image = Image.fromarray((paper * 4095).astype(np.uint16))
    elif mode == "F":
        image = Image.fromarray(paper.astype(np.float32))
    else:
        image = _image(paper).convert("RGB" if mode == "P" else "L").convert(mode)
    assert _likeness(_of_photo(image), expected) > 0.93


@pytest.mark.parametrize("ink", [0, 255])
def test_transparent_paper_takes_the_contrast_of_its_ink(ink, expected):
    alpha = _image(_seven(300, 20))
    image = Image.merge("LA", (Image.new("L", alpha.size, ink), alpha))
    assert _likeness(_of_photo(image), expected) > 0.95


def test_a_photo_taken_sideways_is_turned_upright(paper, expected, tmp_path):
    file = tmp_path / "sideways.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: show the image a quarter turn clockwise
    _image(paper).transpose(Image.Transpose.ROTATE_90).save(file, exif=exif, quality=95)
    assert _likeness(_of_photo(file), expected) > 0.95


@pytest.mark.parametrize(("side", "pen"), [(28, 2), (300, 20), (300, 1), (1200, 2)])
def test_a_drawn_character_needs_no_paper(side, pen, expected):
    assert _likeness(ink_to_emnist(_seven(side, pen)), expected) > 0.8


def test_nothing_drawn_stays_empty():
    assert not ink_to_emnist(np.zeros((50, 80))).any()


@pytest.mark.parametrize("noise", [0.0, 0.02, 0.2])
@pytest.mark.parametrize("brightness", [0.0, 0.5, 1.0])
def test_a_blank_image_is_refused(noise, brightness):
    blank = brightness + np.random.default_rng(1).normal(0, noise, (300, 300))
    with pytest.raises(DataError, match="no character"):
        _of_photo(_image(blank))


def test_a_file_that_is_no_image_is_named_with_a_mend(tmp_path):
    file = tmp_path / "letter.png"
    file.write_text("not an image")
    with pytest.raises(DataError) as caught:
        _of_photo(file)
    assert "letter.png" in str(caught.value)
    assert caught.value.fix


def test_half_an_image_is_named_with_a_mend(paper, tmp_path):
    file = tmp_path / "half.png"
    _image(paper).save(file)
    file.write_bytes(file.read_bytes()[:400])
    with pytest.raises(DataError, match=r"half\.png"):
        photo_to_emnist(str(file))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match=r"gone\.png"):
        _of_photo(tmp_path / "gone.png")
