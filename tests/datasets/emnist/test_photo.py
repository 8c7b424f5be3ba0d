"""The character of a photo is found whatever surrounds it, and doubts are said in words."""

import numpy as np
import photographs
import pytest
from PIL import Image, ImageDraw

from emnist_lab.datasets.emnist.convert import ink_to_emnist, photo_to_emnist
from emnist_lab.datasets.emnist.photo import find_character
from emnist_lab.datasets.picture import read_brightness
from emnist_lab.errors import DataError

HANDS = [("b", 1), ("g", 5), ("2", 10)]


def _likeness(image: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(image.ravel(), other.ravel())[0, 1])


def _of_photo(picture: Image.Image) -> np.ndarray:
    image, _ = photo_to_emnist(picture)
    return image


def _doubts(picture: Image.Image) -> str:
    return "; ".join(photo_to_emnist(picture)[1])


def _letter_h(*boxes: tuple[int, int, int, int], side=600) -> Image.Image:
    picture = Image.new("L", (side, side), 245)
    draw = ImageDraw.Draw(picture)
    for left, top, right, bottom in boxes:
        middle = (top + bottom) // 2
        for line in (
            (left, top, left, bottom),
            (right, top, right, bottom),
            (left, middle, right, middle),
        ):
            draw.line(line, fill=30, width=18)
    return picture


@pytest.fixture(scope="module")
def clean() -> dict[tuple[str, int], np.ndarray]:
    """Return what the photograph of each hand on plain paper is turned into."""
    return {hand: _of_photo(photographs.plain(*hand)) for hand in HANDS}


@pytest.mark.parametrize(
    ("kind", "hand"),
    [(kind, hand) for kind in photographs.ON_PLAIN_PAPER for hand in HANDS[:2]]
    + [(kind, HANDS[2]) for kind in photographs.EASIER],
    ids=str,
)
def test_a_photograph_gives_the_image_of_the_clean_one(kind, hand, clean):
    photo = find_character(read_brightness(photographs.KINDS[kind](*hand)))
    assert _likeness(ink_to_emnist(photo.ink), clean[hand]) > 0.85
    assert photo.doubts == ()


@pytest.mark.parametrize("width", [2, 12, 40])
def test_a_box_or_a_border_of_any_width_is_no_ink(width):
    alone, box = _letter_h((200, 170, 400, 430)), (60, 50, 540, 550)
    framed, bordered = alone.copy(), alone.copy()
    ImageDraw.Draw(framed).rectangle(box, outline=40, width=width)
    ImageDraw.Draw(bordered).rectangle((0, 0, 599, 599), outline=0, width=width)
    expected = _of_photo(alone)
    assert _likeness(_of_photo(framed), expected) > 0.95
    assert _likeness(_of_photo(bordered), expected) > 0.95


def test_a_box_that_the_rim_cuts_off_is_no_ink():
    alone = _letter_h((200, 170, 400, 430))
    framed = alone.copy()
    ImageDraw.Draw(framed).rectangle((60, 50, 700, 550), outline=40, width=6)
    assert _likeness(_of_photo(framed), _of_photo(alone)) > 0.95


def test_print_elsewhere_on_the_sheet_is_no_ink():
    alone = _letter_h((200, 170, 400, 430))
    form = alone.copy()
    ImageDraw.Draw(form).text((30, 20), "Name: Kim Lee", fill=60, font_size=34)
    ImageDraw.Draw(form).line((120, 560, 480, 560), fill=60, width=5)
    assert _likeness(_of_photo(form), _of_photo(alone)) > 0.95


def test_the_shadow_of_something_narrow_is_no_ink():
    alone = np.asarray(_letter_h((200, 170, 400, 430))) / 255.0
    shadow = Image.new("L", (600, 600), 0)
    ImageDraw.Draw(shadow).polygon([(260, 0), (340, 0), (480, 600), (380, 600)], fill=255)
    shaded = alone * (1 - 0.45 * np.asarray(shadow) / 255)
    found = find_character(shaded)
    assert _likeness(ink_to_emnist(found.ink), ink_to_emnist(find_character(alone).ink)) > 0.85


@pytest.mark.parametrize("seed", range(3))
def test_two_characters_raise_doubt(seed):
    assert "more than one" in _doubts(photographs.two_characters("AkE5"[seed], seed))


def test_two_characters_one_above_the_other_raise_doubt():
    picture = _letter_h((200, 60, 360, 260), (210, 330, 370, 540))
    assert "more than one" in _doubts(picture)


def test_writing_that_is_joined_raises_doubt():
    picture = _letter_h((60, 240, 200, 370), (260, 240, 420, 370))
    ImageDraw.Draw(picture).line((200, 370, 260, 370), fill=30, width=18)
    assert "several" in _doubts(picture)


@pytest.mark.parametrize("character", "ijEFK5")
def test_dots_and_loose_strokes_raise_no_doubt(character):
    assert _doubts(photographs.plain(character, 300)) == ""


def test_bars_above_each_other_are_of_one_character():
    picture = Image.new("L", (600, 600), 240)
    for y in (250, 340):
        ImageDraw.Draw(picture).line((180, y, 400, y), fill=30, width=20)
    found = find_character(read_brightness(picture))
    assert found.doubts == ()
    assert np.ptp(np.flatnonzero((found.ink > 0.5).any(axis=1))) > 20


def test_a_blot_raises_doubt():
    picture = Image.new("L", (600, 600), 240)
    ImageDraw.Draw(picture).ellipse((260, 260, 340, 330), fill=30)
    assert "blot" in _doubts(picture)


def test_ink_along_the_rim_raises_doubt():
    assert "rim" in _doubts(_letter_h((9, 9, 591, 591)))


@pytest.mark.parametrize("radius", [150, 220])
def test_a_large_dark_shape_is_no_character(radius):
    picture = Image.new("L", (600, 600), 240)
    box = (300 - radius, 300 - radius, 300 + radius, 300 + radius)
    ImageDraw.Draw(picture).ellipse(box, fill=30)
    with pytest.raises(DataError, match="no character"):
        find_character(read_brightness(picture))


@pytest.mark.parametrize("character", "A8Hd")
def test_a_tight_crop_gives_the_image_of_the_whole_photograph(character):
    picture = photographs.plain(character, 7)
    ink = np.asarray(picture) < 140
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    tight = picture.crop((columns[0], rows[0], columns[-1] + 1, rows[-1] + 1))
    assert _likeness(_of_photo(tight), _of_photo(picture)) > 0.9
