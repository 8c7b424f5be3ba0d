"""Photographed characters are read one by one, and what cannot be read is named."""

import pytest
from PIL import Image, ImageDraw

from emnist_lab.models.build import build_model
from emnist_lab.models.saved import ModelCard, save_model
from emnist_lab.recipe import ImageForm
from emnist_lab.training.read_photos import read_characters

FORM = ImageForm(side=32, channels=1, fit="pad")
DIGITS = tuple("0123456789")


@pytest.fixture
def saved(tmp_path):
    file = tmp_path / "model.keras"
    model = build_model("lenet5_old", FORM.shape, 10)
    save_model(model, file, ModelCard(DIGITS, FORM, "baselines", "lenet5_old", "abc"))
    return file


def test_a_photo_is_read_with_five_guesses_that_sum_to_at_most_one(saved, tmp_path):
    photo = Image.new("L", (300, 400), 235)
    ImageDraw.Draw(photo).line((150, 60, 150, 340), fill=30, width=22)
    photo.save(tmp_path / "one.png")
    (reading,) = read_characters(saved, [tmp_path / "one.png"])
    probabilities = [guess["probability"] for guess in reading["top5"]]
    assert len(probabilities) == 5
    assert probabilities == sorted(probabilities, reverse=True)
    assert sum(probabilities) <= 1.0001
    assert all(guess["character"] in DIGITS for guess in reading["top5"])
